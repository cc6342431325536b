internal import HelmValues

/// A number as a template spells it: an ideal constant, whose type the place of use decides.
/// (Go: text/template/parse/node.go, newNumber)
struct NumberLiteral: Sendable {
    let text: String
    private(set) var int: Int64?
    private(set) var unsigned: UInt64?
    private(set) var float: Double?
    private(set) var complex: (real: Double, imaginary: Double)?

    struct Mistake: Error {
        let message: String
    }

    init(_ bytes: ArraySlice<UInt8>, kind: Token.Kind) throws(Mistake) {
        text = String(decoding: bytes, as: UTF8.self)
        if kind == .number, let short = Self.shortInteger(bytes) {
            (int, unsigned, float) = (short, UInt64(short), Double(short))
            return
        }
        switch kind {
        case .characterConstant: try readCharacter(Array(bytes))
        case .complex: try readComplex(Array(bytes))
        default: try readNumber(Array(bytes))
        }
    }

    /// Decimal digits that no rule for other bases concerns: what nearly all numbers are.
    private static func shortInteger(_ bytes: ArraySlice<UInt8>) -> Int64? {
        guard bytes.count <= 15, bytes.first != UInt8(ascii: "0") || bytes.count == 1 else { return nil }
        var value: Int64 = 0
        for byte in bytes {
            guard (48...57).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 48)
        }
        return value
    }

    /// What the constant is where nothing says which type is wanted.
    var ideal: GoValue? {
        if let complex { return .object(GoComplex(complex.real, complex.imaginary)) }
        if let float, !isHexadecimalInteger, !isCharacter, text.utf8.contains(where: { ".eEpP".utf8.contains($0) }) {
            return .float(float)
        }
        return int.map { .int(Int($0)) }
    }

    private var isCharacter: Bool { text.utf8.first == UInt8(ascii: "'") }

    private var isHexadecimalInteger: Bool {
        text.utf8.count > 2 && (text.hasPrefix("0x") || text.hasPrefix("0X"))
            && !text.utf8.contains { $0 == UInt8(ascii: "p") || $0 == UInt8(ascii: "P") }
    }

    private mutating func readCharacter(_ bytes: [UInt8]) throws(Mistake) {
        guard let (rune, next) = Unquote.character(bytes, at: 1, quote: UInt8(ascii: "'")) else {
            throw Mistake(message: "invalid syntax")
        }
        guard next == bytes.count - 1 else { throw Mistake(message: "malformed character constant: \(text)") }
        int = Int64(rune.value)
        unsigned = UInt64(rune.value)
        float = Double(rune.value)
    }

    /// (Go: fmt/scan.go, scanComplex)
    private mutating func readComplex(_ bytes: [UInt8]) throws(Mistake) {
        let sign = Self.endOfFloat(bytes, from: 0)
        guard sign < bytes.count, bytes[sign] == UInt8(ascii: "+") || bytes[sign] == UInt8(ascii: "-"),
            Self.endOfFloat(bytes, from: sign) == bytes.count - 1
        else { throw Mistake(message: "syntax error scanning complex number") }
        let (first, second) = (Array(bytes[..<sign]), Array(bytes[sign...].dropLast()))
        guard let real = Self.readFloat(first), let imaginary = Self.readFloat(second) else {
            let isRange = Self.isOutOfRange(first) || Self.readFloat(first) != nil && Self.isOutOfRange(second)
            throw Mistake(message: isRange ? "value out of range" : "invalid syntax")
        }
        setComplex(real, imaginary)
    }

    /// Behind what looks like a float, digits or not. (Go: fmt/scan.go, floatToken)
    private static func endOfFloat(_ bytes: [UInt8], from start: Int) -> Int {
        var index = start
        func accept(_ set: String) -> Bool {
            guard index < bytes.count, set.utf8.contains(bytes[index]) else { return false }
            index += 1
            return true
        }
        _ = accept("+-")
        // An `i` is taken for the beginning of `Inf`.
        if accept("iI"), accept("nN"), accept("fF") { return index }
        let isHex = accept("0") && accept("xX")
        let digits = isHex ? "0123456789aAbBcCdDeEfF_" : "0123456789_"
        while accept(digits) {}
        if accept(".") { while accept(digits) {} }
        if accept(isHex ? "pP" : "eEpP") {
            _ = accept("+-")
            while accept("0123456789_") {}
        }
        return index
    }

    private static func isOutOfRange(_ bytes: [UInt8]) -> Bool {
        do throws(GoNumber.Failure) {
            _ = try GoNumber.float(String(decoding: bytes.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self))
            return false
        } catch {
            return error == .range
        }
    }

    private mutating func readNumber(_ bytes: [UInt8]) throws(Mistake) {
        if bytes.last == UInt8(ascii: "i"), let imaginary = Self.readFloat(Array(bytes.dropLast())) {
            setComplex(0, imaginary)
            return
        }
        unsigned = try? GoNumber.unsigned(bytes, base: 0)
        int = try? GoNumber.int(bytes, base: 0)
        if int == 0 { unsigned = 0 }
        if let int {
            float = Double(int)
        } else if let unsigned {
            float = Double(unsigned)
        } else if let number = Self.readFloat(bytes) {
            guard bytes.contains(where: { ".eEpP".utf8.contains($0) }) else {
                throw Mistake(message: "integer overflow: \(GoText.quoted(text))")
            }
            float = number
            int = Int64(exactly: number)
            unsigned = UInt64(exactly: number)
        } else {
            throw Mistake(message: "illegal number syntax: \(GoText.quoted(text))")
        }
    }

    private mutating func setComplex(_ real: Double, _ imaginary: Double) {
        complex = (real, imaginary)
        guard imaginary == 0 else { return }
        float = real
        int = Int64(exactly: real)
        unsigned = UInt64(exactly: real)
    }

    /// `strconv.ParseFloat`, underscores between digits allowed.
    private static func readFloat(_ bytes: [UInt8]) -> Double? {
        guard bytes.contains(UInt8(ascii: "_")) else {
            return try? GoNumber.float(String(decoding: bytes, as: UTF8.self))
        }
        let isHex = bytes.contains { $0 | 0x20 == UInt8(ascii: "x") }
        func isDigit(_ index: Int) -> Bool {
            guard bytes.indices.contains(index) else { return false }
            let byte = bytes[index]
            return (48...57).contains(byte) || isHex && ((97...102).contains(byte | 0x20) || byte | 0x20 == 120)
        }
        for index in bytes.indices where bytes[index] == UInt8(ascii: "_") {
            guard isDigit(index - 1), isDigit(index + 1) else { return nil }
        }
        return try? GoNumber.float(String(decoding: bytes.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self))
    }
}

/// Go's `complex128`, which only literals such as `2i` make.
final class GoComplex: GoObject {
    let real: Double
    let imaginary: Double

    init(_ real: Double, _ imaginary: Double) {
        self.real = real
        self.imaginary = imaginary
    }

    var goType: String { "complex128" }
    var goKind: String { "complex128" }
    var isTrue: Bool { real != 0 || imaginary != 0 }
    var printed: String {
        var printer = Printer()
        printer.writeComplex(self, "v")
        return String(decoding: printer.output, as: UTF8.self)
    }
}
