public import HelmValues

/// What may stand at one place of a Kubernetes object.
public enum SchemaType: Sendable {
    case scalar(ScalarType)
    case object(ObjectType)
    case list(ListType)
    case map(MapType)
    /// No schema is known: maps merge key by key, lists are atomic, as the API server deduces types.
    case untyped
}

/// The kinds of leaves.
public enum ScalarType: String, Sendable {
    case string, boolean, int32, int64, number
    /// Base64 text.
    case bytes
    case dateTime
    case intOrString
    /// A resource quantity: text, or a number that is read as text.
    case quantity
    /// An object whose content has no schema (`RawExtension`, `FieldsV1`).
    case openObject
    /// Any JSON value.
    case any
}

/// A list: how its elements are told apart when two lists merge.
public struct ListType: Sendable {
    /// How elements are told apart.
    public enum Identity: Sendable, Equatable {
        /// The list is one value.
        case atomic
        /// Each scalar is its own identity.
        case set
        /// Elements are objects identified by the values of these fields.
        case map(keys: [String])
    }

    public let identity: Identity
    let elementReference: TypeReference

    public var element: SchemaType { elementReference.resolved }
}

/// A map with free keys, such as labels.
public struct MapType: Sendable {
    /// Whether the map is owned and replaced as one value.
    public let isAtomic: Bool
    let elementReference: TypeReference

    public var element: SchemaType { elementReference.resolved }
}

/// One field of an ``ObjectType``.
public struct FieldType: Sendable {
    public let name: String
    /// The key by which strategic merge patches tell list elements apart.
    public let patchMergeKey: String?
    public let patchStrategy: PatchStrategy
    /// What a missing field counts as where it is a key of a list of objects (`protocol: TCP`).
    public let keyDefault: Value?
    let typeReference: TypeReference

    public var type: SchemaType { typeReference.resolved }
}

/// The `patchStrategy` tag of a field.
public struct PatchStrategy: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A list that merges element by element.
    public static let merge = PatchStrategy(rawValue: 1)
    /// A value that is replaced whole.
    public static let replace = PatchStrategy(rawValue: 2)
    /// A patch names in `$retainKeys` the only keys that stay.
    public static let retainKeys = PatchStrategy(rawValue: 4)
}

/// An object type with declared fields.
///
/// A class, because types refer to each other in cycles; immutable.
public final class ObjectType: Sendable {
    public let name: String
    /// Whether the object is owned and replaced as one value in server-side apply.
    public let isAtomic: Bool
    /// Whether fields that are not declared are kept (custom resources with `x-kubernetes-preserve-unknown-fields`).
    public let preservesUnknownFields: Bool
    public let required: [String]
    /// Sorted by the bytes of their names.
    public let fields: [FieldType]

    init(name: String, isAtomic: Bool, preservesUnknownFields: Bool, required: [String], fields: [FieldType]) {
        self.name = name
        self.isAtomic = isAtomic
        self.preservesUnknownFields = preservesUnknownFields
        self.required = required
        self.fields = fields
    }

    /// The declaration of a field; nil when there is none.
    public func field(_ name: String) -> FieldType? {
        var low = 0
        var high = fields.count
        while low < high {
            let middle = (low + high) / 2
            let order = compareBytes(fields[middle].name, name)
            if order == 0 { return fields[middle] }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return nil
    }
}

/// A type, by its place in the catalogue or at hand.
enum TypeReference: Sendable {
    case scalar(ScalarType)
    /// Index into the built-in types.
    case builtIn(Int)
    indirect case list(ListType)
    indirect case map(MapType)
    case object(ObjectType)
    case untyped

    var resolved: SchemaType {
        switch self {
        case .scalar(let scalar): .scalar(scalar)
        case .builtIn(let index): TypeCatalog.kubernetes.type(at: index)
        case .list(let list): .list(list)
        case .map(let map): .map(map)
        case .object(let object): .object(object)
        case .untyped: .untyped
        }
    }
}
