/// Go's quoted texts. (Go: strconv/quote.go)
enum Unquote {
    /// The text inside quotes or back quotes; nil where the syntax is wrong.
    static func text(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        let bytes = Array(bytes)
        guard bytes.count >= 2, let quote = bytes.first, bytes.last == quote else { return nil }
        if quote == UInt8(ascii: "`") { return bytes.dropFirst().dropLast().filter { $0 != UInt8(ascii: "\r") } }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        let end = bytes.count - 1
        var index = 1
        while index < end {
            let byte = bytes[index]
            if byte == quote || byte == UInt8(ascii: "\n") { return nil }
            if byte != UInt8(ascii: "\\") {
                result.append(byte)
                index += 1
                continue
            }
            guard let (escape, next) = escape(bytes, at: index + 1, end: end, quote: quote) else { return nil }
            switch escape {
            case .byte(let byte): result.append(byte)
            case .rune(let scalar): result += GoText.encoded(scalar)
            }
            index = next
        }
        return result
    }

    /// One character, escaped or not, and where the next one starts. (Go: strconv.UnquoteChar)
    static func character(_ bytes: [UInt8], at index: Int, quote: UInt8) -> (Unicode.Scalar, next: Int)? {
        guard index < bytes.count else { return nil }
        let byte = bytes[index]
        if byte == quote { return nil }
        guard byte == UInt8(ascii: "\\") else {
            let (scalar, length, _) = GoText.decode(bytes, at: index)
            return (scalar, index + length)
        }
        guard let (escape, next) = escape(bytes, at: index + 1, end: bytes.count, quote: quote) else { return nil }
        switch escape {
        case .byte(let byte): return (Unicode.Scalar(byte), next)
        case .rune(let scalar): return (scalar, next)
        }
    }

    private enum Escape {
        case byte(UInt8)
        case rune(Unicode.Scalar)
    }

    /// What stands after a backslash.
    private static func escape(_ bytes: [UInt8], at index: Int, end: Int, quote: UInt8) -> (Escape, next: Int)? {
        guard index < end else { return nil }
        let named: [UInt8: UInt8] = [
            UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
            UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11, UInt8(ascii: "\\"): 92,
        ]
        let byte = bytes[index]
        if let plain = named[byte] { return (.byte(plain), index + 1) }
        switch byte {
        case UInt8(ascii: "x"):
            return number(bytes, from: index + 1, count: 2, end: end, radix: 16).map { (.byte(UInt8($0)), index + 3) }
        case UInt8(ascii: "u"): return rune(bytes, from: index + 1, count: 4, end: end)
        case UInt8(ascii: "U"): return rune(bytes, from: index + 1, count: 8, end: end)
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            guard let value = number(bytes, from: index, count: 3, end: end, radix: 8), value <= 255 else { return nil }
            return (.byte(UInt8(value)), index + 3)
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return byte == quote ? (.byte(byte), index + 1) : nil
        default: return nil
        }
    }

    private static func rune(_ bytes: [UInt8], from start: Int, count: Int, end: Int) -> (Escape, next: Int)? {
        guard let value = number(bytes, from: start, count: count, end: end, radix: 16),
            let scalar = Unicode.Scalar(value)
        else { return nil }
        return (.rune(scalar), start + count)
    }

    private static func number(_ bytes: [UInt8], from start: Int, count: Int, end: Int, radix: UInt32) -> UInt32? {
        guard start + count <= end else { return nil }
        var value: UInt32 = 0
        for byte in bytes[start..<(start + count)] {
            let digit: UInt32
            switch byte {
            case 48...57: digit = UInt32(byte) - 48
            case 97...102: digit = UInt32(byte) - 87
            case 65...70: digit = UInt32(byte) - 55
            default: return nil
            }
            guard digit < radix else { return nil }
            value = value &* radix &+ digit
        }
        return value
    }
}
