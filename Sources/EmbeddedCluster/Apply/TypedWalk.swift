import HelmValues
import KubeSchema

/// How server-side apply looks at a value of some type.
enum TypedShape {
    /// Owned and replaced as a whole.
    case leaf
    /// A list whose elements have identities.
    case items(ListType)
    /// An object or map whose fields are owned one by one.
    case fields

    init(_ type: SchemaType, _ value: Value?) {
        switch type {
        case .scalar: self = .leaf
        case .object(let object): self = object.isAtomic ? .leaf : .fields
        case .map(let map): self = map.isAtomic ? .leaf : .fields
        case .list(let list): self = list.identity == .atomic ? .leaf : .items(list)
        case .untyped:
            switch value {
            case .map?, .null?, nil: self = .fields
            default: self = .leaf
            }
        }
    }

    var kind: Int {
        switch self {
        case .leaf: 0
        case .items: 1
        case .fields: 2
        }
    }
}

extension SchemaType {
    /// The type of a field of an object or an entry of a map.
    func child(_ name: String) -> SchemaType {
        switch self {
        case .object(let object): object.field(name)?.type ?? .untyped
        case .map(let map): map.element
        case .scalar, .list, .untyped: .untyped
        }
    }

    /// Whether the name is a declared field, not an entry of a map.
    func declares(_ name: String) -> Bool {
        if case .object(let object) = self { object.field(name) != nil } else { false }
    }

    /// Objects and maps under no schema may hold anything.
    var isOpen: Bool {
        switch self {
        case .object(let object): object.preservesUnknownFields
        case .map, .untyped: true
        case .scalar, .list: false
        }
    }
}

/// The fields of a value. Rules: structured-merge-diff, typed/tofieldset.go.
enum FieldSetBuilder {
    static func fields(of value: Value, _ type: SchemaType) -> FieldSet {
        var node = FieldSet.Node()
        visit(value, type, &node)
        return node.children
    }

    private static func visit(_ value: Value, _ type: SchemaType, _ node: inout FieldSet.Node) {
        switch TypedShape(type, value) {
        case .leaf: node.isMember = true
        case .items(let list): items(value, list, &node)
        case .fields:
            guard case .map(let map) = value else { return }
            for entry in map {
                var child = FieldSet.Node()
                visit(entry.value, type.child(entry.key), &child)
                if entry.value.isNull || entry.value.mapValue?.isEmpty == true || !type.declares(entry.key) {
                    child.isMember = true
                }
                node.children.set(PathElement.field(entry.key), child)
            }
        }
    }

    private static func items(_ value: Value, _ list: ListType, _ node: inout FieldSet.Node) {
        guard case .list(let elements) = value else { return }
        var seen: [String: Int] = [:]
        let keys = elements.map { try? PathElement.item($0, of: list).get() }
        for key in keys { if let key { seen[key, default: 0] += 1 } }
        for (element, key) in zip(elements, keys) {
            guard let key else { continue }
            var child = FieldSet.Node(isMember: true)
            // Duplicates are owned together, as a whole.
            if seen[key] == 1 { visit(element, list.element, &child) }
            child.isMember = true
            node.children.set(key, child)
        }
    }
}

extension FieldSet {
    /// With every declared field that has members inside it. Rules: fieldpath/set.go, EnsureNamedFieldsAreMembers.
    func withNamedFields(_ type: SchemaType) -> FieldSet {
        var result = FieldSet()
        for entry in nodes {
            var node = entry.value
            var childType = SchemaType.untyped
            if entry.key.utf8.starts(with: "f:".utf8) {
                let name = String(decoding: entry.key.utf8.dropFirst(2), as: UTF8.self)
                childType = type.child(name)
                if !node.children.isEmpty, type.declares(name) { node.isMember = true }
            } else if case .list(let list) = type {
                childType = list.element
            }
            node.children = node.children.withNamedFields(childType)
            result.set(entry.key, node)
        }
        return result
    }
}
