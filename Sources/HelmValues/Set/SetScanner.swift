/// The bytes of a `--set` expression. All that has a meaning in it is ASCII, so that characters need no decoding.
struct SetScanner {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var rest: ArraySlice<UInt8> { bytes[position...] }

    mutating func skip(to position: Int) { self.position = position }

    /// The next byte if it is `byte`, consumed.
    mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    var isAtEnd: Bool { position >= bytes.count }

    /// Everything up to one of `stops`, which is consumed; nil as the stop at the end of the text.
    /// - Parameter escapes: whether a backslash takes away the meaning of what follows it.
    mutating func read(until stops: StaticString, escapes: Bool) -> (text: [UInt8], stop: UInt8?) {
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if Self.contains(stops, byte) { return (text, byte) }
            if byte == UInt8(ascii: "\\"), escapes {
                guard position < bytes.count else { return (text, nil) }
                text.append(bytes[position])
                position += 1
            } else {
                text.append(byte)
            }
        }
        return (text, nil)
    }

    /// Skips white space; a comma or the end behind it is consumed too and means that there is no value.
    mutating func skipEmptyValue() -> Bool {
        while position < bytes.count {
            if take(UInt8(ascii: ",")) { return true }
            let width = Self.spaceWidth(bytes[position...])
            if width == 0 { return false }
            position += width
        }
        return true
    }

    private static func contains(_ stops: StaticString, _ byte: UInt8) -> Bool {
        for index in 0..<stops.utf8CodeUnitCount where stops.utf8Start[index] == byte { return true }
        return false
    }

    private static func spaceWidth(_ bytes: ArraySlice<UInt8>) -> Int {
        guard let first = bytes.first else { return 0 }
        if first < 0x80 { return first == 0x20 || (first >= 0x09 && first <= 0x0d) ? 1 : 0 }
        guard let scalar = String(decoding: bytes.prefix(4), as: UTF8.self).unicodeScalars.first,
            scalar.properties.isWhitespace
        else { return 0 }
        return UTF8.width(scalar)
    }
}
