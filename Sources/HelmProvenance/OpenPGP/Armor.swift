/// The base64 body of an armored signature, read and written as Go's armor package does.
struct Armor {
    /// What could be decoded.
    private(set) var bytes: [UInt8] = []
    /// What ended it too early: only told to those who need more bytes than there are.
    private(set) var failure: ProvenanceError?

    private static let longestLine = 96
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8?] = {
        var values = [UInt8?](repeating: nil, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// Nil when `armor` has no proper head. Its first line is the `BEGIN` line; the checksum is not looked at, as
    /// RFC 9580 wants it.
    init?(_ armor: ArraySlice<UInt8>) {
        var rest = armor
        _ = rest.takeLine()
        while true {
            if rest.isEmpty { return nil }
            let line = rest.takeLine().trimmed
            if line.isEmpty { break }
            guard line.contains(UInt8(ascii: ":")) else { return nil }
        }
        var text: [UInt8] = []
        while !rest.isEmpty {
            let line = rest.takeLine().trimmed
            if line.starts(with: "-----END ".utf8) || (line.count == 5 && line.first == UInt8(ascii: "=")) { break }
            guard line.count <= Self.longestLine else {
                failure = .invalidData("armor invalid")
                break
            }
            text.append(contentsOf: line)
        }
        decode(text)
    }

    private mutating func decode(_ text: [UInt8]) {
        var index = 0
        while index + 4 <= text.count {
            let quad = text[index..<(index + 4)]
            let digits = quad.prefix { $0 != UInt8(ascii: "=") }
            let values = digits.compactMap { Self.values[Int($0)] }
            let isPadded = digits.count < 4
            guard values.count == digits.count, values.count >= 2,
                quad[(index + digits.count)...].allSatisfy({ $0 == UInt8(ascii: "=") }),
                !isPadded || index + 4 == text.count
            else {
                let bad = digits.firstIndex { Self.values[Int($0)] == nil } ?? index + digits.count
                failure = ProvenanceError(.malformed, "illegal base64 data at input byte \(bad)")
                return
            }
            var group: UInt32 = 0
            for position in 0..<4 { group = group << 6 | UInt32(position < values.count ? values[position] : 0) }
            for position in 0..<(values.count - 1) {
                bytes.append(UInt8(truncatingIfNeeded: group >> (16 - 8 * position)))
            }
            index += 4
        }
        if index < text.count, failure == nil { failure = .unexpectedEnd }
    }

    /// The whole armor, without a checksum and without a line end after it.
    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var output = Array("-----BEGIN PGP SIGNATURE-----\n\n".utf8)
        var column = 0
        var index = 0
        while index < bytes.count {
            let group = bytes[index..<min(index + 3, bytes.count)]
            let number = (0..<3).reduce(UInt32(0)) {
                $0 << 8 | UInt32(index + $1 < bytes.count ? bytes[index + $1] : 0)
            }
            for position in 0..<4 {
                let digit = alphabet[Int(number >> (18 - 6 * position) & 63)]
                output.append(position <= group.count ? digit : UInt8(ascii: "="))
            }
            index += 3
            column += 4
            if column == 64, index < bytes.count {
                output.append(0x0a)
                column = 0
            }
        }
        return output + Array("\n-----END PGP SIGNATURE-----".utf8)
    }
}
