public import HelmKube
public import HelmRender

/// The cluster as actions use it.
public protocol Cluster: Sendable {
    /// Tells clusters apart, for locks.
    var server: String { get }

    /// Throws when the cluster does not answer.
    func reach() async throws(KubeError)

    /// What templates see of the cluster.
    func capabilities() async throws(KubeError) -> Capabilities

    /// The template function `lookup`, answered by the cluster; nil finds nothing.
    var lookup: (any ClusterLookup)? { get }

    /// The objects of a manifest, in its order, with the way to reach each.
    func objects(
        of manifest: String, namespace: String, validates: Bool
    ) async throws(KubeError) -> [KubeObject]

    /// Which of the objects exist already and may be taken over; `ownership` nil takes whatever is there.
    func adoptable(_ objects: [KubeObject], ownership: Ownership?) async throws(KubeError) -> [KubeObject]

    /// - Returns: the objects as the server answered, which waits read instead of asking again.
    func create(_ objects: [KubeObject], options: CreateOptions) async throws(KubeError) -> [KubeObject]

    func update(original: [KubeObject], target: [KubeObject], options: UpdateOptions) async -> UpdateOutcome

    /// What is gone already counts as deleted.
    func delete(
        _ objects: [KubeObject], propagation: PropagationPolicy
    ) async -> (deleted: [KubeObject], failures: [KubeError])

    /// Until all objects are ready, Jobs also complete when `jobs`; at once under `hookOnly`.
    func waitUntilReady(
        _ objects: [KubeObject], jobs: Bool, strategy: WaitStrategy, timeout: Duration
    ) async throws(KubeError)

    /// Until a hook's objects are done.
    func waitForHook(_ objects: [KubeObject], strategy: WaitStrategy, timeout: Duration) async throws(KubeError)

    /// Until none of the objects is there; at once under `hookOnly`.
    func waitUntilGone(_ objects: [KubeObject], strategy: WaitStrategy, timeout: Duration) async throws(KubeError)

    /// Until the kinds that CustomResourceDefinitions define can be used.
    func waitUntilServed(_ definitions: [KubeObject]) async throws(KubeError)

    /// Forgets which kinds there are: CRDs were created.
    func forgetKinds() async

    /// How the object is now.
    func status(of object: KubeObject) async throws(KubeError) -> ResourceStatus

    /// The objects as they are now, those that are there; each once.
    func live(_ objects: [KubeObject]) async throws(KubeError) -> [KubeObject]

    /// The logs of the containers of the pods that a label or field selector finds.
    func logs(
        namespace: String, query: KubeQuery, withInitContainers: Bool
    ) async throws(KubeError) -> [ContainerLog]
}

/// What one container wrote.
public struct ContainerLog: Sendable {
    public var pod: String
    public var container: String
    public var text: [UInt8]

    public init(pod: String, container: String, text: [UInt8]) {
        self.pod = pod
        self.container = container
        self.text = text
    }
}
