/// Waits until objects are what they should be.
public struct Waiter: Sendable {
    public enum Strategy: String, Sendable {
        /// Hooks only: the other waits return at once.
        case hookOnly
        /// By watching, with kstatus rules.
        case watcher
        /// Helm 3's way: asking every two seconds.
        case legacy
    }

    public let client: KubeClient
    public let discovery: Discovery
    public let strategy: Strategy

    public init(client: KubeClient, discovery: Discovery, strategy: Strategy) {
        self.client = client
        self.discovery = discovery
        self.strategy = strategy
    }

    /// Until all objects are ready, Jobs also complete when `jobs`.
    /// - Throws: `notReady` with Helm's lines: `resource Deployment/ns/web not ready. status: InProgress, message: …`
    ///   and `context deadline exceeded`.
    public func ready(_ objects: [KubeObject], jobs: Bool = false, timeout: Duration) async throws(KubeError) {
        throw KubeError(.unsupported, "not built yet")
    }

    /// Until a hook's objects are done: Jobs and Pods complete, others exist.
    public func hookDone(_ objects: [KubeObject], timeout: Duration) async throws(KubeError) {
        throw KubeError(.unsupported, "not built yet")
    }

    /// Until none of the objects is there.
    public func gone(_ objects: [KubeObject], timeout: Duration) async throws(KubeError) {
        throw KubeError(.unsupported, "not built yet")
    }
}
