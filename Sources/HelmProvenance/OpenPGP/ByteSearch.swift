extension ArraySlice<UInt8> {
    /// Where `pattern` first begins.
    func firstIndex(of pattern: [UInt8]) -> Int? {
        guard let first = pattern.first, count >= pattern.count else { return nil }
        let last = endIndex - pattern.count
        var index = startIndex
        while index <= last {
            if self[index] == first, self[index...].starts(with: pattern) { return index }
            index += 1
        }
        return nil
    }

    /// Without the bytes of `characters` at its end.
    func trimmingEnd(_ characters: String) -> ArraySlice<UInt8> {
        var end = endIndex
        while end > startIndex, characters.utf8.contains(self[end - 1]) { end -= 1 }
        return self[startIndex..<end]
    }

    /// Without white space at both ends.
    var trimmed: ArraySlice<UInt8> {
        let end = trimmingEnd(" \t\r\n\u{0b}\u{0c}")
        return end.drop { $0 == 0x20 || (0x09...0x0d).contains($0) }
    }

    /// Takes the first line off, and what ends it: `\n` or `\r\n`.
    mutating func takeLine() -> ArraySlice<UInt8> {
        guard let end = firstIndex(of: 0x0a) else {
            defer { self = self[endIndex...] }
            return self
        }
        defer { self = self[(end + 1)...] }
        return end > startIndex && self[end - 1] == 0x0d ? self[startIndex..<(end - 1)] : self[startIndex..<end]
    }
}
