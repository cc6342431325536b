/// Random names, identifiers and tokens.
enum RandomText {
    /// What Kubernetes draws the ends of generated names from: no vowels, nothing that looks like another.
    private static let nameAlphabet = Array("bcdfghjklmnpqrstvwxz2456789".utf8)
    private static let hexDigits = Array("0123456789abcdef".utf8)

    /// Five characters, as the API server appends to `generateName`.
    static func nameSuffix() -> String { text(of: nameAlphabet, count: 5) }

    /// A version 4 UUID in lower case.
    static func uid() -> String {
        var generator = SystemRandomNumberGenerator()
        var bytes = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        var text: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { text.append(UInt8(ascii: "-")) }
            text.append(hexDigits[Int(byte >> 4)])
            text.append(hexDigits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// 256 random bits in hexadecimal. `SystemRandomNumberGenerator` is the kernel's generator.
    static func token() -> String { text(of: hexDigits, count: 64) }

    private static func text(of alphabet: [UInt8], count: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        return String(
            decoding: (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] },
            as: UTF8.self
        )
    }
}
