/// Numbers written as Go's `strconv` writes them.
public enum GoFormat {
    /// The letter of `strconv.FormatFloat`.
    public enum FloatForm: Sendable {
        /// `e`: always with an exponent of at least two digits.
        case exponent
        /// `f`: never with an exponent.
        case decimal
        /// `g`: an exponent below 1e-4 and from 1e`precision` on (1e6 for the shortest form).
        case general
    }

    /// A float as `strconv.FormatFloat(value, form, precision, 64)` has it.
    ///
    /// - Parameter precision: digits after the point (`general`: digits in all); nil for the fewest that read back the same.
    public static func float(_ value: Double, form: FloatForm = .general, precision: Int? = nil) -> String {
        var bytes: [UInt8] = []
        appendFloat(value, form: form, precision: precision, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends what ``float(_:form:precision:)`` returns.
    public static func appendFloat(
        _ value: Double, form: FloatForm = .general, precision: Int? = nil, to output: inout [UInt8]
    ) {
        guard value.isFinite else {
            output.append(contentsOf: (value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf").utf8)
            return
        }
        if value.sign == .minus { output.append(UInt8(ascii: "-")) }
        let magnitude = value.magnitude
        switch (form, precision) {
        case (.exponent, let precision):
            let digits = precision.map { DecimalDigits(magnitude, count: $0 + 1) } ?? DecimalDigits(shortest: magnitude)
            digits.appendExponent(fraction: precision ?? max(digits.digits.count - 1, 0), to: &output)
        case (.decimal, let precision?):
            DecimalDigits(magnitude, fraction: precision).appendDecimal(fraction: precision, to: &output)
        case (.decimal, nil):
            let digits = DecimalDigits(shortest: magnitude)
            digits.appendDecimal(fraction: max(digits.digits.count - digits.point, 0), to: &output)
        case (.general, let precision?):
            appendGeneral(magnitude, precision: max(precision, 1), to: &output)
        case (.general, nil):
            let digits = DecimalDigits(shortest: magnitude)
            let exponent = digits.digits.isEmpty ? 0 : digits.point - 1
            if exponent < -4 || exponent >= 6 {
                digits.appendExponent(fraction: max(digits.digits.count - 1, 0), to: &output)
            } else {
                digits.appendDecimal(fraction: max(digits.digits.count - digits.point, 0), to: &output)
            }
        }
    }

    /// Go: strconv/ftoa.go, formatDigits, case 'g'.
    private static func appendGeneral(_ magnitude: Double, precision: Int, to output: inout [UInt8]) {
        let digits = DecimalDigits(magnitude, count: precision)
        var threshold = precision
        if threshold > digits.digits.count, digits.digits.count >= digits.point { threshold = digits.digits.count }
        let exponent = digits.point - 1
        if exponent < -4 || exponent >= threshold, !digits.digits.isEmpty {
            digits.appendExponent(fraction: min(precision, digits.digits.count) - 1, to: &output)
        } else {
            digits.appendDecimal(fraction: max(digits.digits.count - digits.point, 0), to: &output)
        }
    }

    /// Appends a whole number in decimal.
    @inlinable
    public static func appendInteger(_ value: Int64, to output: inout [UInt8]) {
        if value >= 0, value < 10 {
            output.append(UInt8(truncatingIfNeeded: value) + 48)
            return
        }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { buffer in
            var index = 20
            var rest = value.magnitude
            repeat {
                index -= 1
                buffer[index] = UInt8(truncatingIfNeeded: rest % 10) + 48
                rest /= 10
            } while rest > 0
            if value < 0 {
                index -= 1
                buffer[index] = UInt8(ascii: "-")
            }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: UnsafeBufferPointer(buffer)[index..<20]))
        }
    }

    /// Appends a float as Go's `encoding/json` writes it: an exponent below 1e-6 and from 1e21 on, without the
    /// exponent's leading zero.
    public static func appendJSONFloat(_ value: Double, to output: inout [UInt8]) {
        if value.magnitude < 9_007_199_254_740_992, let whole = Int64(exactly: value), whole != 0 || value.sign == .plus
        {
            appendInteger(whole, to: &output)
            return
        }
        let magnitude = value.magnitude
        guard magnitude != 0, magnitude < 1e-6 || magnitude >= 1e21 else {
            appendFloat(value, form: .decimal, to: &output)
            return
        }
        appendFloat(value, form: .exponent, to: &output)
        let count = output.count
        if count >= 4, output[count - 4] == UInt8(ascii: "e"), output[count - 3] == UInt8(ascii: "-"),
            output[count - 2] == UInt8(ascii: "0")
        {
            output.remove(at: count - 2)
        }
    }
}
