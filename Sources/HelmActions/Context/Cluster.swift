public import HelmRender

/// The cluster as actions use it.
public protocol Cluster: Sendable {
    /// Tells this cluster and caller from others, for locks and caches.
    var identity: String { get }

    /// Throws when the cluster does not answer.
    func reach() async throws(ActionError)

    /// What templates see of the cluster.
    func capabilities() async throws(ActionError) -> Capabilities
}
