internal import Glibc

/// The decimal digits of a finite, non-negative float: 0.d1d2d3… × 10^point, without zeros at the end.
struct DecimalDigits {
    var digits: [UInt8] = []
    /// Where the decimal point stands, counted from before the first digit.
    var point = 0

    /// The fewest digits that read back as the same float, and of those the nearest.
    init(shortest value: Double) {
        guard value != 0 else { return }
        parse(value.description.utf8)
    }

    /// `count` significant digits, correctly rounded.
    init(_ value: Double, count: Int) {
        guard value != 0 else { return }
        parse(Self.printed("%.*e", value, count - 1))
    }

    /// `fraction` digits after the point, correctly rounded.
    init(_ value: Double, fraction: Int) {
        guard value != 0 else { return }
        parse(Self.printed("%.*f", value, fraction))
    }

    /// C's exact conversion; it rounds to even on a tie of the exact value, as Go does.
    private static func printed(_ format: String, _ value: Double, _ precision: Int) -> [UInt8] {
        let bounded = Int32(clamping: max(precision, 0))
        var capacity = 400 + Int(bounded)
        while true {
            let (bytes, needed) = withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
                let written = withVaList([bounded, value]) { vsnprintf(buffer.baseAddress, capacity, format, $0) }
                return (
                    buffer.prefix(max(0, min(Int(written), capacity - 1))).map { UInt8(bitPattern: $0) }, Int(written)
                )
            }
            if needed < capacity { return bytes }
            capacity = needed + 1
        }
    }

    private mutating func parse(_ text: some Sequence<UInt8>) {
        var sawPoint = false
        var exponent = 0
        var isNegativeExponent = false
        var inExponent = false
        digits.reserveCapacity(17)
        for byte in text {
            switch byte {
            case UInt8(ascii: "."): sawPoint = true
            case UInt8(ascii: "e"): inExponent = true
            case UInt8(ascii: "-"): isNegativeExponent = true
            case UInt8(ascii: "+"): break
            default:
                if inExponent {
                    exponent = exponent * 10 + Int(byte - 48)
                } else if digits.isEmpty, byte == 48 {
                    if sawPoint { point -= 1 }
                } else {
                    digits.append(byte)
                    if !sawPoint { point += 1 }
                }
            }
        }
        point += isNegativeExponent ? -exponent : exponent
        while digits.last == 48 { digits.removeLast() }
        if digits.isEmpty { point = 0 }
    }

    /// `d.ddde±dd` with `fraction` digits after the point.
    func appendExponent(fraction: Int, to output: inout [UInt8]) {
        output.append(digits.first ?? 48)
        if fraction > 0 {
            output.append(UInt8(ascii: "."))
            let shown = digits.dropFirst().prefix(fraction)
            output.append(contentsOf: shown)
            output.append(contentsOf: repeatElement(48, count: fraction - shown.count))
        }
        let exponent = digits.isEmpty ? 0 : point - 1
        output.append(UInt8(ascii: "e"))
        output.append(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        if exponent.magnitude < 10 { output.append(48) }
        GoFormat.appendInteger(Int64(exponent.magnitude), to: &output)
    }

    /// `ddd.ddd` with `fraction` digits after the point.
    func appendDecimal(fraction: Int, to output: inout [UInt8]) {
        if point > 0 {
            let whole = digits.prefix(point)
            output.append(contentsOf: whole)
            output.append(contentsOf: repeatElement(48, count: point - whole.count))
        } else {
            output.append(48)
        }
        guard fraction > 0 else { return }
        output.append(UInt8(ascii: "."))
        for place in point..<(point + fraction) {
            output.append(place >= 0 && place < digits.count ? digits[place] : 48)
        }
    }
}
