internal import HelmValues

/// Writes values as Go's `fmt` does.
///
/// What it writes is bounded: Go would overflow its stack on a map that holds itself, and a few lines of template build
/// values that print to more than any memory. Past the bounds the printer goes silent; `isTruncated` tells.
struct Printer {
    static let maximumDepth = 1000
    static let maximumLength = 32 << 20

    var output: [UInt8] = []
    var flags = FormatFlags()
    private(set) var isTruncated = false
    /// While a verb that does not fit is reported, the value prints with `%v` and calls no methods.
    private var isReporting = false

    init() {}

    mutating func write(_ text: StaticString) {
        text.withUTF8Buffer { output.append(contentsOf: $0) }
    }

    mutating func write(_ text: String) {
        var text = text
        text.withUTF8 { output.append(contentsOf: $0) }
    }

    mutating func write(_ byte: UInt8) { output.append(byte) }

    mutating func write(_ verb: Unicode.Scalar) { output.append(contentsOf: UTF8.encode(verb).map(Array.init) ?? []) }

    // MARK: - One operand

    /// Writes an operand with a verb. (Go: fmt/print.go, printArg)
    mutating func printOperand(_ value: GoValue, _ verb: Unicode.Scalar) {
        guard output.count <= Self.maximumLength else {
            isTruncated = true
            return
        }
        if case .none = value {
            if verb == "T" || verb == "v" { pad("<nil>") } else { reportBadVerb(value, verb) }
            return
        }
        if verb == "T" {
            writeString(Array(TypeName.of(value).utf8), "s", value)
            return
        }
        if verb == "p" {
            writePointer(value, verb)
            return
        }
        if verb == "w" {
            // Only Errorf knows it. Bytes are shown one by one all the same.
            guard case .list(let list) = value, list.elementType == .uint8 else { return reportBadVerb(value, verb) }
        }
        printValue(value, verb, depth: 0)
    }

    /// Writes a value, whole or as a part of another. (Go: fmt/print.go, printValue)
    mutating func printValue(_ value: GoValue, _ verb: Unicode.Scalar, depth: Int) {
        guard depth <= Self.maximumDepth, output.count <= Self.maximumLength else {
            isTruncated = true
            return
        }
        switch value {
        case .none: write(flags.sharpV ? "interface {}(nil)" : "<nil>")
        case .bool(let bool):
            if verb == "t" || verb == "v" { pad(bool ? "true" : "false") } else { reportBadVerb(value, verb) }
        case .int(let int): printInteger(UInt64(bitPattern: Int64(int)), isSigned: true, verb, value)
        case .int64(let int): printInteger(UInt64(bitPattern: int), isSigned: true, verb, value)
        case .float(let float): printFloat(float, verb, value)
        case .string(let text): printString(text, verb, value)
        case .invalidUTF8(let bytes): writeString(bytes, verb, value)
        case .list(let list): printList(list, verb, depth: depth, value)
        case .map(let map): printMap(map, verb, depth: depth)
        case .object(let object): printObject(object, object.shape, verb, depth: depth)
        }
    }

    private mutating func printString(_ text: String, _ verb: Unicode.Scalar, _ value: GoValue) {
        if verb == "v" && !flags.sharpV || verb == "s", flags.width == nil, flags.precision == nil {
            write(text)
        } else {
            writeString(Array(text.utf8), verb, value)
        }
    }

    private mutating func writeString(_ bytes: [UInt8], _ verb: Unicode.Scalar, _ value: GoValue) {
        switch verb {
        case "v" where !flags.sharpV, "s": pad(truncated(bytes))
        case "v", "q": writeQuoted(bytes)
        case "x": writeHex(bytes, digits: Digits.lower)
        case "X": writeHex(bytes, digits: Digits.upper)
        default: reportBadVerb(value, verb)
        }
    }

    private mutating func printInteger(_ bits: UInt64, isSigned: Bool, _ verb: Unicode.Scalar, _ value: GoValue) {
        switch verb {
        case "v" where flags.sharpV && !isSigned: writeHexadecimal(bits, leading0x: true)
        case "v", "d": writeInteger(bits, base: 10, isSigned: isSigned, verb)
        case "b": writeInteger(bits, base: 2, isSigned: isSigned, verb)
        case "o", "O": writeInteger(bits, base: 8, isSigned: isSigned, verb)
        case "x": writeInteger(bits, base: 16, isSigned: isSigned, verb)
        case "X": writeInteger(bits, base: 16, isSigned: isSigned, verb, digits: Digits.upper)
        case "c": pad(GoText.encoded(rune: bits))
        case "q": pad(GoText.quotedRune(bits, isASCII: flags.plus))
        case "U": writeUnicode(bits)
        default: reportBadVerb(value, verb)
        }
    }

