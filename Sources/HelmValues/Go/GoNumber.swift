internal import Glibc

/// Numbers read as Go's `strconv` reads them.
public enum GoNumber {
    /// Why a text is no number of the wanted kind.
    public enum Failure: Error, Sendable {
        /// Go's `ErrSyntax`: "invalid syntax".
        case syntax
        /// Go's `ErrRange`: "value out of range".
        case range
    }

    /// `strconv.ParseInt(text, base, 64)`. Base 0 takes the base from a prefix (`0x`, `0o`, `0`, `0b`) and allows
    /// underscores between digits.
    public static func int(_ text: some StringProtocol, base: Int = 10) throws(Failure) -> Int64 {
        try int(Array(text.utf8), base: base)
    }

    /// As ``int(_:base:)-(StringProtocol,_)``, on UTF-8.
    public static func int(_ text: [UInt8], base: Int = 10) throws(Failure) -> Int64 {
        let isNegative = text.first == UInt8(ascii: "-")
        let hasSign = isNegative || text.first == UInt8(ascii: "+")
        let magnitude = try unsigned(hasSign ? Array(text.dropFirst()) : text, base: base)
        if isNegative {
            guard magnitude <= UInt64(1) << 63 else { throw .range }
            return Int64(truncatingIfNeeded: 0 &- magnitude)
        }
        guard let value = Int64(exactly: magnitude) else { throw .range }
        return value
    }

    /// `strconv.ParseUint(text, base, 64)`.
    public static func unsigned(_ text: [UInt8], base: Int = 10) throws(Failure) -> UInt64 {
        var (base, start) = (base, 0)
        let allowsUnderscores = base == 0
        if base == 0 { (base, start) = prefixedBase(text) }
        guard start < text.count else { throw .syntax }
        var value: UInt64 = 0
        var overflowed = false
        for byte in text[start...] {
            if byte == UInt8(ascii: "_"), allowsUnderscores { continue }
            guard let digit = digitValue(byte), digit < base else { throw .syntax }
            if overflowed { continue }
            let (product, carries) = value.multipliedReportingOverflow(by: UInt64(base))
            let (sum, wraps) = product.addingReportingOverflow(UInt64(digit))
            if carries || wraps { overflowed = true } else { value = sum }
        }
        if allowsUnderscores, !underscoresAreFine(text) { throw .syntax }
        if overflowed { throw .range }
        return value
    }

    private static func prefixedBase(_ text: [UInt8]) -> (base: Int, start: Int) {
        guard text.first == UInt8(ascii: "0") else { return (10, 0) }
        if text.count >= 3 {
            switch text[1] | 0x20 {
            case UInt8(ascii: "b"): return (2, 2)
            case UInt8(ascii: "o"): return (8, 2)
            case UInt8(ascii: "x"): return (16, 2)
            default: break
            }
        }
        return (8, text.count > 1 ? 1 : 0)
    }

    static func digitValue(_ byte: UInt8) -> Int? {
        switch byte {
        case 48...57: Int(byte) - 48
        case 97...122: Int(byte) - 87
        case 65...90: Int(byte) - 55
        default: nil
        }
    }

    /// Go: strconv/atoi.go, underscoreOK: underscores stand between digits, or between a base prefix and a digit.
    private static func underscoresAreFine(_ text: [UInt8]) -> Bool {
        var rest = text[...]
        var previous: UInt8 = UInt8(ascii: "^")
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        var isHex = false
        if rest.count >= 2, rest.first == 48, let second = rest.dropFirst().first {
            let letter = second | 0x20
            if letter == UInt8(ascii: "b") || letter == UInt8(ascii: "o") || letter == UInt8(ascii: "x") {
                previous = 48
                isHex = letter == UInt8(ascii: "x")
                rest = rest.dropFirst(2)
            }
        }
        for byte in rest {
            if (48...57).contains(byte) || (isHex && (97...102).contains(byte | 0x20)) {
                previous = 48
            } else if byte == UInt8(ascii: "_") {
                if previous != 48 { return false }
                previous = byte
            } else {
                if previous == UInt8(ascii: "_") { return false }
                previous = UInt8(ascii: "!")
            }
        }
        return previous != UInt8(ascii: "_")
    }

    /// `strconv.ParseFloat(text, 64)`: decimal and hexadecimal forms, infinities and NaN.
    /// - Throws: `range` where Go returns an infinity together with an error.
    public static func float(_ text: some StringProtocol) throws(Failure) -> Double {
        let bytes = Array(text.utf8)
        guard isFloat(bytes) else { throw .syntax }
        let value = decimal(bytes)
        if value.isInfinite, !bytes.contains(where: { $0 | 0x20 == UInt8(ascii: "n") }) { throw .range }
        return value
    }

    /// Whether Go would take the text for a float: no spaces, no underscores.
    static func isFloat(_ text: [UInt8]) -> Bool {
        var rest = text[...]
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        let lowered = rest.map { $0 | 0x20 }
        let hasSign = rest.count != text.count
        if lowered == Array("inf".utf8) || lowered == Array("infinity".utf8) { return true }
        if !hasSign, lowered == Array("nan".utf8) { return true }
        let isHex = rest.starts(with: [48, 120]) || rest.starts(with: [48, 88])
        if isHex { rest = rest.dropFirst(2) }
        func skipDigits() -> Int {
            let start = rest.count
            while let byte = rest.first, (48...57).contains(byte) || (isHex && (97...102).contains(byte | 0x20)) {
                rest = rest.dropFirst()
            }
            return start - rest.count
        }
        var digits = skipDigits()
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            digits += skipDigits()
        }
        guard digits > 0 else { return false }
        let mark = isHex ? UInt8(ascii: "p") : UInt8(ascii: "e")
        guard let letter = rest.first, letter | 0x20 == mark else { return rest.isEmpty && !isHex }
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        guard !rest.isEmpty else { return false }
        return rest.allSatisfy { (48...57).contains($0) }
    }

    /// The float of a text that is known to be a number; infinite where it does not fit.
    static func decimal(_ text: [UInt8]) -> Double {
        text.withUnsafeBufferPointer { decimal($0) }
    }

    /// The float of a text that is known to be a number; infinite where it does not fit.
    static func decimal(_ text: UnsafeBufferPointer<UInt8>) -> Double {
        if let value = shortDecimal(text) { return value }
        var copy = Array(text)
        copy.append(0)
        // The program never calls setlocale, so that strtod reads as in the C locale.
        return copy.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { chars in chars.baseAddress.map { strtod($0, nil) } ?? 0 }
        }
    }

    /// Clinger's fast path: at most 2^53 times or over a power of ten that a float holds exactly.
    private static func shortDecimal(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        var mantissa: UInt64 = 0
        var (digits, scale, index) = (0, 0, 0)
        let isNegative = text.first == UInt8(ascii: "-")
        if isNegative || text.first == UInt8(ascii: "+") { index = 1 }
        guard index < text.count else { return nil }
        var sawPoint = false
        while index < text.count {
            let byte = text[index]
            if byte >= 48, byte <= 57 {
                mantissa = mantissa &* 10 &+ UInt64(byte &- 48)
                digits += 1
                if digits > 18 { return nil }
                if sawPoint { scale -= 1 }
            } else if byte == UInt8(ascii: "."), !sawPoint {
                sawPoint = true
            } else {
                return nil
            }
            index += 1
        }
        guard mantissa <= 1 << 53, scale >= -22, digits > 0 else { return nil }
        let value = Double(mantissa) / powersOfTen[-scale]
        return isNegative ? -value : value
    }

    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
}
