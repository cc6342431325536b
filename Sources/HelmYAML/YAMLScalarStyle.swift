internal import HelmValues

/// How a string is written, by go-yaml's rules.
struct YAMLScalarStyle {
    enum Style { case plain, single, double, literal }

    let style: Style
    /// Whether it holds a line break of any kind; such a key needs `?`.
    let isMultiline: Bool

    init(_ text: String, _ dialect: YAMLDialect) {
        var text = text
        (style, isMultiline) = text.withUTF8 { bytes in
            if Self.isEvidentlyPlain(bytes) { return (.plain, false) }
            let analysis = YAMLScalarAnalysis(bytes, dialect)
            return (Self.choose(bytes, analysis, dialect), analysis.hasBreaks)
        }
    }

    /// Go: encode.go, stringv, and emitterc.go, yaml_emitter_select_scalar_style.
    private static func choose(
        _ bytes: UnsafeBufferPointer<UInt8>, _ analysis: YAMLScalarAnalysis, _ dialect: YAMLDialect
    ) -> Style {
        if bytes.contains(0x0a) { return analysis.allowsBlock ? .literal : .double }
        if readsAsOther(bytes, dialect) { return .double }
        if analysis.allowsPlain { return .plain }
        return analysis.allowsSingle ? .single : .double
    }

    /// Most strings: a letter or slash, then printable ASCII that could not be taken for a comment or a key, and none of the
    /// words that mean something else. The answer no means nothing.
    static func isEvidentlyPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = bytes.first, let last = bytes.last else { return false }
        guard first | 0x20 >= 97 && first | 0x20 <= 122 || first == UInt8(ascii: "/") else { return false }
        guard last != 0x20, last != UInt8(ascii: ":") else { return false }
        var previous = first
        for byte in bytes {
            if byte < 0x20 || byte > 0x7e { return false }
            if byte == 0x20 ? previous == UInt8(ascii: ":") : byte == UInt8(ascii: "#") && previous == 0x20 {
                return false
            }
            previous = byte
        }
        return bytes.count > 5 || !isWord(bytes)
    }

    /// Words of at most five letters that YAML 1.1 takes for null or a boolean.
    private static func isWord(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        switch YAMLScalar.resolved(String(decoding: bytes, as: UTF8.self), asTimestamp: false) {
        case .string: false
        default: true
        }
    }

    /// Whether the text, unquoted, would be read as something else than a string by a YAML 1.1 reader.
    private static func readsAsOther(_ bytes: UnsafeBufferPointer<UInt8>, _ dialect: YAMLDialect) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        guard case .string = YAMLScalar.resolved(text) else { return true }
        if isBase60(bytes) { return true }
        // Octals of YAML 1.2, which only v3 knows of by itself; Go's own prefix covers most of them.
        guard dialect == .v3, text.hasPrefix("0o") || text.hasPrefix("-0o") else { return false }
        let digits = text.drop { $0 != "o" }.dropFirst().filter { $0 != "_" }
        return (try? GoNumber.int(digits, base: 8)) != nil
    }

    /// `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`
    private static func isBase60(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        func isDigit(_ place: Int) -> Bool { place < bytes.count && bytes[place] >= 48 && bytes[place] <= 57 }
        func isUnderscore(_ place: Int) -> Bool { place < bytes.count && bytes[place] == UInt8(ascii: "_") }
        if let first = bytes.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-") { index = 1 }
        guard isDigit(index) else { return false }
        while isDigit(index) || isUnderscore(index) { index += 1 }
        var groups = 0
        while index < bytes.count, bytes[index] == UInt8(ascii: ":") {
            if isDigit(index + 1), bytes[index + 1] <= 53, isDigit(index + 2) {
                index += 3
            } else if isDigit(index + 1) {
                index += 2
            } else {
                return false
            }
            groups += 1
        }
        guard groups > 0 else { return false }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            while isDigit(index) || isUnderscore(index) { index += 1 }
        }
        return index == bytes.count
    }

    /// Whether a text begins with a byte order mark: go-yaml then takes every place in it for one, and escapes everything.
    static func startsWithMark(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.count >= 3 && bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf
    }

    /// Appends the character at `index` as it stands in double quotes; returns how many bytes it has.
    /// - Parameter always: escape whatever it is.
    static func appendQuoted(
        _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, always: Bool, to output: inout [UInt8]
    ) -> Int {
        let byte = bytes[index]
        let width = min(YAMLCharacter.width(byte), bytes.count - index)
        let needsEscape =
            always || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
            || !YAMLCharacter.isPrintable(bytes, index)
            || YAMLCharacter.breakWidth(bytes, index) > 0
        if needsEscape {
            appendEscape(YAMLCharacter.scalar(bytes, index), to: &output)
        } else {
            output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[index..<(index + width)]))
        }
        return width
    }

    private static func appendEscape(_ scalar: UInt32, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\\"))
        let letter: Unicode.Scalar? =
            switch scalar {
            case 0x00: "0"
            case 0x07: "a"
            case 0x08: "b"
            case 0x09: "t"
            case 0x0a: "n"
            case 0x0b: "v"
            case 0x0c: "f"
            case 0x0d: "r"
            case 0x1b: "e"
            case 0x22: "\""
            case 0x5c: "\\"
            case 0x85: "N"
            case 0xa0: "_"
            case 0x2028: "L"
            case 0x2029: "P"
            default: nil
            }
        if let letter {
            output.append(UInt8(truncatingIfNeeded: letter.value))
            return
        }
        let (mark, width): (Unicode.Scalar, Int) = scalar <= 0xff ? ("x", 2) : scalar <= 0xffff ? ("u", 4) : ("U", 8)
        output.append(UInt8(truncatingIfNeeded: mark.value))
        for shift in stride(from: (width - 1) * 4, through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: scalar >> UInt32(shift)) & 15
            output.append(digit < 10 ? 48 + digit : 55 + digit)
        }
    }
}
