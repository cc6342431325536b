internal import HelmValues

/// Numbers of a schema and its values, compared as what they are written as.
enum SchemaNumbers {
    static func double(_ value: Value) -> Double? {
        switch value {
        case .int(let number): Double(number)
        case .float(let number): number
        default: nil
        }
    }

    /// Negative, zero or positive; nil when one is no number.
    static func compare(_ left: Value, _ right: Value) -> Int? {
        if case .int(let a) = left, case .int(let b) = right { return a < b ? -1 : a == b ? 0 : 1 }
        guard let a = double(left), let b = double(right) else { return nil }
        return a < b ? -1 : a == b ? 0 : 1
    }

    static func isInteger(_ value: Value) -> Bool {
        switch value {
        case .int: true
        case .float(let number): number == number.rounded()
        default: false
        }
    }

    /// Whether `value` divides by `divisor` without rest, in decimals: 0.3 is a multiple of 0.1.
    static func isMultiple(_ value: Double, of divisor: Double) -> Bool {
        guard let (a, left) = decimal(value), let (b, right) = decimal(divisor), b != 0 else {
            return value.truncatingRemainder(dividingBy: divisor) == 0
        }
        let shift = left - right
        guard abs(shift) <= 18 else { return value.truncatingRemainder(dividingBy: divisor) == 0 }
        let power = (0..<abs(shift)).reduce(Int128(1)) { result, _ in result * 10 }
        return shift >= 0 ? (a * power) % b == 0 : a % (b * power) == 0
    }

    /// Mantissa and power of ten of the shortest text that reads back the same.
    private static func decimal(_ number: Double) -> (Int128, Int)? {
        let parts = GoFormat.float(number, form: .exponent).split(separator: "e")
        guard parts.count == 2, let exponent = Int(parts[1]) else { return nil }
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = mantissa.first else { return nil }
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        guard let digits = Int128(whole + fraction) else { return nil }
        return (digits, exponent - fraction.count)
    }

    /// Whether two values are the same in JSON: 1 and 1.0 are.
    static func equal(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.int, .int), (.int, .float), (.float, .int), (.float, .float): compare(left, right) == 0
        case (.list(let a), .list(let b)): a.count == b.count && zip(a, b).allSatisfy { equal($0, $1) }
        case (.map(let a), .map(let b)):
            a.count == b.count && zip(a, b).allSatisfy { bytesEqual($0.key, $1.key) && equal($0.value, $1.value) }
        default: left == right
        }
    }
}
