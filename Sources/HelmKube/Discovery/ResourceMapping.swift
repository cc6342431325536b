public import KubeSchema

/// How a kind is reached over REST.
public struct ResourceMapping: Sendable, Hashable {
    public var kind: GroupVersionKind
    /// The plural, as in paths.
    public var resource: String
    public var isNamespaced: Bool
    public var verbs: [String]

    public init(kind: GroupVersionKind, resource: String, isNamespaced: Bool, verbs: [String] = []) {
        self.kind = kind
        self.resource = resource
        self.isNamespaced = isNamespaced
        self.verbs = verbs
    }

    /// The path of an object, or of the collection without a name.
    public func path(namespace: String?, name: String? = nil) -> KubePath {
        KubePath(
            group: kind.group, version: kind.version, resource, namespace: isNamespaced ? namespace : nil, name: name)
    }
}
