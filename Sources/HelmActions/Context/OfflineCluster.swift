public import HelmKube
public import HelmRender

/// No cluster at all: what client-side dry runs and `template` work with.
public struct OfflineCluster: Cluster {
    private static let unreachable = KubeError(
        .noCluster, "Kubernetes cluster unreachable: this operation was started without a cluster")

    public init() {}

    public var server: String { "" }
    public var lookup: (any ClusterLookup)? { nil }

    public func reach() throws(KubeError) { throw Self.unreachable }
    public func capabilities() -> Capabilities { .default }

    public func objects(
        of manifest: String, namespace: String, validates: Bool
    ) throws(KubeError) -> [KubeObject] { throw Self.unreachable }

    public func adoptable(_ objects: [KubeObject], ownership: Ownership?) throws(KubeError) -> [KubeObject] {
        throw Self.unreachable
    }

    public func create(_ objects: [KubeObject], options: CreateOptions) throws(KubeError) -> [KubeObject] {
        throw Self.unreachable
    }

    public func update(original: [KubeObject], target: [KubeObject], options: UpdateOptions) -> UpdateOutcome {
        var outcome = UpdateOutcome()
        outcome.failure = Self.unreachable
        return outcome
    }

    public func delete(
        _ objects: [KubeObject], propagation: PropagationPolicy
    ) -> (deleted: [KubeObject], failures: [KubeError]) { ([], [Self.unreachable]) }

    public func waitUntilReady(
        _ objects: [KubeObject], jobs: Bool, strategy: WaitStrategy, timeout: Duration
    ) throws(KubeError) { throw Self.unreachable }

    public func waitForHook(
        _ objects: [KubeObject], strategy: WaitStrategy, timeout: Duration
    ) throws(KubeError) { throw Self.unreachable }

    public func waitUntilGone(
        _ objects: [KubeObject], strategy: WaitStrategy, timeout: Duration
    ) throws(KubeError) { throw Self.unreachable }

    public func waitUntilServed(_ definitions: [KubeObject]) throws(KubeError) { throw Self.unreachable }

    public func forgetKinds() {}
    public func status(of object: KubeObject) throws(KubeError) -> ResourceStatus { throw Self.unreachable }
    public func live(_ objects: [KubeObject]) throws(KubeError) -> [KubeObject] { throw Self.unreachable }

    public func logs(
        namespace: String, query: KubeQuery, withInitContainers: Bool
    ) throws(KubeError) -> [ContainerLog] {
        throw Self.unreachable
    }
}
