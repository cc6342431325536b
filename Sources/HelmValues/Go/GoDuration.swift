/// A text that is no duration, in Go's words.
public struct GoDurationError: Error, Sendable {
    public let message: String
}

/// Go's `time.Duration`.
public struct GoDuration: Sendable, Hashable {
    public var nanoseconds: Int64

    public static let units: [(name: String, nanoseconds: UInt64)] = [
        ("ns", 1), ("us", 1000), ("µs", 1000), ("μs", 1000), ("ms", 1_000_000), ("s", 1_000_000_000),
        ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ]

    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Reads `-1.5h30m`.
    /// - Throws: ``GoDurationError`` in Go's words.
    public init(_ text: [UInt8]) throws(GoDurationError) {
        let shown = Self.quoted(text)
        let invalid = GoDurationError(message: "time: invalid duration \(shown)")
        var rest = text[...]
        var isNegative = false
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            rest = rest.dropFirst()
        }
        nanoseconds = 0
        if rest.elementsEqual([UInt8(ascii: "0")]) { return }
        if rest.isEmpty { throw invalid }
        var total: UInt64 = 0
        while !rest.isEmpty {
            let whole = rest.prefix { $0 >= 48 && $0 <= 57 }
            rest = rest.dropFirst(whole.count)
            var fraction: ArraySlice<UInt8> = []
            if rest.first == UInt8(ascii: ".") {
                fraction = rest.dropFirst().prefix { $0 >= 48 && $0 <= 57 }
                rest = rest.dropFirst(fraction.count + 1)
            }
            if whole.isEmpty && fraction.isEmpty { throw invalid }
            let name = rest.prefix { $0 != UInt8(ascii: ".") && !($0 >= 48 && $0 <= 57) }
            if name.isEmpty { throw GoDurationError(message: "time: missing unit in duration \(shown)") }
            rest = rest.dropFirst(name.count)
            guard let unit = Self.units.first(where: { name.elementsEqual($0.name.utf8) })?.nanoseconds else {
                throw GoDurationError(message: "time: unknown unit \(Self.quoted(Array(name))) in duration \(shown)")
            }
            guard let value = Self.value(whole, fraction, unit), value <= UInt64(1) << 63 else { throw invalid }
            total += value
            if total > UInt64(1) << 63 { throw invalid }
        }
        if !isNegative, total > UInt64(Int64.max) { throw invalid }
        nanoseconds = Int64(truncatingIfNeeded: isNegative ? 0 &- total : total)
    }

    private static func value(_ whole: ArraySlice<UInt8>, _ fraction: ArraySlice<UInt8>, _ unit: UInt64) -> UInt64? {
        guard let number = whole.isEmpty ? 0 : UInt64(String(decoding: whole, as: UTF8.self)) else { return nil }
        let (product, isHuge) = number.multipliedReportingOverflow(by: unit)
        if isHuge { return nil }
        var (part, scale): (UInt64, Double) = (0, 1)
        for digit in fraction {
            // Digits that no longer fit do not matter.
            if part > UInt64(Int64.max) / 10 { break }
            part = part * 10 + UInt64(digit - 48)
            scale *= 10
        }
        return product &+ UInt64(Double(part) * (Double(unit) / scale))
    }

    /// As Go's time package quotes: bytes that are not printable ASCII in hexadecimal.
    public static func quoted(_ text: [UInt8]) -> String {
        var result = "\""
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += "\\" + String(Unicode.Scalar(byte))
            case 32..<128: result += String(Unicode.Scalar(byte))
            default: result += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return result + "\""
    }

    public var seconds: Double { Double(nanoseconds / 1_000_000_000) + Double(nanoseconds % 1_000_000_000) / 1e9 }

    /// A multiple of `unit`, toward zero.
    public func truncated(_ unit: GoDuration) -> GoDuration {
        unit.nanoseconds <= 0 ? self : GoDuration(nanoseconds: nanoseconds - nanoseconds % unit.nanoseconds)
    }

    /// The nearest multiple of `unit`, halves away from zero.
    public func rounded(_ unit: GoDuration) -> GoDuration {
        guard unit.nanoseconds > 0 else { return self }
        let rest = nanoseconds % unit.nanoseconds
        if rest.magnitude &* 2 < unit.nanoseconds.magnitude { return GoDuration(nanoseconds: nanoseconds - rest) }
        let down = nanoseconds - rest
        let (result, isHuge) = down.addingReportingOverflow(nanoseconds < 0 ? -unit.nanoseconds : unit.nanoseconds)
        return GoDuration(nanoseconds: isHuge ? (nanoseconds < 0 ? .min : .max) : result)
    }
}

extension GoDuration: CustomStringConvertible {
    /// `1h2m3.5s`, `1.5µs`, `0s`.
    public var description: String {
        let total = nanoseconds.magnitude
        let sign = nanoseconds < 0 ? "-" : ""
        if total == 0 { return "0s" }
        if total < 1_000_000_000 {
            let (unit, size): (String, UInt64) =
                total < 1000 ? ("ns", 1) : total < 1_000_000 ? ("µs", 1000) : ("ms", 1_000_000)
            return sign + Self.decimal(total, size) + unit
        }
        let (hours, minutes) = (total / 3_600_000_000_000, total / 60_000_000_000 % 60)
        let seconds = Self.decimal(total % 60_000_000_000, 1_000_000_000) + "s"
        if hours > 0 { return "\(sign)\(hours)h\(minutes)m\(seconds)" }
        return minutes > 0 ? "\(sign)\(minutes)m\(seconds)" : sign + seconds
    }

    private static func decimal(_ value: UInt64, _ unit: UInt64) -> String {
        var fraction = String(value % unit + unit).dropFirst()
        while fraction.last == "0" { fraction.removeLast() }
        return fraction.isEmpty ? String(value / unit) : "\(value / unit).\(fraction)"
    }
}