    private mutating func printFloat(_ float: Double, _ verb: Unicode.Scalar, _ value: GoValue) {
        switch verb {
        case "v": writeFloat(float, "g", precision: nil)
        case "b", "g", "G", "x", "X": writeFloat(float, verb, precision: nil)
        case "f", "e", "E", "F": writeFloat(float, verb == "F" ? "f" : verb, precision: 6)
        default: reportBadVerb(value, verb)
        }
    }

    /// (Go: fmt/print.go, fmtComplex)
    mutating func writeComplex(_ complex: GoComplex, _ verb: Unicode.Scalar) {
        guard "vbgGxXfFeE".unicodeScalars.contains(verb) else {
            reportBadVerb(.object(complex), verb)
            return
        }
        let plus = flags.plus
        write(UInt8(ascii: "("))
        printFloat(complex.real, verb, .object(complex))
        flags.plus = true
        printFloat(complex.imaginary, verb, .object(complex))
        write("i)")
        flags.plus = plus
    }

    // MARK: - Containers

    private mutating func printList(_ list: GoList, _ verb: Unicode.Scalar, depth: Int, _ value: GoValue) {
        if list.elementType == .uint8 {
            printBytes(list, verb, depth: depth, value)
            return
        }
        let needsType = flags.sharpV
        if needsType {
            write(TypeName.of(list))
            if list.isNil {
                write("(nil)")
                return
            }
        }
        printElements(list.elements, verb, depth: depth)
    }

    private mutating func printElements(_ elements: [GoValue], _ verb: Unicode.Scalar, depth: Int) {
        write(flags.sharpV ? UInt8(ascii: "{") : UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { writeSeparator() }
            printValue(element, verb, depth: depth + 1)
            if isTruncated { return }
        }
        write(flags.sharpV ? UInt8(ascii: "}") : UInt8(ascii: "]"))
    }

    private mutating func writeSeparator() {
        if flags.sharpV { write(", ") } else { write(UInt8(ascii: " ")) }
    }

    private mutating func printBytes(_ list: GoList, _ verb: Unicode.Scalar, depth: Int, _ value: GoValue) {
        let bytes = list.bytes
        switch verb {
        case "v", "d":
            if flags.sharpV {
                write(depth == 0 ? "[]byte" : "[]uint8")
                if list.isNil {
                    write("(nil)")
                    return
                }
            }
            write(flags.sharpV ? UInt8(ascii: "{") : UInt8(ascii: "["))
            for (index, byte) in bytes.enumerated() {
                if index > 0 { writeSeparator() }
                if flags.sharpV {
                    writeHexadecimal(UInt64(byte), leading0x: true)
                } else {
                    writeInteger(UInt64(byte), base: 10, isSigned: false, verb)
                }
            }
            write(flags.sharpV ? UInt8(ascii: "}") : UInt8(ascii: "]"))
        case "s": pad(truncated(bytes))
        case "q": writeQuoted(bytes)
        case "x": writeHex(bytes, digits: Digits.lower)
        case "X": writeHex(bytes, digits: Digits.upper)
        default:
            printElements(bytes.map { .object(GoByte($0)) }, verb, depth: depth)
        }
    }

    private mutating func printMap(_ map: GoMap, _ verb: Unicode.Scalar, depth: Int) {
        if flags.sharpV {
            write(TypeName.of(map))
            if map.isNil {
                write("(nil)")
                return
            }
        }
        printEntries(map.entries, verb, depth: depth)
    }

    private mutating func printEntries(_ entries: ByteOrderedMap<GoValue>, _ verb: Unicode.Scalar, depth: Int) {
        if flags.sharpV { write(UInt8(ascii: "{")) } else { write("map[") }
        for (index, entry) in entries.enumerated() {
            if index > 0 { writeSeparator() }
            printValue(.string(entry.key), verb, depth: depth + 1)
            write(UInt8(ascii: ":"))
            printValue(entry.value, verb, depth: depth + 1)
            if isTruncated { return }
        }
        write(flags.sharpV ? UInt8(ascii: "}") : UInt8(ascii: "]"))
    }

    // MARK: - Objects

