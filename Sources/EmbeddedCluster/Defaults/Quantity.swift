import HelmValues

/// Resource quantities in the form that the API server writes: `0.5` is `500m`, `1024Mi` is `1Gi`.
enum Quantity {
    /// The canonical form; anything that is no quantity, or has more digits than fit, stays as it is.
    static func canonical(_ value: Value) -> Value {
        switch value {
        case .string(let text): .string(canonical(text))
        case .float(let number): .string(canonical(GoFormat.float(number)))
        default: value
        }
    }

    private static let binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
    private static let decimal = [
        (-9, "n"), (-6, "u"), (-3, "m"), (0, ""), (3, "k"), (6, "M"), (9, "G"), (12, "T"), (15, "P"), (18, "E"),
    ]

    private static func canonical(_ text: String) -> String {
        guard let (digits, scale, suffix) = split(text) else { return text }
        if let power = binary.firstIndex(of: suffix) { return binaryForm(digits, scale, power + 1) ?? text }
        var exponent = scale
        if let unit = decimal.first(where: { $0.1 == suffix }) {
            exponent += unit.0
        } else if let written = exponentOf(suffix) {
            // Written with an exponent it stays so; whole numbers are rare here.
            _ = written
            return text
        } else {
            return text
        }
        return decimalForm(digits, exponent)
    }

    /// Digits, the power of ten of the last one, and what stands behind.
    private static func split(_ text: String) -> (digits: Int64, scale: Int, suffix: String)? {
        var digits: Int64 = 0
        var scale = 0
        var count = 0
        var isFraction = false
        var rest = text.utf8[...]
        var sign: Int64 = 1
        if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            if first == UInt8(ascii: "-") { sign = -1 }
            rest = rest.dropFirst()
        }
        while let byte = rest.first {
            if byte == UInt8(ascii: "."), !isFraction {
                isFraction = true
            } else if byte >= 0x30, byte <= 0x39 {
                let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
                if overflow || count >= 18 { return nil }
                digits = product + Int64(byte - 0x30)
                count += 1
                if isFraction { scale -= 1 }
            } else {
                break
            }
            rest = rest.dropFirst()
        }
        guard count > 0 else { return nil }
        return (digits * sign, scale, String(decoding: rest, as: UTF8.self))
    }

    private static func exponentOf(_ suffix: String) -> Int? {
        guard let first = suffix.utf8.first, first == UInt8(ascii: "e") || first == UInt8(ascii: "E") else {
            return nil
        }
        return Int(suffix.dropFirst())
    }

    /// The largest unit of a thousand that leaves a whole number.
    private static func decimalForm(_ digits: Int64, _ exponent: Int) -> String {
        if digits == 0 { return "0" }
        var (digits, exponent) = (digits, exponent)
        while digits % 10 == 0, exponent < 18 {
            digits /= 10
            exponent += 1
        }
        while exponent % 3 != 0 || exponent < -9 {
            if exponent < -9 {
                // Finer than a billionth is rounded up.
                digits = digits / 10 + (digits % 10 > 0 ? 1 : 0)
                exponent += 1
                continue
            }
            let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
            if overflow { break }
            digits = product
            exponent -= 1
        }
        let unit = decimal.first { $0.0 == exponent }?.1 ?? "e\(exponent)"
        return "\(digits)\(unit)"
    }

    /// The largest unit of 1024 that leaves a whole number; nil when it is no whole number of bytes.
    private static func binaryForm(_ digits: Int64, _ scale: Int, _ power: Int) -> String? {
        var (digits, scale, power) = (digits, scale, power)
        while scale < 0 {
            if digits % 10 == 0 {
                digits /= 10
                scale += 1
            } else {
                guard power > 0 else { return nil }
                let (product, overflow) = digits.multipliedReportingOverflow(by: 1024)
                if overflow { return nil }
                digits = product
                power -= 1
            }
        }
        if digits == 0 { return "0" }
        while digits % 1024 == 0, power < binary.count {
            digits /= 1024
            power += 1
        }
        return power == 0 ? String(digits) : "\(digits)\(binary[power - 1])"
    }
}
