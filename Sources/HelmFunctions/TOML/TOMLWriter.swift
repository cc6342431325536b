internal import HelmTemplate
internal import HelmValues

/// Writes TOML as BurntSushi/toml does: plain keys of a table first, then its tables, indented by two spaces a level.
struct TOMLWriter {
    /// What a value is in TOML; nothing for nil.
    private enum Kind {
        case nothing, plain, table, tables
    }

    private var output: [UInt8] = []
    private var depth = 0

    /// - Throws: `FunctionError` in the encoder's words.
    static func write(_ value: GoValue) throws -> [UInt8] {
        if value.isNone { throw FunctionError.panic("reflect: call of reflect.Value.Type on zero Value") }
        var writer = TOMLWriter()
        try writer.encode([], value)
        return writer.output
    }

    // MARK: Kinds

    private static func entries(_ value: GoValue) -> [(key: String, value: GoValue)]? {
        switch value {
        case .map(let map): map.entries.map { (key: $0.key, value: $0.value) }
        case .object(let object): entries(object.shape)
        default: nil
        }
    }

    private static func entries(_ shape: GoShape) -> [(key: String, value: GoValue)]? {
        switch shape {
        case .map(let map): map.map { (key: $0.key, value: $0.value) }
        case .structure(let fields):
            fields.filter { $0.name.unicodeScalars.first?.properties.isUppercase == true }
                .map { (key: $0.name, value: $0.value) }
        case .pointer(let under, _): entries(under)
        default: nil
        }
    }

    private static func elements(_ value: GoValue) -> [GoValue]? {
        switch value {
        case .list(let list): return list.elements
        case .object(let object):
            if case .list(let elements) = object.shape { return elements }
            return nil
        default: return nil
        }
    }

    private static func isNil(_ value: GoValue) -> Bool {
        switch value {
        case .none: true
        case .list(let list): list.isNil
        case .map(let map): map.isNil
        default: false
        }
    }

    private static func kind(_ value: GoValue, depth: Int = 0) throws -> Kind {
        try Limits.checkNesting(depth)
        if isNil(value) { return .nothing }
        if let elements = elements(value) {
            var isTables = !elements.isEmpty
            for element in elements {
                let kind = try kind(element, depth: depth + 1)
                if kind == .nothing { throw FunctionError("toml: cannot encode array with nil element") }
                if kind != .table { isTables = false }
            }
            return isTables ? .tables : .plain
        }
        if entries(value) != nil { return .table }
        if case .object(let object) = value, case .opaque = object.shape {
            throw FunctionError("unsupported type: \(object.goKind)")
        }
        return .plain
    }

    // MARK: Tables

    private mutating func encode(_ key: [String], _ value: GoValue) throws {
        switch try Self.kind(value) {
        case .nothing: return
        case .plain: try writePair(key, value, isInline: false)
        case .table: try writeTable(key, value)
        case .tables: try writeTables(key, Self.elements(value) ?? [])
        }
    }

    private mutating func writeTable(_ key: [String], _ value: GoValue) throws {
        if key.count == 1 { newline() }
        if !key.isEmpty { writeHeader(key, "[", "]") }
        try writeEntries(key, value, isInline: false)
    }

    private mutating func writeTables(_ key: [String], _ tables: [GoValue]) throws {
        if key.isEmpty { throw FunctionError("toml: top-level values must be Go maps or structs") }
        for table in tables {
            newline()
            writeHeader(key, "[[", "]]")
            try writeEntries(key, table, isInline: false)
        }
    }

    private mutating func writeHeader(_ key: [String], _ open: String, _ close: String) {
        indent(key)
        output += open.utf8
        output += key.map(Self.keyText).joined(separator: [UInt8(ascii: ".")])
        output += close.utf8
        newline()
    }

