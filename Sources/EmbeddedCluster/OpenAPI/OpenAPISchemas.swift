import HelmValues
import KubeSchema

/// Collects the JSON schemas of types and of all that they refer to.
struct OpenAPISchemas {
    /// The two generations of OpenAPI documents say the same a little differently.
    enum Dialect {
        case v2, v3
    }

    let dialect: Dialect
    private(set) var schemas: ValueMap = [:]
    private var pending: [ObjectType] = []
    private var known: Set<String> = []

    init(_ dialect: Dialect) { self.dialect = dialect }

    private var prefix: String { dialect == .v2 ? "#/definitions/" : "#/components/schemas/" }

    /// Adds a kind's type.
    /// - Returns: its name among the schemas.
    mutating func add(_ type: ObjectType, kinds: [GroupVersionKind]) -> String {
        _ = reference(type)
        finish()
        mark(type.name, kinds: kinds)
        return type.name
    }

    /// Adds a custom resource's schema as its definition states it.
    mutating func add(_ schema: Value, name: String, kind: GroupVersionKind) {
        var schema = schema
        var properties = schema["properties"] ?? [:]
        properties["apiVersion"] = ["type": "string"]
        properties["kind"] = ["type": "string"]
        if case .object(let metadata)? = TypeCatalog.kubernetes.type(
            named: "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
        ) {
            properties["metadata"] = reference(metadata)
            finish()
        }
        schema["properties"] = properties
        if schema["type"] == nil { schema["type"] = "object" }
        schemas[name] = schema
        mark(name, kinds: [kind])
    }

    private mutating func mark(_ name: String, kinds: [GroupVersionKind]) {
        guard !kinds.isEmpty else { return }
        let entries = kinds.map(OpenAPIDocuments.kind)
        let others = schemas[name]?["x-kubernetes-group-version-kind"]?.listValue ?? []
        schemas[name]?["x-kubernetes-group-version-kind"] = .list(others + entries.filter { !others.contains($0) })
    }

    private mutating func finish() {
        while let type = pending.popLast() {
            var properties: ValueMap = [:]
            for field in type.fields { properties[field.name] = property(field) }
            var schema: ValueMap = ["type": "object"]
            if !properties.isEmpty { schema["properties"] = .map(properties) }
            if !type.required.isEmpty { schema["required"] = .list(type.required.map(Value.string)) }
            if type.isAtomic { schema["x-kubernetes-map-type"] = "atomic" }
            if type.preservesUnknownFields { schema["x-kubernetes-preserve-unknown-fields"] = true }
            schemas[type.name] = .map(schema)
        }
    }

    private mutating func property(_ field: FieldType) -> Value {
        var schema = schema(field.type)
        if let key = field.patchMergeKey { schema["x-kubernetes-patch-merge-key"] = .string(key) }
        var strategies: [String] = []
        if field.patchStrategy.contains(.merge) { strategies.append("merge") }
        if field.patchStrategy.contains(.replace) { strategies.append("replace") }
        if field.patchStrategy.contains(.retainKeys) { strategies.append("retainKeys") }
        if !strategies.isEmpty { schema["x-kubernetes-patch-strategy"] = .string(strategies.joined(separator: ",")) }
        return schema
    }

    private mutating func reference(_ type: ObjectType) -> Value {
        if known.insert(type.name).inserted { pending.append(type) }
        let reference: Value = ["$ref": .string(prefix + type.name)]
        // Beside a `$ref` nothing else counts in version 3, so it stands in an `allOf` there.
        return dialect == .v2 ? reference : ["allOf": [reference]]
    }

    /// (Types nest by references; only lists and maps of unnamed types recurse here.)
    private mutating func schema(_ type: SchemaType) -> Value {
        switch type {
        case .scalar(let scalar): return Self.schema(scalar, dialect)
        case .object(let object): return reference(object)
        case .list(let list):
            var schema: ValueMap = ["type": "array", "items": self.schema(list.element)]
            switch list.identity {
            case .atomic: schema["x-kubernetes-list-type"] = "atomic"
            case .set: schema["x-kubernetes-list-type"] = "set"
            case .map(let keys):
                schema["x-kubernetes-list-type"] = "map"
                schema["x-kubernetes-list-map-keys"] = .list(keys.map(Value.string))
            }
            return .map(schema)
        case .map(let map):
            var schema: ValueMap = ["type": "object", "additionalProperties": self.schema(map.element)]
            if map.isAtomic { schema["x-kubernetes-map-type"] = "atomic" }
            return .map(schema)
        case .untyped: return ["type": "object"]
        }
    }

    private static func schema(_ type: ScalarType, _ dialect: Dialect) -> Value {
        switch type {
        case .string: return ["type": "string"]
        case .boolean: return ["type": "boolean"]
        case .int32: return ["type": "integer", "format": "int32"]
        case .int64: return ["type": "integer", "format": "int64"]
        case .number: return ["type": "number", "format": "double"]
        case .bytes: return ["type": "string", "format": "byte"]
        case .dateTime: return ["type": "string", "format": "date-time"]
        case .intOrString:
            if dialect == .v2 { return ["type": "string", "format": "int-or-string"] }
            return ["oneOf": [["type": "integer"], ["type": "string"]], "format": "int-or-string"]
        case .quantity:
            if dialect == .v2 { return ["type": "string"] }
            return ["oneOf": [["type": "string"], ["type": "number"]]]
        case .openObject: return ["type": "object"]
        case .any: return [:]
        }
    }
}
