internal import HelmValues

/// `.helmignore`: which files of a folder do not belong to the chart.
///
/// Helm: pkg/ignore/rules.go, its odd negation included: a `!` rule ignores everything that it does not match.
struct IgnoreRules {
    private struct Rule {
        var pattern: PathPattern
        /// Looks at the last part of the path only.
        var isName: Bool
        var isNegated = false
        var needsFolder = false
    }

    private var rules: [Rule] = []

    /// - Parameter text: the content of `.helmignore`, empty when there is none.
    init(_ text: [UInt8]) throws(ChartError) {
        for (index, line) in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            // Go's scanner gives up on lines of 64 KiB.
            guard line.count < 64 << 10 else { throw ChartError(.invalidChart, "bufio.Scanner: token too long") }
            var line = line
            if index == 0, line.starts(with: [0xef, 0xbb, 0xbf]) { line = line.dropFirst(3) }
            try add(String(decoding: line, as: UTF8.self))
        }
        try add("templates/.?*")
    }

    private mutating func add(_ line: String) throws(ChartError) {
        var text = line.unicodeScalars.drop { $0.properties.isWhitespace }
        while let last = text.last, last.properties.isWhitespace { text.removeLast() }
        if text.isEmpty || text.first == "#" { return }
        if zip(text, text.dropFirst()).contains(where: { $0 == "*" && $1 == "*" }) {
            throw ChartError(.invalidChart, "double-star (**) syntax is not supported")
        }
        guard PathPattern(text) != nil else { throw ChartError(.invalidChart, "syntax error in pattern") }
        let isNegated = text.first == "!"
        if isNegated { text.removeFirst() }
        let needsFolder = text.last == "/"
        if needsFolder { text.removeLast() }
        let isRooted = text.first == "/"
        let isName = !isRooted && !text.contains("/")
        guard let pattern = PathPattern(isRooted ? text.dropFirst() : text) else { return }
        rules.append(Rule(pattern: pattern, isName: isName, isNegated: isNegated, needsFolder: needsFolder))
    }

    /// Whether the file or folder at `path`, relative to the chart, is left out.
    func ignores(_ path: String, isFolder: Bool) -> Bool {
        var path = path
        return path.withUTF8 { bytes in ignores(bytes, isFolder: isFolder) }
    }

    /// Whether the file at `path`, or a folder that it is in, is left out.
    func ignoresAnyPart(of path: String) -> Bool {
        for slash in path.utf8.indices where path.utf8[slash] == UInt8(ascii: "/") {
            if ignores(String(path[..<slash]), isFolder: true) { return true }
        }
        return ignores(path, isFolder: false)
    }

    private func ignores(_ path: UnsafeBufferPointer<UInt8>, isFolder: Bool) -> Bool {
        let nameStart = path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        let name = UnsafeBufferPointer(rebasing: path[nameStart...])
        for rule in rules {
            if rule.needsFolder && !isFolder {
                if rule.isNegated { return true }
                continue
            }
            if rule.pattern.matches(rule.isName ? name : path) != rule.isNegated { return true }
        }
        return false
    }
}
