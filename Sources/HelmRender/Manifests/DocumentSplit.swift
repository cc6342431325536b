internal import Glibc

/// Cuts a text into YAML documents as Helm does: at `---` at the start of a line, whatever follows it.
///
/// Helm: release/v1/util/manifest.go, SplitManifests, whose pattern is `(?:^|\s*\n)---\s*`.
enum DocumentSplit {
    /// The documents that hold anything but white space, without white space before them. What stands behind stays.
    static func documents(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        let text = withoutLeadingSpace(text)
        var documents: [ArraySlice<UInt8>] = []
        var start = text.startIndex
        var position = text.startIndex
        while let dashes = nextDashes(text, from: position) {
            guard dashes == text.startIndex || (dashes > start && text[dashes - 1] == newline) else {
                position = dashes + 1
                continue
            }
            var end = dashes
            while end > start, isSpace(text[end - 1]) { end -= 1 }
            documents.append(text[start..<end])
            position = dashes + 3
            while position < text.endIndex, isSpace(text[position]) { position += 1 }
            start = position
        }
        documents.append(text[start...])
        return documents.map(withoutLeadingSpace).filter { !$0.isEmpty }
    }

    private static let newline = UInt8(ascii: "\n")

    private static func nextDashes(_ text: ArraySlice<UInt8>, from start: Int) -> Int? {
        text.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return nil }
            var index = start - text.startIndex
            while index + 3 <= bytes.count, let found = memchr(base + index, 0x2d, bytes.count - index - 2) {
                index = UnsafeRawPointer(found) - UnsafeRawPointer(base)
                if bytes[index + 1] == 0x2d, bytes[index + 2] == 0x2d { return index + text.startIndex }
                index += 1
            }
            return nil
        }
    }

    /// RE2's `\s`.
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0c || byte == 0x0d
    }

    /// Go's `unicode.IsSpace`, which knows more than the pattern.
    private static func withoutLeadingSpace(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = text
        while let first = rest.first {
            if isSpace(first) || first == 0x0b {
                rest.removeFirst()
            } else if let width = wideSpace(rest) {
                rest.removeFirst(width)
            } else {
                break
            }
        }
        return rest
    }

    private static func wideSpace(_ text: ArraySlice<UInt8>) -> Int? {
        guard let first = text.first, [0xc2, 0xe1, 0xe2, 0xe3].contains(first) else { return nil }
        let width = first == 0xc2 ? 2 : 3
        let scalars = String(decoding: text.prefix(width), as: UTF8.self).unicodeScalars
        guard scalars.count == 1, scalars.first?.properties.isWhitespace == true else { return nil }
        return width
    }
}
