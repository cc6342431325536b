internal import HelmValues

/// Go strings as bytes: runes, and `strconv`'s quoting.
enum GoText {
    /// The rune that starts at `index` and how many bytes it takes. Bytes that are no UTF-8 give U+FFFD of length 1 and
    /// `isValid` false. (Go: unicode/utf8, DecodeRune)
    static func decode(_ bytes: [UInt8], at index: Int) -> (scalar: Unicode.Scalar, length: Int, isValid: Bool) {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        let first = bytes[index]
        if first < 0x80 { return (Unicode.Scalar(first), 1, true) }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard first >= 0xC2, first <= 0xF4, index + length <= bytes.count else { return (replacement, 1, false) }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for offset in 1..<length {
            let byte = bytes[index + offset]
            guard byte & 0xC0 == 0x80 else { return (replacement, 1, false) }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        let minimum: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
        guard value >= minimum, let scalar = Unicode.Scalar(value) else { return (replacement, 1, false) }
        return (scalar, length, true)
    }

    static func runeCount(_ bytes: [UInt8]) -> Int {
        var (index, count) = (0, 0)
        while index < bytes.count {
            index += bytes[index] < 0x80 ? 1 : decode(bytes, at: index).length
            count += 1
        }
        return count
    }

    /// The UTF-8 of a rune; U+FFFD for what is none.
    static func encoded(rune: UInt64) -> [UInt8] { encoded(scalar(rune)) }

    static func encoded(_ scalar: Unicode.Scalar) -> [UInt8] { UTF8.encode(scalar).map(Array.init) ?? [] }

    private static func scalar(_ rune: UInt64) -> Unicode.Scalar {
        guard rune <= 0x10FFFF, let scalar = Unicode.Scalar(UInt32(rune)) else { return "\u{FFFD}" }
        return scalar
    }

    /// `strconv.IsPrint`, for the Unicode that Go knows (15.0).
    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        guard GoQuote.isPrintable(scalar) else { return false }
        guard scalar.value > 0x2FF, let age = scalar.properties.age else { return scalar.value <= 0x2FF }
        return age.major < 15 || age.major == 15 && age.minor == 0
    }

    /// `strconv.CanBackquote`
    static func canBackquote(_ bytes: [UInt8]) -> Bool {
        var index = 0
        while index < bytes.count {
            let (scalar, length, isValid) = decode(bytes, at: index)
            if !isValid || scalar == "\u{FEFF}" { return false }
            if scalar.value < 0x20 && scalar != "\t" || scalar == "`" || scalar == "\u{7F}" { return false }
            index += length
        }
        return true
    }

    /// `strconv.Quote`, or `QuoteToASCII`.
    static func quoted(_ bytes: [UInt8], isASCII: Bool = false) -> [UInt8] {
        var result = [UInt8(ascii: "\"")]
        result.reserveCapacity(bytes.count + 2)
        var index = 0
        while index < bytes.count {
            let (scalar, length, isValid) = decode(bytes, at: index)
            if isValid {
                appendEscaped(scalar, quote: "\"", isASCII: isASCII, to: &result)
            } else {
                result +=
                    Array("\\x".utf8) + [Digits.lower[Int(bytes[index] >> 4)], Digits.lower[Int(bytes[index] & 15)]]
            }
            index += length
        }
        result.append(UInt8(ascii: "\""))
        return result
    }

    static func quoted(_ text: String) -> String {
        String(decoding: quoted(Array(text.utf8)), as: UTF8.self)
    }

    /// `strconv.QuoteRune`, or `QuoteRuneToASCII`.
    static func quotedRune(_ rune: UInt64, isASCII: Bool = false) -> [UInt8] {
        var result = [UInt8(ascii: "'")]
        appendEscaped(scalar(rune), quote: "'", isASCII: isASCII, to: &result)
        result.append(UInt8(ascii: "'"))
        return result
    }

    private static func appendEscaped(
        _ scalar: Unicode.Scalar, quote: Unicode.Scalar, isASCII: Bool, to result: inout [UInt8]
    ) {
        if scalar == quote || scalar == "\\" {
            result.append(UInt8(ascii: "\\"))
            result += encoded(scalar)
            return
        }
        if isPrintable(scalar), scalar.isASCII || !isASCII {
            result += encoded(scalar)
            return
        }
        let named: [UInt32: StaticString] = [7: "\\a", 8: "\\b", 12: "\\f", 10: "\\n", 13: "\\r", 9: "\\t", 11: "\\v"]
        if let escape = named[scalar.value] {
            escape.withUTF8Buffer { result.append(contentsOf: $0) }
            return
        }
        let (letter, width) = scalar.value < 0x80 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
        let digits = String(scalar.value, radix: 16)
        result += Array("\\\(letter)".utf8)
        result += repeatElement(UInt8(ascii: "0"), count: width - digits.utf8.count)
        result += Array(digits.utf8)
    }
}