    private mutating func writeEntries(_ key: [String], _ value: GoValue, isInline: Bool) throws {
        depth += 1
        defer { depth -= 1 }
        try Limits.checkNesting(depth)
        var (plain, tables): ([(key: String, value: GoValue)], [(key: String, value: GoValue)]) = ([], [])
        for entry in Self.entries(value) ?? [] {
            let kind = try Self.kind(entry.value)
            if kind == .table || kind == .tables { tables.append(entry) } else { plain.append(entry) }
        }
        for (group, isFollowed) in [(plain, !tables.isEmpty), (tables, false)] {
            for (index, entry) in group.enumerated() where !Self.isNil(entry.value) {
                if isInline {
                    try writePair([entry.key], entry.value, isInline: true)
                    if isFollowed || index < group.count - 1 { output += ", ".utf8 }
                } else {
                    try encode(key + [entry.key], entry.value)
                }
            }
        }
    }

    // MARK: Values

    private mutating func writePair(_ key: [String], _ value: GoValue, isInline: Bool) throws {
        guard let name = key.last else { return try writeElement(value) }
        indent(key)
        output += Self.keyText(name)
        output += " = ".utf8
        try writeElement(value)
        if !isInline { newline() }
    }

    private mutating func writeElement(_ value: GoValue) throws {
        try Limits.checkText(output.count)
        if let elements = Self.elements(value) {
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { output += ", ".utf8 }
                try writeElement(element)
            }
            output.append(UInt8(ascii: "]"))
            return
        }
        if Self.entries(value) != nil {
            output.append(UInt8(ascii: "{"))
            try writeEntries([], value, isInline: true)
            output.append(UInt8(ascii: "}"))
            return
        }
        switch value {
        case .string, .invalidUTF8: output += Self.quoted(value.bytes)
        case .float(let number): output += Self.text(number).utf8
        case .object(let object): try writeObject(object)
        default: output += Printing.printed(value)
        }
    }

    private mutating func writeObject(_ object: any GoObject) throws {
        switch object {
        case let object as TimeObject:
            let layout =
                switch object.time.zone {
                case .fixed("datetime-local", _): "2006-01-02T15:04:05.999999999"
                case .fixed("date-local", _): "2006-01-02"
                case .fixed("time-local", _): "15:04:05.999999999"
                default: "2006-01-02T15:04:05.999999999Z07:00"
                }
            output += object.time.formatted(Array(layout.utf8))
        case is DurationObject, is VersionObject:
            output += Self.quoted(Array(object.printed.utf8))
        default:
            try writeShape(object.shape, object)
        }
    }

    private mutating func writeShape(_ shape: GoShape, _ object: any GoObject) throws {
        switch shape {
        case .bool(let value): output += (value ? "true" : "false").utf8
        case .integer(let value): output += String(value).utf8
        case .unsigned(let value): output += String(value).utf8
        case .float(let value): output += Self.text(value).utf8
        case .string(let text): output += Self.quoted(Array(text.utf8))
        case .stringer(let under): try writeShape(under, object)
        default: throw FunctionError("unexpected type: \(object.goType)")
        }
    }

    private static func text(_ number: Double) -> String {
        if number.isNaN { return number.sign == .minus ? "-nan" : "nan" }
        if number.isInfinite { return number < 0 ? "-inf" : "inf" }
        let text = GoFormat.float(number)
        return text.utf8.contains { $0 == 101 || $0 == 46 } ? text : text + ".0"
    }

    // MARK: Text

    private mutating func newline() {
        if !output.isEmpty { output.append(10) }
    }

    private mutating func indent(_ key: [String]) {
        output += [UInt8](repeating: 32, count: 2 * max(0, key.count - 1))
    }

    static func keyText(_ key: String) -> [UInt8] {
        let bytes = Array(key.utf8)
        let isBare = !bytes.isEmpty && bytes.allSatisfy { TOMLScanner.isBareKey(UInt32($0)) }
        return isBare ? bytes : quoted(bytes)
    }

    private static func quoted(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text {
            switch byte {
            case 34: result += "\\\"".utf8
            case 92: result += "\\\\".utf8
            case 8: result += "\\b".utf8
            case 9: result += "\\t".utf8
            case 10: result += "\\n".utf8
            case 12: result += "\\f".utf8
            case 13: result += "\\r".utf8
            case ..<32, 127: result += Array("\\u00".utf8) + Encoding.hex([byte])
            default: result.append(byte)
            }
        }
        return result + [UInt8(ascii: "\"")]
    }
}
