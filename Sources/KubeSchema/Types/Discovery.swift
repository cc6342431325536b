/// A resource that an API server serves, as discovery lists it.
public struct APIResource: Sendable, Hashable {
    public let group: String
    public let version: String
    /// The plural, as in paths.
    public let name: String
    public let singularName: String
    public let kind: String
    public let isNamespaced: Bool
    public let verbs: [String]
    public let shortNames: [String]
    public let categories: [String]
    public let subresources: [APISubresource]
}

/// A subresource, such as `status` or `scale`.
public struct APISubresource: Sendable, Hashable {
    public let name: String
    /// The kind of its body; its group and version are empty where they are the resource's own.
    public let kind: GroupVersionKind
    public let verbs: [String]
}

/// One version of a group.
public struct APIVersionResources: Sendable, Hashable {
    public let version: String
    public let resources: [APIResource]
}

/// An API group with its versions, preferred one first.
public struct APIGroup: Sendable, Hashable {
    /// Empty for the core group.
    public let name: String
    public let versions: [APIVersionResources]
}

/// What a Kubernetes 1.36 API server serves by itself.
public struct DiscoveryCatalog: Sendable {
    public static let kubernetes = DiscoveryCatalog(text: BuiltInResources.text)

    /// The core group first, then the groups in the server's order.
    public let groups: [APIGroup]
    let byKind: [GroupVersionKind: APIResource]

    /// The resource that serves a kind.
    public func resource(of kind: GroupVersionKind) -> APIResource? { byKind[kind] }
}
