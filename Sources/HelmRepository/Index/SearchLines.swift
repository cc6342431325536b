internal import Glibc

/// The distinct lines of a repository, as they are and in lower case.
struct SearchLines: Sendable {
    /// How far each line is from what is searched for, by Helm's score; this where it has nothing of it.
    static let miss = UInt8.max
    // Helm: cmd/search_repo.go, searchMaxScore
    private static let maximumScore = 25
    /// Behind each line. No line has one inside.
    private static let lineEnd: UInt8 = 0x0a

    private let texts: [UInt8]
    /// With a zero byte behind the last line.
    private let lower: [UInt8]
    /// Where the lines end.
    private let ends: [(text: Int, lower: Int)]

    /// The score of each line that has a text, which must be in lower case.
    func scores(ofLowerText term: [UInt8]) -> [UInt8] {
        var scores = [UInt8](repeating: Self.miss, count: ends.count)
        // Lines are clean of control characters, so such a text is nowhere.
        guard !term.contains(0), !term.contains(Self.lineEnd) else { return scores }
        lower.withUnsafeBufferPointer { all in
            (term + [0]).withUnsafeBufferPointer { term in
                guard let base = all.baseAddress, let wanted = term.baseAddress else { return }
                var line = 0
                var start = 0
                while start < all.count, let match = Self.find(wanted, in: base + start) {
                    let place = match - base
                    while ends[line].lower <= place { line += 1 }
                    let begin = line == 0 ? 0 : ends[line - 1].lower
                    scores[line] = Self.score(UnsafeBufferPointer(rebasing: all[begin..<place]))
                    start = ends[line].lower
                    line += 1
                }
            }
        }
        return scores
    }

    /// The score of each line that matches.
    func scores(of pattern: SearchPattern) -> [UInt8] {
        texts.withUnsafeBufferPointer { all in
            var start = 0
            return ends.map { end in
                let line = UnsafeBufferPointer(rebasing: all[start..<(end.text - 1)])
                start = end.text
                guard let place = pattern.firstMatch(in: line) else { return Self.miss }
                return Self.score(UnsafeBufferPointer(rebasing: line[..<place]))
            }
        }
    }

    private static func find(_ term: UnsafePointer<UInt8>, in text: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        term.withMemoryRebound(to: CChar.self, capacity: 1) { term in
            text.withMemoryRebound(to: CChar.self, capacity: 1) { text in
                strstr(text, term).map { UnsafePointer(UnsafeRawPointer($0).assumingMemoryBound(to: UInt8.self)) }
            }
        }
    }

    /// How many separators stand before the match.
    // Helm: cmd/search/search.go, calcScore
    private static func score(_ before: UnsafeBufferPointer<UInt8>) -> UInt8 {
        let score = before.count { $0 == SearchedRepository.separator }
        return score < maximumScore ? UInt8(score) : miss
    }

    struct Builder {
        private let repository: String
        private let content: IndexContent
        private var texts: [UInt8] = []
        private var lower: [UInt8] = []
        private var ends: [(text: Int, lower: Int)] = []
        private var known: [Key: UInt32] = [:]

        private struct Key: Hashable {
            var name: UInt32
            var description: UInt32
            var keywords: UInt32
            var count: UInt32
        }

        init(repository: String, content: IndexContent) {
            self.repository = repository
            self.content = content
        }

        mutating func line(of place: Int) -> UInt32 {
            let record = content.records[place]
            let key = Key(
                name: record.name.start, description: record.description.count == 0 ? .max : record.description.start,
                keywords: record.keywords.start, count: record.keywords.count)
            if let line = known[key] { return line }
            let line = UInt32(ends.count)
            known[key] = line
            let start = texts.count
            let name = content.bytes[record.name.range]
            texts.append(contentsOf: name)
            texts.append(SearchedRepository.separator)
            texts.append(contentsOf: repository.utf8)
            texts.append(UInt8(ascii: "/"))
            texts.append(contentsOf: name)
            texts.append(SearchedRepository.separator)
            texts.append(contentsOf: content.bytes[record.description.range])
            texts.append(SearchedRepository.separator)
            for (number, word) in content.lists[record.keywords.range].enumerated() {
                if number > 0 { texts.append(0x20) }
                texts.append(contentsOf: content.bytes[word.range])
            }
            GoCase.appendLower(texts[start...], to: &lower)
            texts.append(SearchLines.lineEnd)
            lower.append(SearchLines.lineEnd)
            ends.append((texts.count, lower.count))
            return line
        }

        func finish() -> SearchLines { SearchLines(texts: texts, lower: lower + [0], ends: ends) }
    }
}

enum GoCase {
    /// Appends the text as Go's `strings.ToLower` has it: letter by letter, without regard to what stands around it.
    static func appendLower(_ text: ArraySlice<UInt8>, to result: inout [UInt8]) {
        if text.allSatisfy({ $0 < 0x80 }) {
            for byte in text { result.append(byte >= 65 && byte <= 90 ? byte | 0x20 : byte) }
            return
        }
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            // Of the only letter that becomes two, Go keeps the first.
            let lower = scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
            result.append(contentsOf: UTF8.encode(lower) ?? .init())
        }
    }
}
