public import HelmValues

extension SchemaType {
    /// The type of a custom resource.
    ///
    /// - Parameters:
    ///   - schema: the `openAPIV3Schema` of a version of a CustomResourceDefinition; nil for a version without one.
    ///   - kind: the resource's kind.
    /// - Returns: `untyped` where the schema says nothing.
    public static func customResource(schema: Value?, kind: String) -> SchemaType {
        guard let schema, case .map = schema else { return .untyped }
        return CustomResourceSchema.root(schema, kind: kind)
    }
}

/// Reads the structural schemas of custom resources.
enum CustomResourceSchema {
    /// Schemas nested deeper are taken as open there.
    private static let maximumDepth = 100

    static func root(_ schema: Value, kind: String) -> SchemaType {
        .object(object(schema, name: kind, isResource: true, depth: 0))
    }

    private static let metadataIndex = TypeCatalog.kubernetes.index(
        of: "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
    )

    private static func reference(_ schema: Value, name: String, depth: Int) -> TypeReference {
        guard depth < maximumDepth else { return .untyped }
        if schema["x-kubernetes-int-or-string"] == true { return .scalar(.intOrString) }
        let isOpen = schema["x-kubernetes-preserve-unknown-fields"] == true
        switch schema["type"]?.stringValue {
        case "object":
            let isResource = schema["x-kubernetes-embedded-resource"] == true
            if case .map? = schema["properties"] {
                return .object(object(schema, name: name, isResource: isResource, depth: depth))
            }
            if let element = schema["additionalProperties"], element != false {
                let isAtomic = schema["x-kubernetes-map-type"] == "atomic"
                let inner = element == true ? .untyped : reference(element, name: name, depth: depth + 1)
                return .map(MapType(isAtomic: isAtomic, elementReference: inner))
            }
            if isOpen && !isResource { return .untyped }
            return .object(object(schema, name: name, isResource: isResource, depth: depth))
        case "array":
            let element = reference(schema["items"] ?? [:], name: name, depth: depth + 1)
            return .list(ListType(identity: identity(schema), elementReference: element))
        case "string": return .scalar(schema["format"] == "byte" ? .bytes : .string)
        case "integer": return .scalar(schema["format"] == "int32" ? .int32 : .int64)
        case "number": return .scalar(.number)
        case "boolean": return .scalar(.boolean)
        default: return .untyped
        }
    }

    private static func identity(_ schema: Value) -> ListType.Identity {
        switch schema["x-kubernetes-list-type"]?.stringValue {
        case "set": return .set
        case "map":
            let keys = (schema["x-kubernetes-list-map-keys"]?.listValue ?? []).compactMap(\.stringValue)
            return keys.isEmpty ? .atomic : .map(keys: keys)
        default: return .atomic
        }
    }

    private static func object(_ schema: Value, name: String, isResource: Bool, depth: Int) -> ObjectType {
        var types: ByteOrderedMap<FieldType> = [:]
        for entry in schema["properties"]?.mapValue ?? [:] {
            types[entry.key] = FieldType(
                name: entry.key, patchMergeKey: nil, patchStrategy: [], keyDefault: entry.value["default"],
                typeReference: reference(entry.value, name: entry.key, depth: depth + 1)
            )
        }
        if isResource {
            let metadata = Self.metadataIndex
            for (field, type) in [
                ("apiVersion", TypeReference.scalar(.string)), ("kind", .scalar(.string)),
                ("metadata", metadata.map { .builtIn($0) } ?? .untyped),
            ] {
                types[field] = FieldType(
                    name: field, patchMergeKey: nil, patchStrategy: [], keyDefault: nil, typeReference: type
                )
            }
        }
        return ObjectType(
            name: name, isAtomic: schema["x-kubernetes-map-type"] == "atomic",
            preservesUnknownFields: schema["x-kubernetes-preserve-unknown-fields"] == true,
            required: (schema["required"]?.listValue ?? []).compactMap(\.stringValue), fields: types.values
        )
    }
}