    private mutating func printObject(_ object: any GoObject, _ shape: GoShape, _ verb: Unicode.Scalar, depth: Int) {
        let value = GoValue.object(object)
        switch shape {
        case .opaque:
            if let complex = object as? GoComplex {
                writeComplex(complex, verb)
            } else if isReporting || verb == "v" || verb == "s" {
                pad(object.printed)
            } else {
                writeString(Array(object.printed.utf8), verb, value)
            }
        case .stringer(let inner):
            if !isReporting, !flags.sharpV, "vsxXq".unicodeScalars.contains(verb) {
                writeString(Array(object.printed.utf8), verb, value)
            } else if case .opaque = inner {
                pad(object.printed)
            } else {
                printObject(object, inner, verb, depth: depth)
            }
        case .bool(let bool):
            if verb == "t" || verb == "v" { pad(bool ? "true" : "false") } else { reportBadVerb(value, verb) }
        case .integer(let int): printInteger(UInt64(bitPattern: int), isSigned: true, verb, value)
        case .unsigned(let int): printInteger(int, isSigned: false, verb, value)
        case .float(let float): printFloat(float, verb, value)
        case .string(let text): printString(text, verb, value)
        case .structure(let fields):
            if flags.sharpV { write(object.goType) }
            printFields(fields, verb, depth: depth)
        case .pointer(let target, let type): printPointer(object, target, type: type, verb, depth: depth)
        case .map(let entries):
            if flags.sharpV { write(object.goType) }
            printEntries(entries, verb, depth: depth)
        case .list(let elements):
            if flags.sharpV { write(object.goType) }
            printElements(elements, verb, depth: depth)
        case .function: writePointer(value, verb)
        }
    }

    private mutating func printFields(_ fields: [(name: String, value: GoValue)], _ verb: Unicode.Scalar, depth: Int) {
        write(UInt8(ascii: "{"))
        for (index, field) in fields.enumerated() {
            if index > 0 { writeSeparator() }
            if flags.plusV || flags.sharpV {
                write(field.name)
                write(UInt8(ascii: ":"))
            }
            printValue(field.value, verb, depth: depth + 1)
            if isTruncated { return }
        }
        write(UInt8(ascii: "}"))
    }

    private mutating func printPointer(
        _ object: any GoObject, _ target: GoShape, type: String, _ verb: Unicode.Scalar, depth: Int
    ) {
        guard depth == 0 else {
            writePointer(.object(object), verb)
            return
        }
        switch target {
        case .structure(let fields):
            write(UInt8(ascii: "&"))
            if flags.sharpV { write(type) }
            printFields(fields, verb, depth: depth + 1)
        case .map(let entries):
            write(UInt8(ascii: "&"))
            printEntries(entries, verb, depth: depth + 1)
        case .list(let elements):
            write(UInt8(ascii: "&"))
            printElements(elements, verb, depth: depth + 1)
        default: writePointer(.object(object), verb)
        }
    }

    // MARK: - Mistakes

    /// `%!verb(type=value)`. (Go: fmt/print.go, badVerb)
    mutating func reportBadVerb(_ value: GoValue, _ verb: Unicode.Scalar) {
        let wasReporting = isReporting
        isReporting = true
        write("%!")
        write(verb)
        write(UInt8(ascii: "("))
        if case .none = value {
            write("<nil>")
        } else {
            write(TypeName.of(value))
            write(UInt8(ascii: "="))
            printOperand(value, "v")
        }
        write(UInt8(ascii: ")"))
        isReporting = wasReporting
    }

    /// Go prints an address where a value has one; ours is made up, as Go's is different in every run.
    private mutating func writePointer(_ value: GoValue, _ verb: Unicode.Scalar) {
        let address: UInt64
        switch value {
        case .map(let map): address = map.isNil ? 0 : 0xc000_1000_00
        case .list(let list): address = list.isNil ? 0 : 0xc000_1000_00
        case .object(let object) where ["ptr", "func", "map", "slice", "chan"].contains(object.goKind):
            address = 0xc000_1000_00
        default:
            reportBadVerb(value, verb)
            return
        }
        switch verb {
        case "v" where flags.sharpV:
            write("(\(TypeName.of(value)))(")
            if address == 0 { write("nil") } else { writeHexadecimal(address, leading0x: true) }
            write(UInt8(ascii: ")"))
        case "v" where address == 0: pad("<nil>")
        case "v": writeHexadecimal(address, leading0x: !flags.sharp)
        case "p": writeHexadecimal(address, leading0x: !flags.sharp)
        case "b", "o", "d", "x", "X":
            printInteger(address, isSigned: false, verb, value)
        default: reportBadVerb(value, verb)
        }
    }
}

/// One byte of a `[]byte`, for verbs that print the elements one by one.
private final class GoByte: GoObject {
    private let byte: UInt8
    init(_ byte: UInt8) { self.byte = byte }
    var goType: String { "uint8" }
    var goKind: String { "uint8" }
    var printed: String { String(byte) }
    var isTrue: Bool { byte != 0 }
    var shape: GoShape { .unsigned(UInt64(byte)) }
}
