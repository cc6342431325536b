internal import HelmTemplate
internal import HelmValues

/// Writes template values as Go's `encoding/json`, straight from the values: structs keep their fields' order, and
/// bytes that are not UTF-8 show as `\ufffd`.
struct JSONEncoder {
    private let escapeHTML: Bool
    private var writer: JSONWriter

    init(escapeHTML: Bool, indent: String?) {
        self.escapeHTML = escapeHTML
        writer = JSONWriter(escapeHTML: escapeHTML, indent: indent)
    }

    mutating func encode(_ value: GoValue) throws -> [UInt8] {
        try write(value, depth: 0)
        if let unsupported = writer.unsupported {
            throw FunctionError("json: unsupported value: \(GoFormat.float(unsupported))")
        }
        return writer.bytes
    }

    private mutating func write(_ value: GoValue, depth: Int) throws {
        guard depth <= Limits.nesting else {
            throw FunctionError("json: unsupported value: encountered a cycle via \(GoPrint.goType(of: value))")
        }
        try Limits.checkText(writer.bytes.count)
        switch value {
        case .list(let list) where !list.isNil && list.elementType != .uint8:
            try write(list.elements, depth: depth)
        case .map(let map) where !map.isNil && map.untouched == nil:
            writer.beginObject()
            for entry in map.entries {
                writer.key(entry.key)
                try write(entry.value, depth: depth + 1)
            }
            writer.endObject()
        case .invalidUTF8(let bytes):
            writer.raw(quoted(bytes))
        case .object(let object):
            try write(object, depth: depth)
        default:
            writer.value(try value.plain())
        }
    }

    private mutating func write(_ elements: [GoValue], depth: Int) throws {
        writer.beginArray()
        for element in elements { try write(element, depth: depth + 1) }
        writer.endArray()
    }

    private mutating func write(_ object: any GoObject, depth: Int) throws {
        if case .list(let elements) = object.shape { return try write(elements, depth: depth) }
        let plain = try object.plain()
        guard case .map(let map) = plain, let fields = Self.fields(object.shape) else { return writer.value(plain) }
        // Keys may be written otherwise than their fields: `git_commit` for `GitCommit`.
        let entries = fields.compactMap { field in
            map.first { Self.folded($0.key) == Self.folded(field.name) }.map { (key: $0.key, value: field.value) }
        }
        guard entries.count == map.count else { return writer.value(plain) }
        writer.beginObject()
        for entry in entries {
            writer.key(entry.key)
            try write(entry.value, depth: depth + 1)
        }
        writer.endObject()
    }

    private static func fields(_ shape: GoShape) -> [(name: String, value: GoValue)]? {
        switch shape {
        case .structure(let fields): fields
        case .pointer(let target, _): Self.fields(target)
        default: nil
        }
    }

    private static func folded(_ name: String) -> String { name.lowercased().filter { $0 != "_" } }

    private func quoted(_ bytes: [UInt8]) -> [UInt8] {
        var result = [UInt8(ascii: "\"")]
        var (start, index) = (0, 0)
        func flush() {
            guard start < index else { return }
            var part = JSONWriter(escapeHTML: escapeHTML)
            part.string(String(decoding: bytes[start..<index], as: UTF8.self))
            result += part.bytes.dropFirst().dropLast()
        }
        while index < bytes.count {
            let (rune, width) = Runes.decode(bytes, at: index)
            if rune == Runes.replacement, width == 1 {
                flush()
                result += Array("\\ufffd".utf8)
                start = index + 1
            }
            index += width
        }
        flush()
        return result + [UInt8(ascii: "\"")]
    }
}
