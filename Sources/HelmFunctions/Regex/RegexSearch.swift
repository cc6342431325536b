internal import HelmTemplate

// Searching all of a text as Go's regexp package does: what counts as a match, above all an empty one, where the next
// search starts, and how many are taken.

/// A text as RE2 can search it: bytes that are not UTF-8 become U+FFFD, which is what Go sees in their place.
struct SearchedText {
    let bytes: [UInt8]
    /// For a text with invalid bytes: the offset in the original of each offset in `searched`.
    private let offsets: [Int]?
    let searched: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if String(validating: bytes, as: UTF8.self) != nil {
            (searched, offsets) = (bytes, nil)
            return
        }
        var (text, offsets): ([UInt8], [Int]) = ([], [])
        var index = 0
        while index < bytes.count {
            let (rune, width) = Runes.decode(bytes, at: index)
            let before = text.count
            Runes.encode(rune, to: &text)
            offsets += [Int](repeating: index, count: text.count - before)
            index += width
        }
        (searched, self.offsets) = (text, offsets + [bytes.count])
    }

    func original(_ range: Range<Int>) -> ArraySlice<UInt8> {
        guard let offsets else { return bytes[range] }
        return bytes[offsets[range.lowerBound]..<offsets[range.upperBound]]
    }

    /// The width of the character at `index`, 0 at the end.
    func width(at index: Int) -> Int {
        index < searched.count ? Runes.decode(searched, at: index).width : 0
    }
}

extension Regex {
    func matches(_ text: [UInt8]) -> Bool {
        withSearch(SearchedText(text).searched) { search in search(0) != nil }
    }

    /// The first match, empty when there is none.
    func find(_ text: [UInt8]) -> [UInt8] {
        let text = SearchedText(text)
        return withSearch(text.searched) { search in
            (search(0)?[0]).map { Array(text.original($0)) } ?? []
        }
    }

    /// The ranges of up to `limit` matches; without limit when it is negative.
    private func ranges(_ text: SearchedText, limit: Int) throws -> [Range<Int>] {
        try withSearch(text.searched) { search in
            var found: [Range<Int>] = []
            var (position, previousEnd) = (0, -1)
            while limit < 0 || found.count < limit, position <= text.searched.count {
                guard let match = search(position), let range = match[0] else { break }
                var isAccepted = true
                if range.upperBound == position {
                    isAccepted = range.lowerBound != previousEnd
                    let width = text.width(at: position)
                    position = width > 0 ? position + width : text.searched.count + 1
                } else {
                    position = range.upperBound
                }
                previousEnd = range.upperBound
                if isAccepted {
                    found.append(range)
                    try Limits.checkList(found.count)
                }
            }
            return found
        }
    }

    /// Nil when nothing matches.
    func findAll(_ text: [UInt8], limit: Int) throws -> [[UInt8]]? {
        let text = SearchedText(text)
        let found = try ranges(text, limit: limit)
        return found.isEmpty ? nil : found.map { Array(text.original($0)) }
    }

    /// Nil when `limit` is 0.
    func split(_ bytes: [UInt8], limit: Int, isEmptyPattern: Bool) throws -> [[UInt8]]? {
        if limit == 0 { return nil }
        if bytes.isEmpty, !isEmptyPattern { return [[]] }
        let text = SearchedText(bytes)
        var parts: [[UInt8]] = []
        var (begin, end) = (0, 0)
        for range in try ranges(text, limit: limit) {
            if limit > 0, parts.count == limit - 1 { break }
            end = range.lowerBound
            if range.upperBound != 0 { parts.append(Array(text.original(begin..<end))) }
            begin = range.upperBound
        }
        if end != text.searched.count { parts.append(Array(text.original(begin..<text.searched.count))) }
        return parts
    }

    /// Replaces every match by what `template` makes of it.
    func replace(_ bytes: [UInt8], _ template: RegexReplacement) throws -> [UInt8] {
        let text = SearchedText(bytes)
        return try withSearch(text.searched, groups: template.usesGroups) { search in
            var result: [UInt8] = []
            var (position, lastEnd) = (0, 0)
            while position <= text.searched.count, let match = search(position), let range = match[0] {
                result += text.original(lastEnd..<range.lowerBound)
                if range.upperBound > lastEnd || range.lowerBound == 0 {
                    template.append(match, of: text, names: groupNames, to: &result)
                    try Limits.checkText(result.count)
                }
                lastEnd = range.upperBound
                let width = text.width(at: position)
                position = max(range.upperBound, position + max(width, range.upperBound > position ? 0 : 1))
            }
            return result + text.original(lastEnd..<text.searched.count)
        }
    }
}

/// The text that stands in for a match, with `$1`, `${name}` and `$$` where it is a template.
struct RegexReplacement {
    private enum Piece {
        case literal(ArraySlice<UInt8>)
        case group(Int)
        case named(String)
    }

    private var pieces: [Piece] = []

    var usesGroups: Bool {
        pieces.contains { if case .literal = $0 { false } else { true } }
    }

    init(literal: [UInt8]) { pieces = [.literal(literal[...])] }

    /// Go: regexp.go, expand and extract.
    init(template: [UInt8]) {
        var rest = template[...]
        while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
            pieces.append(.literal(rest[..<dollar]))
            rest = rest[(dollar + 1)...]
            if rest.first == UInt8(ascii: "$") {
                pieces.append(.literal(rest.prefix(1)))
                rest = rest.dropFirst()
            } else if let (name, count) = Self.name(rest) {
                pieces.append(name.utf8.first.map { $0 >= 48 && $0 <= 57 } == true ? Self.numbered(name) : .named(name))
                rest = rest.dropFirst(count)
            } else {
                pieces.append(.literal([UInt8(ascii: "$")]))
            }
        }
        pieces.append(.literal(rest))
    }

    /// A group's number, where it is one without leading zeros; else its name.
    private static func numbered(_ name: String) -> Piece {
        let isNumber = name.utf8.allSatisfy { $0 >= 48 && $0 <= 57 } && name.utf8.count < 9
        guard isNumber, let number = Int(name), String(number) == name else { return .named(name) }
        return .group(number)
    }

    /// The name behind a dollar, and how many bytes it takes with its braces.
    private static func name(_ rest: ArraySlice<UInt8>) -> (String, Int)? {
        let isBraced = rest.first == UInt8(ascii: "{")
        let bytes = Array(isBraced ? rest.dropFirst() : rest)
        var end = 0
        while end < bytes.count {
            let (rune, width) = Runes.decode(bytes, at: end)
            guard Runes.isLetter(rune) || Runes.isDigit(rune) || rune == 95 else { break }
            end += width
        }
        guard end > 0, !isBraced || (end < bytes.count && bytes[end] == UInt8(ascii: "}")) else { return nil }
        return (String(decoding: bytes[..<end], as: UTF8.self), end + (isBraced ? 2 : 0))
    }

    func append(_ match: Regex.Match, of text: SearchedText, names: [String], to result: inout [UInt8]) {
        for piece in pieces {
            switch piece {
            case .literal(let bytes):
                result += bytes
            case .group(let index):
                if index < match.count, let range = match[index] { result += text.original(range) }
            case .named(let name):
                // A name may stand for several groups: the first that took part counts.
                for (index, known) in names.enumerated() where known == name {
                    guard let range = match[index + 1] else { continue }
                    result += text.original(range)
                    break
                }
            }
        }
    }
}
