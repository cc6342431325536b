import HelmValues
import KubeSchema

/// Reads protobuf messages of Kubernetes' built-in kinds by their field numbers and declared types.
///
/// For what kubectl sends in this form (`create deployment`, `auth can-i`). Secrets and ConfigMaps, which go both ways and
/// in numbers, have generated messages instead.
enum TypedProtobuf {
    struct Malformed: Error {
        let message: String
    }

    /// An object of a built-in kind; nil when its type is not known here.
    static func object(_ bytes: [UInt8], kind: GroupVersionKind) throws -> Value? {
        guard let type = TypeCatalog.kubernetes.type(of: kind), let message = Message.named(type.name) else {
            return nil
        }
        return .map(try Decoder().object(bytes[...], message, type, depth: 0))
    }

    /// The fields of one message.
    struct Message: Sendable {
        struct Field: Sendable {
            let name: String
            /// Zero is a value and not the absence of one.
            let isPointer: Bool
            /// The type of a message whose fields are the outer object's.
            let inlined: String?
        }

        let fields: [Int: Field]

        /// - Parameter name: as in OpenAPI documents, `io.k8s.api.core.v1.Pod`.
        static func named(_ name: String) -> Message? {
            for prefix in ["io.k8s.api.", "io.k8s.apimachinery.pkg.apis."] where name.hasPrefix(prefix) {
                return all[String(name.dropFirst(prefix.count))]
            }
            return nil
        }

        fileprivate static let all: [String: Message] = {
            var messages: [String: Message] = [:]
            for line in ProtobufFields.text.split(separator: "\n") {
                let words = line.split(separator: " ")
                guard let name = words.first else { continue }
                var fields: [Int: Field] = [:]
                for word in words.dropFirst() {
                    let isPointer = word.hasSuffix("!")
                    let parts = (isPointer ? word.dropLast() : word).split(separator: "=")
                    guard parts.count == 2, let number = Int(parts[1]) else { continue }
                    let isInlined = parts[0].hasPrefix(">")
                    fields[number] = Field(
                        name: isInlined ? "" : String(parts[0]), isPointer: isPointer,
                        inlined: isInlined ? String(parts[0].dropFirst()) : nil
                    )
                }
                messages[String(name)] = Message(fields: fields)
            }
            return messages
        }()
    }
}

/// One walk through a message.
private struct Decoder {
    private enum Payload {
        case number(UInt64)
        case bytes(ArraySlice<UInt8>)
    }

    private static let maximumDepth = 100

    func object(
        _ bytes: ArraySlice<UInt8>, _ message: TypedProtobuf.Message, _ type: ObjectType, depth: Int
    ) throws -> ValueMap {
        guard depth < Self.maximumDepth else { throw TypedProtobuf.Malformed(message: "nested too deeply") }
        var map: ValueMap = [:]
        var rest = bytes
        while !rest.isEmpty {
            let (number, payload) = try Self.next(&rest)
            guard let field = message.fields[number] else { continue }
            if let inlined = field.inlined {
                guard case .bytes(let content) = payload, let inner = TypedProtobuf.Message.all[inlined] else {
                    continue
                }
                for entry in try object(content, inner, type, depth: depth + 1) { map[entry.key] = entry.value }
                continue
            }
            guard let declared = type.field(field.name)?.type else { continue }
            switch declared {
            case .list(let list):
                guard let element = try value(payload, list.element, depth: depth + 1) else { continue }
                map[field.name] = .list((map[field.name]?.listValue ?? []) + [element])
            case .map(let values):
                guard case .bytes(let content) = payload,
                    let entry = try entry(content, values.element, depth: depth + 1)
                else { continue }
                var entries = map[field.name]?.mapValue ?? [:]
                entries[entry.key] = entry.value
                map[field.name] = .map(entries)
            default:
                guard let value = try value(payload, declared, depth: depth + 1) else { continue }
                if field.isPointer || !value.isZero { map[field.name] = value }
            }
        }
        return map
    }

