internal import HelmTemplate
internal import HelmValues

// Numbers, dates and words. What looks like one is taken whole and checked then.

extension TOMLReader {
    /// `true`, `false`, `inf`, `nan`.
    mutating func readWord(_ first: UInt32) throws(TOMLProblem) -> GoValue {
        if first == 105 || first == 110, let float = try readInfinityOrNaN() { return float }
        let start = scanner.position
        try scanner.skip(Runes.isLetter)
        let word = String(decoding: scanner.bytes[start..<scanner.position], as: UTF8.self)
        switch word {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "":
            try scanner.next()
            throw scanner.problem(
                behind: first, "expected value but found \(TOMLScanner.quoted(first)) instead"
            )
        default:
            throw scanner.problem("expected value but found \(Quoting.quoted(word)) instead")
        }
    }

    /// What begins with `i` or `n`. Of anything but `inf` and `nan` Go takes some letters and gives only the last back.
    private mutating func readInfinityOrNaN() throws(TOMLProblem) -> GoValue? {
        let start = scanner.position
        try scanner.next()
        let isFloat = scanner.accept("n") && scanner.accept("f") || scanner.accept("a") && scanner.accept("n")
        guard isFloat else {
            scanner.giveBack()
            return nil
        }
        let text = String(decoding: scanner.bytes[start..<scanner.position], as: UTF8.self)
        switch text {
        case "inf": return .float(.infinity)
        case "nan": return .float(.nan)
        default:
            throw scanner.problem(
                Self.underscoresAreFine(scanner.bytes[start..<scanner.position])
                    ? "Invalid float value: \(Quoting.quoted(text))"
                    : "Invalid float \(Quoting.quoted(text)): underscores must be surrounded by digits")
        }
    }

    mutating func readNumber() throws(TOMLProblem) -> GoValue {
        let start = scanner.position
        let first = try scanner.next()
        if first == 43 || first == 45 { return try readSigned(start) }
        if first == 48, let value = try readBased(start) { return value }
        try scanner.skip(TOMLScanner.isDigit)
        switch try scanner.peek() {
        // A date begins with at least two digits.
        case 45, 58:
            if scanner.position - start > 1 || first != 48 { return try readDate(start) }
        case 46, 69, 101: return try readFloat(start)
        case 95: return try readDecimal(start)
        default: break
        }
        return try integer(start)
    }

    private mutating func readSigned(_ start: Int) throws(TOMLProblem) -> GoValue {
        let sign = scanner.bytes[start]
        if scanner.accept("inf") { return .float(sign == 45 ? -.infinity : .infinity) }
        if scanner.accept("nan") { return .float(sign == 45 ? -.nan : .nan) }
        let rune = try scanner.next()
        if rune == 105 { _ = scanner.accept("n") }
        if rune == 110 { _ = scanner.accept("a") }
        let current = String(decoding: scanner.bytes[start..<scanner.position], as: UTF8.self)
        switch rune {
        case 105, 110: throw scanner.problem("invalid float: '\(current)'")
        case 46: throw scanner.problem("floats must start with a digit, not '.'")
        case 48:
            let next = try scanner.peek()
            if [98, 111, 120].contains(next), let letter = Unicode.Scalar(next) {
                throw scanner.problem("cannot use sign with non-decimal numbers: '\(current)\(letter)'")
            }
        default: break
        }
        guard TOMLScanner.isDigit(rune) else {
            throw scanner.problemHere("expected a digit but got \(TOMLScanner.quoted(rune))")
        }
        return try readDecimal(start)
    }

    private mutating func readDecimal(_ start: Int) throws(TOMLProblem) -> GoValue {
        try scanner.skip { TOMLScanner.isDigit($0) || $0 == 95 }
        switch try scanner.peek() {
        case 46, 69, 101: return try readFloat(start)
        default: return try integer(start)
        }
    }

    /// What begins with `0x`, `0o` or `0b`.
    private mutating func readBased(_ start: Int) throws(TOMLProblem) -> GoValue? {
        let kinds: [(UInt32, String, @Sendable (UInt32) -> Bool)] = [
            (98, "a binary", { $0 == 48 || $0 == 49 }), (111, "an octal", { (48...55).contains($0) }),
            (120, "a hexadecimal", TOMLScanner.isHex),
        ]
        let letter = try scanner.peek()
        guard let (_, name, isDigit) = kinds.first(where: { $0.0 == letter }) else { return nil }
        try scanner.next()
        let rune = try scanner.peek()
        if !isDigit(rune) {
            let current = String(decoding: scanner.bytes[start..<scanner.position], as: UTF8.self)
            let shown = Unicode.Scalar(rune).map { String($0) } ?? ""
            throw scanner.problem("not \(name) number: '\(current)\(shown)'")
        }
        try scanner.skip { isDigit($0) || $0 == 95 }
        return try integer(start)
    }

