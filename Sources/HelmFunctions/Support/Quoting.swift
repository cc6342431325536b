/// Go's `strconv.Quote`.
enum Quoting {
    static func quoted(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 2)
        result.append(UInt8(ascii: "\""))
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte >= 0x20, byte < 0x7F {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { result.append(UInt8(ascii: "\\")) }
                result.append(byte)
                index += 1
                continue
            }
            let (rune, width) = Runes.decode(bytes, at: index)
            if rune == Runes.replacement, width == 1 {
                append(hex: UInt32(byte), digits: 2, "x", to: &result)
            } else if Runes.isPrintable(rune) {
                result += bytes[index..<(index + width)]
            } else {
                escape(rune, to: &result)
            }
            index += width
        }
        result.append(UInt8(ascii: "\""))
        return result
    }

    static func quoted(_ text: String) -> String { String(decoding: quoted(Array(text.utf8)), as: UTF8.self) }

    /// In backquotes where Go's source could have it so, else quoted: how the regexp package shows an expression.
    static func backquoted(_ bytes: [UInt8]) -> [UInt8] {
        let isPlain = Runes.all(bytes).allSatisfy { rune in
            rune != 0x60 && rune != Runes.replacement && rune != 0xFEFF && rune != 0x7F && (rune >= 32 || rune == 9)
        }
        return isPlain ? [0x60] + bytes + [0x60] : quoted(bytes)
    }

    private static func escape(_ rune: UInt32, to result: inout [UInt8]) {
        switch rune {
        case 7: result += Array("\\a".utf8)
        case 8: result += Array("\\b".utf8)
        case 9: result += Array("\\t".utf8)
        case 10: result += Array("\\n".utf8)
        case 11: result += Array("\\v".utf8)
        case 12: result += Array("\\f".utf8)
        case 13: result += Array("\\r".utf8)
        case ..<32, 0x7F: append(hex: rune, digits: 2, "x", to: &result)
        case ..<0x10000: append(hex: rune, digits: 4, "u", to: &result)
        default: append(hex: rune, digits: 8, "U", to: &result)
        }
    }

    private static func append(hex value: UInt32, digits: Int, _ mark: String, to result: inout [UInt8]) {
        let hex = String(value, radix: 16)
        result.append(UInt8(ascii: "\\"))
        result += Array(mark.utf8)
        result += [UInt8](repeating: UInt8(ascii: "0"), count: max(0, digits - hex.utf8.count))
        result += Array(hex.utf8)
    }
}