    private func entry(
        _ bytes: ArraySlice<UInt8>, _ type: SchemaType, depth: Int
    ) throws -> (key: String, value: Value)? {
        var rest = bytes
        var key = ""
        var found: Value?
        while !rest.isEmpty {
            let (number, payload) = try Self.next(&rest)
            if number == 1, case .bytes(let text) = payload { key = String(decoding: text, as: UTF8.self) }
            if number == 2 { found = try value(payload, type, depth: depth) }
        }
        return found.map { (key, $0) }
    }

    private func value(_ payload: Payload, _ type: SchemaType, depth: Int) throws -> Value? {
        switch (type, payload) {
        case (.scalar(.boolean), .number(let bits)): return .bool(bits != 0)
        case (.scalar(.int32), .number(let bits)), (.scalar(.int64), .number(let bits)):
            return .int(Int64(bitPattern: bits))
        case (.scalar(.number), .number(let bits)): return .float(Double(bitPattern: bits))
        case (.scalar(.string), .bytes(let bytes)): return .string(String(decoding: bytes, as: UTF8.self))
        case (.scalar(.bytes), .bytes(let bytes)):
            return .string(String(decoding: Base64.encode(Array(bytes)), as: UTF8.self))
        case (.scalar(let scalar), .bytes(let bytes)): return try message(bytes, scalar)
        case (.object(let object), .bytes(let bytes)):
            guard let message = TypedProtobuf.Message.named(object.name) else { return nil }
            return .map(try self.object(bytes, message, object, depth: depth))
        default: return nil
        }
    }

    /// Scalars that are messages: times, quantities, numbers or texts, raw JSON.
    private func message(_ bytes: ArraySlice<UInt8>, _ type: ScalarType) throws -> Value? {
        var numbers: [Int: Int64] = [:]
        var texts: [Int: ArraySlice<UInt8>] = [:]
        var rest = bytes
        while !rest.isEmpty {
            switch try Self.next(&rest) {
            case (let field, .number(let bits)): numbers[field] = Int64(bitPattern: bits)
            case (let field, .bytes(let text)): texts[field] = text
            }
        }
        switch type {
        case .dateTime: return numbers[1].map { .string(Timestamp.text(seconds: $0)) }
        case .quantity: return texts[1].map { .string(String(decoding: $0, as: UTF8.self)) }
        case .intOrString:
            return numbers[1] == 1 ? .string(String(decoding: texts[3] ?? [], as: UTF8.self)) : .int(numbers[2] ?? 0)
        default: return texts[1].flatMap { try? JSON.parse($0) }
        }
    }

    // MARK: Wire format

    private static func next(_ rest: inout ArraySlice<UInt8>) throws -> (Int, Payload) {
        let tag = try varint(&rest)
        guard let field = Int(exactly: tag >> 3), field > 0 else { throw TypedProtobuf.Malformed(message: "field 0") }
        switch tag & 7 {
        case 0: return (field, .number(try varint(&rest)))
        case 1: return (field, .number(try fixed(&rest, 8)))
        case 2:
            guard let length = Int(exactly: try varint(&rest)), length <= rest.count else {
                throw TypedProtobuf.Malformed(message: "unexpected end")
            }
            defer { rest = rest.dropFirst(length) }
            return (field, .bytes(rest.prefix(length)))
        case 5: return (field, .number(try fixed(&rest, 4)))
        default: throw TypedProtobuf.Malformed(message: "unknown wire type")
        }
    }

    private static func varint(_ rest: inout ArraySlice<UInt8>) throws -> UInt64 {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while let byte = rest.popFirst() {
            result |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return result }
            shift += 7
            if shift > 63 { break }
        }
        throw TypedProtobuf.Malformed(message: "unexpected end of a number")
    }

    private static func fixed(_ rest: inout ArraySlice<UInt8>, _ count: Int) throws -> UInt64 {
        guard rest.count >= count else { throw TypedProtobuf.Malformed(message: "unexpected end") }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension Value {
    /// What JSON leaves out where a field is marked so.
    fileprivate var isZero: Bool {
        switch self {
        case .bool(let flag): !flag
        case .int(let number): number == 0
        case .float(let number): number == 0
        case .string(let text): text.isEmpty
        case .map(let map): map.isEmpty
        default: false
        }
    }
}
