internal import HelmValues

/// The names that strategic merge patches give to instructions.
enum Directive {
    static let marker = "$patch"
    static let retainKeys = "$retainKeys"
    static let setElementOrder = "$setElementOrder"
    static let deleteFromPrimitiveList = "$deleteFromPrimitiveList"
    static let delete = "delete"
    static let replace = "replace"
    static let merge = "merge"

    static func isElementOrder(_ key: String) -> Bool { key.utf8.starts(with: setElementOrder.utf8) }
    static func isPrimitiveDeletion(_ key: String) -> Bool { key.utf8.starts(with: deleteFromPrimitiveList.utf8) }

    /// The field behind the `/` of a directive's key.
    static func field(_ key: String, prefix: String, error: String) throws(PatchError) -> String {
        let parts = key.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, bytesEqual(String(parts[0]), prefix) else { throw PatchError(.invalid, error) }
        return String(parts[1])
    }
}

/// How strategic merge patches treat one field.
struct PatchField {
    /// The type of the field; of a list, that of its elements.
    let type: SchemaType
    let strategy: PatchStrategy
    let mergeKey: String?

    private static let plain = PatchField(type: .untyped, strategy: [], mergeKey: nil)

    /// - Throws: when `type` is an object that has no such field; types without a schema have every field.
    static func lookup(_ key: String, in type: SchemaType) throws(PatchError) -> PatchField {
        switch type {
        case .object(let object):
            guard let field = object.field(key) else {
                if object.preservesUnknownFields { return plain }
                let name = object.name.split(separator: ".").last ?? ""
                throw PatchError(
                    .invalid, "unable to find api field in struct \(name) for the json field \"\(key)\""
                )
            }
            var element = field.type
            if case .list(let list) = element { element = list.element }
            return PatchField(type: element, strategy: field.patchStrategy, mergeKey: field.patchMergeKey)
        case .map(let map):
            return PatchField(type: map.element, strategy: [], mergeKey: nil)
        case .scalar, .list, .untyped:
            return plain
        }
    }
}

extension Value {
    /// The value as it comes back from JSON: whole floats are integers. Refuses what is nested too deeply.
    func normalizedForPatch(depth: Int = 0) throws(PatchError) -> Value {
        guard depth < PatchLimits.depth else {
            throw PatchError(.tooComplex, "nested deeper than \(PatchLimits.depth) levels")
        }
        switch self {
        case .float(let number):
            return Int64(exactly: number).map { .int($0) } ?? self
        case .list(let list):
            var result: [Value] = []
            result.reserveCapacity(list.count)
            for element in list { result.append(try element.normalizedForPatch(depth: depth + 1)) }
            return .list(result)
        case .map(let map):
            return .map(
                try map.mapValues { (value) throws(PatchError) -> Value in
                    try value.normalizedForPatch(depth: depth + 1)
                }
            )
        case .null, .bool, .int, .string:
            return self
        }
    }

    /// The text by which patches order scalars: Go's `%v`.
    var sortText: String {
        switch self {
        case .null: "<nil>"
        case .bool(let value): value ? "true" : "false"
        case .int(let value): String(value)
        case .float(let value): value.description
        case .string(let value): value
        case .list, .map: ""
        }
    }

    /// Go's name of the kind, for messages and for telling kinds apart.
    var patchKind: String {
        switch self {
        case .null: "%!s(<nil>)"
        case .bool: "bool"
        case .int: "int64"
        case .float: "float64"
        case .string: "string"
        case .list: "[]interface {}"
        case .map: "map[string]interface {}"
        }
    }

    func asMap() throws(PatchError) -> ValueMap {
        guard case .map(let map) = self else { throw Self.wrongKind("map[string]interface {}", self) }
        return map
    }

    func asList() throws(PatchError) -> [Value] {
        guard case .list(let list) = self else { throw Self.wrongKind("[]interface {}", self) }
        return list
    }

    /// The value of the merge key of a list's element.
    func mergeValue(_ key: String) throws(PatchError) -> Value {
        guard let value = try asMap()[key] else {
            throw PatchError(.missingMergeKey, "map: \(sketch) does not contain declared merge key: \(key)")
        }
        return value
    }

    private static func wrongKind(_ expected: String, _ actual: Value) -> PatchError {
        PatchError(.typeMismatch, "expected a \(expected), but received a \(actual.patchKind)")
    }

    /// Go's `%v` of a map, for messages.
    var sketch: String {
        switch self {
        case .map(let map): "map[" + map.map { "\($0.key):\($0.value.sketch)" }.joined(separator: " ") + "]"
        case .list(let list): "[" + list.map(\.sketch).joined(separator: " ") + "]"
        default: sortText
        }
    }
}

/// A scalar as a dictionary key: kind and bytes.
struct ScalarKey: Hashable {
    let kind: UInt8
    let text: [UInt8]

    init(_ value: Value) {
        kind =
            switch value {
            case .null: 0
            case .bool: 1
            case .int: 2
            case .float: 3
            case .string: 4
            case .list: 5
            case .map: 6
            }
        text = Array(value.sketch.utf8)
    }
}
