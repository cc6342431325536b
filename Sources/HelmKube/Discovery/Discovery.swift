public import KubeSchema

/// What a cluster serves, as one caller sees it.
public struct APICatalog: Sendable {
    /// Sorted as discovery lists them.
    public let mappings: [ResourceMapping]
    /// `v1`, `apps/v1`, `apps/v1/Deployment`, … as Helm builds `.Capabilities.APIVersions`.
    public let versionSet: [String]
    let byKind: [GroupVersionKind: ResourceMapping]
    /// Group versions whose resources could not be read, with the reason.
    public let failedGroups: [(groupVersion: String, reason: String)]

    public func mapping(of kind: GroupVersionKind) -> ResourceMapping? { byKind[kind] }
}

/// Discovery with a cache: by connection identity, bounded, expiring.
public actor Discovery {
    public init(capacity: Int = 64, expiresAfter: Duration = .seconds(600)) {}

    /// Everything that the cluster serves.
    public func catalog(for client: KubeClient) async throws(KubeError) -> APICatalog {
        throw KubeError(.unsupported, "not built yet")
    }

    /// The mapping of a kind; when it is missing the cluster is asked once more.
    /// - Throws: `noMatch` with `no matches for kind "K" in version "V"`.
    public func mapping(
        of kind: GroupVersionKind, client: KubeClient
    ) async throws(KubeError) -> ResourceMapping {
        throw KubeError(.unsupported, "not built yet")
    }

    /// Forgets what is known of a cluster: after CRDs were created.
    public func invalidate(_ client: KubeClient) {}
}