    private mutating func readFloat(_ start: Int) throws(TOMLProblem) -> GoValue {
        try scanner.skip { TOMLScanner.isDigit($0) || [95, 46, 45, 43, 101, 69].contains($0) }
        let bytes = Array(scanner.bytes[start..<scanner.position])
        let text = String(decoding: bytes, as: UTF8.self)
        let shown = Quoting.quoted(text)
        let parts = bytes.split { $0 == 46 || $0 | 32 == 101 }
        if !parts.allSatisfy({ Self.underscoresAreFine($0) }) {
            throw scanner.problem("Invalid float \(shown): underscores must be surrounded by digits")
        }
        if let whole = parts.first, Self.hasLeadingZero(whole) {
            throw scanner.problem("Invalid float \(shown): cannot have leading zeroes")
        }
        for (index, byte) in bytes.enumerated() where byte == 46 {
            if index + 1 == bytes.count || !(48...57).contains(bytes[index + 1]) {
                throw scanner.problem("Invalid float \(shown): '.' must be followed by one or more digits")
            }
        }
        do throws(GoNumber.Failure) {
            return .float(try GoNumber.float(String(decoding: bytes.filter { $0 != 95 }, as: UTF8.self)))
        } catch {
            throw error == .range
                ? scanner.problem("\(text) is out of range for float64")
                : scanner.problem("Invalid float value: \(shown)")
        }
    }

    private func integer(_ start: Int) throws(TOMLProblem) -> GoValue {
        let bytes = scanner.bytes[start..<scanner.position]
        let text = String(decoding: bytes, as: UTF8.self)
        if !Self.underscoresAreFine(bytes) {
            throw scanner.problem("Invalid integer \(Quoting.quoted(text)): underscores must be surrounded by digits")
        }
        if Self.hasLeadingZero(bytes) {
            throw scanner.problem("Invalid integer \(Quoting.quoted(text)): cannot have leading zeroes")
        }
        guard let value = try? GoNumber.int(Array(bytes), base: 0) else {
            throw scanner.problem("\(text) is out of range for int64")
        }
        return .int64(value)
    }

    private static func underscoresAreFine(_ text: ArraySlice<UInt8>) -> Bool {
        var isDigitBefore = false
        for byte in text {
            if byte == 95, !isDigitBefore { return false }
            isDigitBefore = TOMLScanner.isHex(UInt32(byte))
        }
        return isDigitBefore
    }

    private static func hasLeadingZero(_ text: ArraySlice<UInt8>) -> Bool {
        let isSigned = text.first == 43 || text.first == 45
        let digits = isSigned ? text.dropFirst() : text
        guard digits.first == 48, let second = digits.dropFirst().first else { return false }
        return isSigned || ![98, 111, 120].contains(second)
    }

    // MARK: Dates

    private static let forms: [(layout: String, zone: GoZone)] = [
        ("2006-01-02T15:04:05.999999999Z07:00", .utc),
        ("2006-01-02T15:04:05.999999999", .fixed("datetime-local", 0)),
        ("2006-01-02", .fixed("date-local", 0)),
        ("15:04:05.999999999", .fixed("time-local", 0)),
        ("2006-01-02T15:04Z07:00", .utc),
        ("2006-01-02T15:04", .fixed("datetime-local", 0)),
        ("15:04", .fixed("time-local", 0)),
    ]

    private mutating func readDate(_ start: Int) throws(TOMLProblem) -> GoValue {
        let marks = Set("-:Tt .Zz+".unicodeScalars.map(\.value))
        try scanner.skip { TOMLScanner.isDigit($0) || marks.contains($0) }
        let text = ByteText.trimSpace(Array(scanner.bytes[start..<scanner.position])).map { byte in
            byte == 122 ? 90 : byte == 116 || byte == 32 ? 84 : byte
        }
        for (layout, zone) in Self.forms {
            let layout = Array(layout.utf8)
            guard let time = try? TimeParser.parse(layout, text, in: zone) else { continue }
            if Self.lacksLeadingZero(text, layout) { break }
            return .object(TimeObject(time))
        }
        throw scanner.problem("invalid datetime: \(String(decoding: Quoting.quoted(text), as: UTF8.self))")
    }

    /// Go reads numbers without their leading zero; the separators then stand elsewhere.
    private static func lacksLeadingZero(_ text: [UInt8], _ layout: [UInt8]) -> Bool {
        for (index, byte) in layout.enumerated() {
            if byte == 46 || byte == 90 { return false }
            if !(48...57).contains(byte), index >= text.count || text[index] != byte { return true }
        }
        return false
    }
}
