internal import HelmTemplate

/// A pattern in Go's syntax, turned into the one that the installed RE2 reads.
///
/// Go has `(?<name>…)` and lets a name stand twice; Debian's RE2 knows neither, so names go their own way and every
/// named group becomes a plain one. `\C` is the other way round: RE2 has it and Go refuses it.
struct GoPattern {
    let pattern: [UInt8]
    private(set) var translated: [UInt8] = []
    /// The names of the capturing groups in order, "" for those without.
    private(set) var groupNames: [String] = []

    init(_ pattern: [UInt8]) throws {
        self.pattern = pattern
        translated.reserveCapacity(pattern.count)
        var index = 0
        while index < pattern.count {
            switch pattern[index] {
            case UInt8(ascii: "\\"): index = try copyEscape(index)
            case UInt8(ascii: "["): index = copyClass(index)
            case UInt8(ascii: "("): index = try copyGroup(index)
            default:
                translated.append(pattern[index])
                index += 1
            }
        }
    }

    /// The part of the pattern that RE2's `blamed` part stood for.
    func original(of blamed: [UInt8]) -> [UInt8] {
        blamed == translated ? pattern : blamed
    }

    private mutating func copy(_ range: Range<Int>) -> Int {
        translated += pattern[range]
        return range.upperBound
    }

    private mutating func copyEscape(_ start: Int) throws -> Int {
        guard start + 1 < pattern.count else { return copy(start..<pattern.count) }
        switch pattern[start + 1] {
        case UInt8(ascii: "C"):
            throw Regex.error("invalid escape sequence", Array("\\C".utf8))
        case UInt8(ascii: "Q"):
            let end = ByteText.index(of: Array("\\E".utf8), in: pattern, from: start + 2)
            return copy(start..<(end.map { $0 + 2 } ?? pattern.count))
        default:
            return copy(start..<(start + 2))
        }
    }

    /// A character class as a whole: brackets and parentheses in it mean nothing. An unclosed one is left to RE2.
    private mutating func copyClass(_ start: Int) -> Int {
        var index = start + 1
        if index < pattern.count, pattern[index] == UInt8(ascii: "^") { index += 1 }
        if index < pattern.count, pattern[index] == UInt8(ascii: "]") { index += 1 }
        while index < pattern.count, pattern[index] != UInt8(ascii: "]") {
            if pattern[index] == UInt8(ascii: "\\") {
                index += 1
            } else if pattern[index...].starts(with: Array("[:".utf8)),
                let end = ByteText.index(of: Array(":]".utf8), in: pattern, from: index + 2)
            {
                index = end + 1
            }
            index += 1
        }
        return copy(start..<min(index + 1, pattern.count))
    }

    private mutating func copyGroup(_ start: Int) throws -> Int {
        let rest = pattern[start...]
        let isLong = rest.starts(with: Array("(?P<".utf8))
        guard isLong || rest.starts(with: Array("(?<".utf8)) else {
            if start + 1 >= pattern.count || pattern[start + 1] != UInt8(ascii: "?") { groupNames.append("") }
            return copy(start..<(start + 1))
        }
        let from = start + (isLong ? 4 : 3)
        guard let end = pattern[from...].firstIndex(of: UInt8(ascii: ">")) else {
            throw Regex.error("invalid named capture", Array(rest))
        }
        let name = String(decoding: pattern[from..<end], as: UTF8.self)
        let isWord = name.unicodeScalars.allSatisfy { scalar in
            scalar == "_" || (scalar.isASCII && (Runes.isLetter(scalar.value) || Runes.isDigit(scalar.value)))
        }
        guard isWord, !name.isEmpty else {
            throw Regex.error("invalid named capture", Array(pattern[start...end]))
        }
        groupNames.append(name)
        translated.append(UInt8(ascii: "("))
        return end + 1
    }
}
