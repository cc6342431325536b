internal import HelmValues

/// Floats as Go's `strconv.FormatFloat` writes them, in the forms that `HelmValues` has no use for.
enum FloatText {
    static func text(_ float: Double, _ verb: Unicode.Scalar, precision: Int?) -> [UInt8] {
        var bytes: [UInt8] = []
        switch verb {
        case "e", "E": GoFormat.appendFloat(float, form: .exponent, precision: precision, to: &bytes)
        case "f": GoFormat.appendFloat(float, form: .decimal, precision: precision, to: &bytes)
        case "b": return binary(float)
        case "x", "X": bytes = hexadecimal(float, precision: precision)
        default: GoFormat.appendFloat(float, form: .general, precision: precision, to: &bytes)
        }
        if verb == "E" || verb == "G" || verb == "X", float.isFinite {
            bytes = bytes.map { (97...122).contains($0) ? $0 - 32 : $0 }
        }
        return bytes
    }

    /// `-ddddp±ddd`: the mantissa and the power of two.
    private static func binary(_ float: Double) -> [UInt8] {
        guard float.isFinite else { return text(float, "g", precision: nil) }
        let (mantissa, exponent) = parts(float)
        var text = float.sign == .minus ? "-" : ""
        text += String(mantissa) + "p" + (exponent >= 0 ? "+" : "") + String(exponent)
        return Array(text.utf8)
    }

    /// Mantissa and exponent so that the value is mantissa × 2^exponent.
    private static func parts(_ float: Double) -> (mantissa: UInt64, exponent: Int) {
        let biased = Int(float.exponentBitPattern)
        if biased == 0 { return (float.significandBitPattern, -1074) }
        return (float.significandBitPattern | 1 << 52, biased - 1075)
    }

    /// `-0x1.yyyyp±dd`. (Go: strconv/ftoa.go, fmtX)
    private static func hexadecimal(_ float: Double, precision: Int?) -> [UInt8] {
        guard float.isFinite else { return text(float, "g", precision: nil) }
        var (mantissa, exponent) = parts(float)
        if mantissa == 0 { exponent = 0 } else { exponent += 52 }
        // Shift so that the leading one stands at bit 60.
        mantissa <<= 8
        while mantissa != 0, mantissa & 1 << 60 == 0 {
            mantissa <<= 1
            exponent -= 1
        }
        if let precision, precision >= 0, precision < 15 {
            let shift = UInt64(precision * 4)
            let extra = (mantissa << shift) & (1 << 60 - 1)
            mantissa >>= 60 - shift
            if extra | (mantissa & 1) > 1 << 59 { mantissa += 1 }
            mantissa <<= 60 - shift
            if mantissa & 1 << 61 != 0 {
                mantissa >>= 1
                exponent += 1
            }
        }
        var text = float.sign == .minus ? "-" : ""
        text += "0x" + (mantissa >> 60 & 1 == 1 ? "1" : "0")
        var rest = mantissa << 4
        var digits = ""
        if let precision {
            for _ in 0..<precision {
                digits += String(rest >> 60, radix: 16)
                rest <<= 4
            }
        } else {
            while rest != 0 {
                digits += String(rest >> 60, radix: 16)
                rest <<= 4
            }
        }
        if !digits.isEmpty { text += "." + digits }
        let power = String(exponent.magnitude)
        text += "p" + (exponent < 0 ? "-" : "+") + (power.utf8.count < 2 ? "0" : "") + power
        return Array(text.utf8)
    }

    /// The `#` flag: a point always, and for `%g` the zeros that fill the precision. `number` starts with its sign.
    static func forcePoint(_ number: inout [UInt8], _ verb: Unicode.Scalar, precision: Int?) {
        var missing = 0
        switch verb {
        case "g", "G", "v": missing = precision ?? 6
        case "x": missing = precision ?? 6
        default: break
        }
        let isHex = verb == "x" || verb == "X"
        var (tail, sawPoint, sawNonzero) = ([UInt8](), false, false)
        var index = 1
        scan: while index < number.count {
            switch number[index] {
            case UInt8(ascii: "."): sawPoint = true
            case UInt8(ascii: "p"), UInt8(ascii: "P"):
                tail = Array(number[index...])
                number.removeSubrange(index...)
                break scan
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                if !isHex {
                    tail = Array(number[index...])
                    number.removeSubrange(index...)
                    break scan
                }
                fallthrough
            default:
                if number[index] != UInt8(ascii: "0") { sawNonzero = true }
                if sawNonzero { missing -= 1 }
            }
            index += 1
        }
        if !sawPoint {
            if number.count == 2, number[1] == UInt8(ascii: "0") { missing -= 1 }
            number.append(UInt8(ascii: "."))
        }
        while missing > 0 {
            number.append(UInt8(ascii: "0"))
            missing -= 1
        }
        number += tail
    }
}
