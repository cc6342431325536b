public import HelmValues

/// The template function `lookup`, answered by a cluster.
///
/// Templates call it on a render thread, without `await`: wrap this in a type that conforms to
/// `HelmRender.ClusterLookup` and calls ``blocking(_:)``.
public struct LookupQuery: Sendable {
    public let client: KubeClient
    public let discovery: Discovery

    public init(client: KubeClient, discovery: Discovery) {
        self.client = client
        self.discovery = discovery
    }

    /// One object, or with an empty `name` the list of them; an empty map where there is none.
    public func lookup(
        apiVersion: String, kind: String, namespace: String, name: String
    ) async throws(KubeError) -> Value {
        throw KubeError(.unsupported, "not built yet")
    }

    /// Runs `lookup` from a thread that may block: a render thread, never one of the cooperative pool.
    public func blockingLookup(
        apiVersion: String, kind: String, namespace: String, name: String
    ) throws(KubeError) -> Value {
        throw KubeError(.unsupported, "not built yet")
    }
}
