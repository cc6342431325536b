internal import HelmRender

/// Which documents of a rendered chart are wanted, by patterns of their templates' paths.
struct ShowOnly {
    private let patterns: [String]

    init(_ patterns: [String]) { self.patterns = patterns }

    /// The wanted documents, pattern by pattern.
    /// - Throws: `chartNotFound` when a pattern matches nothing.
    func shown(of text: String) throws(ActionError) -> String {
        let documents = try translatedSync { try Manifests.split(text) }
        var shown = ""
        for pattern in patterns {
            let found = documents.filter { document in
                // The path without the chart's name before it.
                let parts = document.path.split(separator: "/", maxSplits: 1)
                return parts.count == 2 && Glob.matches(String(parts[1]), pattern)
            }
            if found.isEmpty {
                throw ActionError(.invalidOptions, "could not find template \(pattern) in chart")
            }
            for document in found { shown += "---\n\(document.content)\n" }
        }
        return shown
    }
}

/// Go's `filepath.Match`: `*` and `?` stop at slashes, `[a-z]` and `[^a-z]` are one character, `\` quotes.
enum Glob {
    static func matches(_ text: String, _ pattern: String) -> Bool {
        matches(Array(text.unicodeScalars)[...], Array(pattern.unicodeScalars)[...])
    }

    /// Goes back to the last `*` only, so that time stays in the product of the lengths.
    private static func matches(
        _ text: ArraySlice<Unicode.Scalar>, _ pattern: ArraySlice<Unicode.Scalar>
    ) -> Bool {
        var (text, pattern) = (text, pattern)
        var retry: (text: ArraySlice<Unicode.Scalar>, pattern: ArraySlice<Unicode.Scalar>)?
        while true {
            if pattern.first == "*" {
                pattern = pattern.dropFirst()
                retry = (text, pattern)
                continue
            }
            if pattern.isEmpty, text.isEmpty { return true }
            if let character = text.first, let rest = element(character, pattern) {
                text = text.dropFirst()
                pattern = rest
                continue
            }
            guard let last = retry, let skipped = last.text.first, skipped != "/" else { return false }
            text = last.text.dropFirst()
            pattern = last.pattern
            retry = (text, pattern)
        }
    }

    /// What is left of the pattern after its first element took `character`; nil when it does not.
    private static func element(
        _ character: Unicode.Scalar, _ pattern: ArraySlice<Unicode.Scalar>
    ) -> ArraySlice<Unicode.Scalar>? {
        guard let first = pattern.first else { return nil }
        switch first {
        case "?": return character == "/" ? nil : pattern.dropFirst()
        case "\\":
            let quoted = pattern.dropFirst()
            return quoted.first == character ? quoted.dropFirst() : nil
        case "[": return set(character, pattern.dropFirst())
        default: return first == character ? pattern.dropFirst() : nil
        }
    }

    private static func set(
        _ character: Unicode.Scalar, _ pattern: ArraySlice<Unicode.Scalar>
    ) -> ArraySlice<Unicode.Scalar>? {
        var rest = pattern
        let isNegated = rest.first == "^"
        if isNegated { rest = rest.dropFirst() }
        var isFound = false
        var isFirst = true
        while let low = rest.first, isFirst || low != "]" {
            isFirst = false
            rest = rest.dropFirst()
            var high = low
            if rest.first == "-", let end = rest.dropFirst().first, end != "]" {
                high = end
                rest = rest.dropFirst(2)
            }
            if low <= character && character <= high { isFound = true }
        }
        guard rest.first == "]", isFound != isNegated else { return nil }
        return rest.dropFirst()
    }
}
