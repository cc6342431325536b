/// Text quoted as Go's `strconv` quotes it.
public enum GoQuote {
    /// `strconv.Quote`: in double quotes, with escapes for everything that Go does not print.
    public static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars { append(scalar, quote: "\"", to: &result) }
        result.append("\"")
        return result
    }

    /// `strconv.QuoteRune`: a character in single quotes.
    public static func quotedRune(_ scalar: Unicode.Scalar) -> String {
        var result = "'"
        append(scalar, quote: "'", to: &result)
        result.append("'")
        return result
    }

    /// How Go's encoding/json shows a byte in its errors.
    static func character(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "'"): return "'\\''"
        case UInt8(ascii: "\""): return "'\"'"
        default:
            var result = "'"
            append(Unicode.Scalar(byte), quote: "\"", to: &result)
            result.append("'")
            return result
        }
    }

    private static func append(_ scalar: Unicode.Scalar, quote: Unicode.Scalar, to result: inout String) {
        switch scalar {
        case quote, "\\":
            result.append("\\")
            result.unicodeScalars.append(scalar)
        case "\u{7}": result.append("\\a")
        case "\u{8}": result.append("\\b")
        case "\u{c}": result.append("\\f")
        case "\n": result.append("\\n")
        case "\r": result.append("\\r")
        case "\t": result.append("\\t")
        case "\u{b}": result.append("\\v")
        default:
            if isPrintable(scalar) {
                result.unicodeScalars.append(scalar)
            } else if scalar.value < 0x80 {
                result.append("\\x" + hex(scalar.value, 2))
            } else if scalar.value < 0x10000 {
                result.append("\\u" + hex(scalar.value, 4))
            } else {
                result.append("\\U" + hex(scalar.value, 8))
            }
        }
    }

    private static func hex(_ value: UInt32, _ width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    /// `strconv.IsPrint`: letters, marks, numbers, punctuation, symbols and the ASCII space.
    public static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7f { return scalar.value >= 0x20 }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
            .paragraphSeparator:
            return false
        default: return true
        }
    }
}
