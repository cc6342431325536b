internal import HelmTemplate

/// A decimal number of any size, as much of shopspring/decimal as Sprig's float arithmetic needs.
struct BigDecimal: Sendable {
    private static let base: UInt64 = 1_000_000_000
    private static let baseDigits = 9
    /// Digits that a number may have; two floats a template can write never need a tenth of them.
    private static let digitLimit = 20_000

    private var isNegative = false
    /// The coefficient in parts of nine digits, the lowest first, without leading zeros.
    private var parts: [UInt32] = []
    private var exponent = 0

    /// The decimal with the fewest digits that reads back as `value`.
    init(_ value: Double) throws {
        guard value.isFinite else {
            let shown = value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf"
            throw FunctionError.panic("Cannot create a Decimal from \(shown)")
        }
        if value == 0 { return }
        isNegative = value < 0
        // Swift prints a float's shortest digits: `1.25`, `1e-07`.
        let text = "\(value.magnitude)".split(separator: "e", maxSplits: 1)
        let number = text[0].split(separator: ".", maxSplits: 1)
        var fraction = number.count > 1 ? String(number[1]) : ""
        while fraction.hasSuffix("0") { fraction.removeLast() }
        exponent = (text.count > 1 ? Int(text[1]) ?? 0 : 0) - fraction.utf8.count
        let coefficient = UInt64(String(number[0]) + fraction) ?? 0
        parts = Self.parts(coefficient)
    }

    private init(_ parts: [UInt32], negative: Bool, exponent: Int) {
        self.parts = parts
        while self.parts.last == 0 { self.parts.removeLast() }
        isNegative = negative
        self.exponent = exponent
    }

    private static func parts(_ value: UInt64) -> [UInt32] {
        var (rest, parts): (UInt64, [UInt32]) = (value, [])
        while rest > 0 {
            parts.append(UInt32(rest % base))
            rest /= base
        }
        return parts
    }

    /// The nearest float.
    var double: Double {
        guard let top = parts.last else { return 0 }
        var digits = String(top)
        for part in parts.dropLast().reversed() {
            let text = String(part)
            digits += String(repeating: "0", count: Self.baseDigits - text.utf8.count) + text
        }
        return Double((isNegative ? "-" : "") + digits + "e\(exponent)") ?? 0
    }

    func adding(_ other: BigDecimal) throws -> BigDecimal {
        let lowest = min(exponent, other.exponent)
        let left = try Self.scaled(parts, by: exponent - lowest)
        let right = try Self.scaled(other.parts, by: other.exponent - lowest)
        if isNegative == other.isNegative {
            return BigDecimal(Self.sum(left, right), negative: isNegative, exponent: lowest)
        }
        let leftIsLess = Self.isLess(left, right)
        let difference = leftIsLess ? Self.difference(right, left) : Self.difference(left, right)
        return BigDecimal(difference, negative: leftIsLess ? other.isNegative : isNegative, exponent: lowest)
    }

    func subtracting(_ other: BigDecimal) throws -> BigDecimal {
        try adding(BigDecimal(other.parts, negative: !other.isNegative, exponent: other.exponent))
    }

    func multiplied(by other: BigDecimal) throws -> BigDecimal {
        try Self.check(parts.count + other.parts.count)
        var product = [UInt32](repeating: 0, count: parts.count + other.parts.count)
        for (index, part) in parts.enumerated() {
            var carry: UInt64 = 0
            for (offset, factor) in other.parts.enumerated() {
                let sum = UInt64(part) * UInt64(factor) + UInt64(product[index + offset]) + carry
                product[index + offset] = UInt32(sum % Self.base)
                carry = sum / Self.base
            }
            product[index + other.parts.count] = UInt32(carry)
        }
        return BigDecimal(product, negative: isNegative != other.isNegative, exponent: exponent + other.exponent)
    }

    /// The quotient with 16 decimals, halves rounded away from zero. `other` must come from a float.
    func divided(by other: BigDecimal) throws -> BigDecimal {
        if other.parts.isEmpty { throw FunctionError.panic("decimal division by 0") }
        let divisor = other.parts.reversed().reduce(UInt128(0)) { $0 * UInt128(Self.base) + UInt128($1) }
        let shift = 16 + exponent - other.exponent
        // Twice the quotient, so that its last bit says how to round.
        var twice = Self.sum(parts, parts)
        twice = shift >= 0 ? try Self.scaled(twice, by: shift) : Self.cut(twice, digits: -shift)
        var remainder: UInt128 = 0
        for index in twice.indices.reversed() {
            let value = remainder * UInt128(Self.base) + UInt128(twice[index])
            twice[index] = UInt32(value / divisor)
            remainder = value % divisor
        }
        var (rounded, carry) = (Self.sum(twice, [1]), UInt64(0))
        for index in rounded.indices.reversed() {
            let value = carry * Self.base + UInt64(rounded[index])
            rounded[index] = UInt32(value / 2)
            carry = value % 2
        }
        return BigDecimal(rounded, negative: isNegative != other.isNegative, exponent: -16)
    }

    // MARK: Coefficients

    private static func check(_ count: Int) throws {
        if count > digitLimit / baseDigits { throw FunctionError("number has more than \(digitLimit) digits") }
    }

    /// Times ten to the power `digits`.
    private static func scaled(_ parts: [UInt32], by digits: Int) throws -> [UInt32] {
        if parts.isEmpty || digits == 0 { return parts }
        let (whole, rest) = (digits / baseDigits, digits % baseDigits)
        try check(parts.count + whole + 1)
        let factor = (0..<rest).reduce(UInt64(1)) { power, _ in power * 10 }
        var result = [UInt32](repeating: 0, count: whole)
        var carry: UInt64 = 0
        for part in parts {
            let value = UInt64(part) * factor + carry
            result.append(UInt32(value % base))
            carry = value / base
        }
        result.append(UInt32(carry))
        return result
    }

    /// Divided by ten to the power `digits`, the fraction dropped.
    private static func cut(_ parts: [UInt32], digits: Int) -> [UInt32] {
        let (whole, rest) = (digits / baseDigits, digits % baseDigits)
        var result = Array(parts.dropFirst(whole))
        let divisor = (0..<rest).reduce(UInt64(1)) { power, _ in power * 10 }
        var remainder: UInt64 = 0
        for index in result.indices.reversed() {
            let value = remainder * base + UInt64(result[index])
            result[index] = UInt32(value / divisor)
            remainder = value % divisor
        }
        return result
    }

    private static func sum(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        var (result, carry): ([UInt32], UInt64) = ([], 0)
        for index in 0..<max(left.count, right.count) {
            let value =
                carry + UInt64(index < left.count ? left[index] : 0) + UInt64(index < right.count ? right[index] : 0)
            result.append(UInt32(value % base))
            carry = value / base
        }
        return result + [UInt32(carry)]
    }

    /// `left` must not be less than `right`.
    private static func difference(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        var (result, borrow): ([UInt32], Int64) = ([], 0)
        for index in left.indices {
            var value = Int64(left[index]) - borrow - Int64(index < right.count ? right[index] : 0)
            borrow = value < 0 ? 1 : 0
            if value < 0 { value += Int64(base) }
            result.append(UInt32(value))
        }
        return result
    }

    private static func isLess(_ left: [UInt32], _ right: [UInt32]) -> Bool {
        for index in (0..<max(left.count, right.count)).reversed() {
            let (a, b) = (index < left.count ? left[index] : 0, index < right.count ? right[index] : 0)
            if a != b { return a < b }
        }
        return false
    }
}
