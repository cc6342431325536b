internal import HelmTemplate
internal import HelmValues

/// Base64 and base32, with Go's word for where a text went wrong. Sprig: strings.go.
enum Encoding {
    static let family: FunctionFamily = [
        "b64enc": .text(base64),
        "b64dec": .text { text in
            do throws(FunctionError) { return try decodedBase64(text) } catch { return Array(error.message.utf8) }
        },
        "b32enc": .text(base32),
        "b32dec": .text { text in
            do throws(FunctionError) { return try decodedBase32(text) } catch { return Array(error.message.utf8) }
        },
    ]

    static func base64(_ bytes: [UInt8]) -> [UInt8] { Base64.encode(bytes) }

    static func hex(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    private static let base64Alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let base32Alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    private static let base64Values = values(base64Alphabet)
    private static let base32Values = values(base32Alphabet)
    private static let padding = UInt8(ascii: "=")

    private static func values(_ alphabet: [UInt8]) -> [UInt8] {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (index, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(index) }
        return values
    }

    private static func corrupt(_ base: Int, _ offset: Int) -> FunctionError {
        FunctionError("illegal base\(base) data at input byte \(offset)")
    }

    /// Line ends are skipped.
    static func decodedBase64(_ text: [UInt8]) throws(FunctionError) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        func skipLineEnds() {
            while index < text.count, text[index] == 10 || text[index] == 13 { index += 1 }
        }
        while true {
            var (bits, count): (UInt32, Int) = (0, 0)
            while count < 4 {
                skipLineEnds()
                if index == text.count {
                    if count == 0 { return result }
                    throw corrupt(64, index - count)
                }
                let byte = text[index]
                index += 1
                let value = base64Values[Int(byte)]
                if value == 0xFF {
                    if byte != padding || count < 2 { throw corrupt(64, index - 1) }
                    break
                }
                bits = bits << 6 | UInt32(value)
                count += 1
            }
            bits <<= UInt32(6 * (4 - count))
            result += [UInt8(bits >> 16 & 0xFF), UInt8(bits >> 8 & 0xFF), UInt8(bits & 0xFF)].prefix(count - 1)
            if count == 4 { continue }
            skipLineEnds()
            if count == 2 {
                if index == text.count { throw corrupt(64, index) }
                if text[index] != padding { throw corrupt(64, index - 1) }
                index += 1
                skipLineEnds()
            }
            if index < text.count { throw corrupt(64, index) }
            return result
        }
    }

    private static func base32(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 5) {
            let group = bytes[start..<min(bytes.count, start + 5)]
            let bits = group.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } << UInt64(8 * (5 - group.count))
            let used = (group.count * 8 + 4) / 5
            for place in 0..<8 {
                result.append(place < used ? base32Alphabet[Int(bits >> UInt64(35 - 5 * place) & 31)] : padding)
            }
        }
        return result
    }

    /// Go: base32.go, decode.
    private static func decodedBase32(_ text: [UInt8]) throws(FunctionError) -> [UInt8] {
        let source = text.filter { $0 != 10 && $0 != 13 }
        var result: [UInt8] = []
        var index = 0
        while index < source.count {
            var (bits, count): (UInt64, Int) = (0, 0)
            while count < 8 {
                if index == source.count { throw corrupt(32, source.count - count) }
                let byte = source[index]
                index += 1
                let left = source.count - index
                if byte == padding, count >= 2, left < 8 {
                    if left + count < 7 { throw corrupt(32, source.count) }
                    for offset in 0..<(7 - count) where left > offset && source[index + offset] != padding {
                        throw corrupt(32, index + offset - 1)
                    }
                    if count == 3 || count == 6 { throw corrupt(32, index - 1) }
                    index = source.count
                    break
                }
                let value = base32Values[Int(byte)]
                if value == 0xFF { throw corrupt(32, index - 1) }
                bits = bits << 5 | UInt64(value)
                count += 1
            }
            bits <<= UInt64(5 * (8 - count))
            for place in 0..<(count * 5 / 8) { result.append(UInt8(bits >> UInt64(32 - 8 * place) & 0xFF)) }
        }
        return result
    }
}
