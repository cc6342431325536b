import HelmValues

/// A set of the fields of an object, as `managedFields` stores it (`FieldsV1`).
///
/// A path element is kept in its stored form: `f:NAME` (a field), `k:{"name":"web"}` (an element of a keyed list),
/// `v:"x"` (an element of a set), `i:0` (an index).
struct FieldSet: Sendable, Equatable {
    struct Node: Sendable, Equatable {
        /// Whether the field itself belongs to the set, not only fields inside it.
        var isMember = false
        var children = FieldSet()
    }

    private(set) var nodes: ByteOrderedMap<Node> = [:]

    /// Whether the set holds no field.
    var isEmpty: Bool { nodes.allSatisfy { !$0.value.isMember && $0.value.children.isEmpty } }

    func contains(_ element: String) -> Bool { nodes[element]?.isMember ?? false }

    /// The fields below an element.
    func below(_ element: String) -> FieldSet { nodes[element]?.children ?? FieldSet() }

    /// Adds the field at a path. The object as a whole (an empty path) is no field.
    mutating func insert(_ path: some Collection<String>) {
        guard let first = path.first else { return }
        var node = nodes[first] ?? Node()
        let rest = path.dropFirst()
        if rest.isEmpty { node.isMember = true } else { node.children.insert(rest) }
        nodes[first] = node
    }

    /// Sets what belongs to one element; an empty node removes it.
    mutating func set(_ element: String, _ node: Node) {
        nodes[element] = node.isMember || !node.children.isEmpty ? node : nil
    }

    func union(_ other: FieldSet) -> FieldSet {
        var result = self
        for entry in other.nodes {
            var node = result.nodes[entry.key] ?? Node()
            node.isMember = node.isMember || entry.value.isMember
            node.children = node.children.isEmpty ? entry.value.children : node.children.union(entry.value.children)
            result.nodes[entry.key] = node
        }
        return result
    }

    func intersection(_ other: FieldSet) -> FieldSet {
        combined { key, node in
            guard let match = other.nodes[key] else { return Node() }
            return Node(
                isMember: node.isMember && match.isMember, children: node.children.intersection(match.children)
            )
        }
    }

    /// Without the fields of `other`; fields inside those stay.
    func subtracting(_ other: FieldSet) -> FieldSet {
        combined { key, node in
            guard let match = other.nodes[key] else { return node }
            return Node(
                isMember: node.isMember && !match.isMember, children: node.children.subtracting(match.children)
            )
        }
    }

    /// Without the fields of `other` and everything inside them.
    func subtractingWhole(_ other: FieldSet) -> FieldSet {
        combined { key, node in
            guard let match = other.nodes[key] else { return node }
            if match.isMember { return Node() }
            return Node(isMember: node.isMember, children: node.children.subtractingWhole(match.children))
        }
    }

    private func combined(_ body: (String, Node) -> Node) -> FieldSet {
        var pairs: [(key: String, value: Node)] = []
        for entry in nodes {
            let node = body(entry.key, entry.value)
            if node.isMember || !node.children.isEmpty { pairs.append((entry.key, node)) }
        }
        return FieldSet(nodes: ByteOrderedMap(pairs: pairs))
    }

    /// Every field as a path, those of a level before those inside them.
    var paths: [[String]] {
        nodes.filter(\.value.isMember).map { [$0.key] }
            + nodes.flatMap { entry in entry.value.children.paths.map { [entry.key] + $0 } }
    }
}

extension FieldSet {
    /// Deeper field sets are refused: objects are not nested so deeply.
    static let maximumDepth = 256

    /// Reads `fieldsV1`. Nil when it is malformed.
    init?(_ fields: Value, depth: Int = 0) {
        guard depth < Self.maximumDepth, case .map(let map) = fields else { return nil }
        var pairs: [(key: String, value: Node)] = []
        for entry in map where entry.key != "." {
            guard let key = PathElement.canonical(entry.key), case .map(let inner) = entry.value,
                let children = FieldSet(entry.value, depth: depth + 1)
            else { return nil }
            pairs.append((key, Node(isMember: inner.isEmpty || inner.contains(key: "."), children: children)))
        }
        self.init(nodes: ByteOrderedMap(pairs: pairs))
    }

    /// The `fieldsV1` form.
    var fieldsV1: Value {
        var pairs: [(key: String, value: Value)] = []
        for entry in nodes {
            var inner = entry.value.children.fieldsV1.mapValue ?? [:]
            if entry.value.isMember, !inner.isEmpty { inner["."] = [:] }
            if entry.value.isMember || !inner.isEmpty { pairs.append((entry.key, .map(inner))) }
        }
        return .map(ValueMap(pairs: pairs))
    }
}
