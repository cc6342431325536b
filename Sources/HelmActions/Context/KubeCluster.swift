public import HelmKube
public import HelmRender
internal import HelmValues
internal import Synchronization

/// A real cluster, over its REST interface, as one caller.
public struct KubeCluster: Cluster {
    public let client: KubeClient
    private let discovery: Discovery
    private let version = SeenVersion()

    /// - Parameter discovery: shared between requests; it keeps what it learns apart by caller.
    public init(client: KubeClient, discovery: Discovery) {
        self.client = client
        self.discovery = discovery
    }

    public var server: String { client.connection.server }

    public var lookup: (any ClusterLookup)? {
        BlockingLookup(query: LookupQuery(client: client, discovery: discovery))
    }

    public func reach() async throws(KubeError) { version.see(try await client.reach()) }

    public func capabilities() async throws(KubeError) -> Capabilities {
        let version: Value
        do {
            version = if let seen = self.version.value { seen } else { try await client.serverVersion() }
        } catch {
            throw error.wrapped("could not get server version from Kubernetes: ")
        }
        do {
            // Helm asks anew for each command: a chart may leave objects out for want of a kind.
            let catalog = try await discovery.catalog(for: client, age: .seconds(1))
            let kubeVersion = KubeVersion(
                version: version["gitVersion"]?.stringValue ?? "", major: version["major"]?.stringValue ?? "",
                minor: version["minor"]?.stringValue ?? "")
            return Capabilities(kubeVersion: kubeVersion, apiVersions: catalog.versionSet)
        } catch {
            throw error.wrapped("could not get apiVersions from Kubernetes: ")
        }
    }

    public func objects(
        of manifest: String, namespace: String, validates: Bool
    ) async throws(KubeError) -> [KubeObject] {
        let builder = ObjectBuilder(client: client, discovery: discovery, defaultNamespace: namespace)
        return try await builder.objects(of: manifest, validates: validates)
    }

    public func adoptable(_ objects: [KubeObject], ownership: Ownership?) async throws(KubeError) -> [KubeObject] {
        try await ObjectApplier(client: client).adoptable(objects, ownership: ownership)
    }

    public func create(_ objects: [KubeObject], options: CreateOptions) async throws(KubeError) -> [KubeObject] {
        try await ObjectApplier(client: client).create(objects, options: options)
    }

    public func update(
        original: [KubeObject], target: [KubeObject], options: UpdateOptions
    ) async -> UpdateOutcome {
        await ObjectApplier(client: client).update(original: original, target: target, options: options)
    }

    public func delete(
        _ objects: [KubeObject], propagation: PropagationPolicy
    ) async -> (deleted: [KubeObject], failures: [KubeError]) {
        await ObjectApplier(client: client).delete(objects, propagation: propagation)
    }

    public func waitUntilReady(
        _ objects: [KubeObject], jobs: Bool, strategy: WaitStrategy, timeout: Duration
    ) async throws(KubeError) {
        try await waiter(strategy).ready(objects, jobs: jobs, timeout: timeout)
    }

    public func waitForHook(
        _ objects: [KubeObject], strategy: WaitStrategy, timeout: Duration
    ) async throws(KubeError) {
        try await waiter(strategy).hookDone(objects, timeout: timeout)
    }

    public func waitUntilGone(
        _ objects: [KubeObject], strategy: WaitStrategy, timeout: Duration
    ) async throws(KubeError) {
        try await waiter(strategy).gone(objects, timeout: timeout)
    }

    public func waitUntilServed(_ definitions: [KubeObject]) async throws(KubeError) {
        try await waiter(.watcher).established(definitions)
    }

    public func forgetKinds() async { await discovery.invalidate(client) }

    public func status(of object: KubeObject) async throws(KubeError) -> ResourceStatus {
        do {
            var live = object
            live.value = try await client.get(object.path)
            let status = ObjectStatus(of: live)
            return ResourceStatus(object, status: status.state.rawValue, message: status.message)
        } catch {
            guard error.isNotFound else { throw error }
            return ResourceStatus(
                object, status: ObjectStatus.State.notFound.rawValue, message: "Resource not found")
        }
    }

    public func live(_ objects: [KubeObject]) async throws(KubeError) -> [KubeObject] {
        try await LiveObjects(client: client).read(objects)
    }

    /// What a pod may have written that is kept of it, in bytes.
    private static let maximumLogBytes = 1 << 20

    public func logs(
        namespace: String, query: KubeQuery, withInitContainers: Bool
    ) async throws(KubeError) -> [ContainerLog] {
        var logs: [ContainerLog] = []
        for pod in try await client.list(KubePath("pods", namespace: namespace), query: query).items {
            let name = pod[path: ["metadata", "name"]]?.stringValue ?? ""
            let groups = withInitContainers ? ["initContainers", "containers"] : ["containers"]
            for container in groups.flatMap({ pod[path: ["spec", $0]]?.listValue ?? [] }) {
                let container = container["name"]?.stringValue ?? ""
                let path = KubePath("pods", namespace: namespace, name: name, subresource: "log")
                let text = try await client.text(
                    path, query: [("container", container), ("limitBytes", "\(Self.maximumLogBytes)")])
                logs.append(ContainerLog(pod: name, container: container, text: text))
            }
        }
        return logs
    }

    private func waiter(_ strategy: WaitStrategy) -> Waiter {
        let kind: Waiter.Strategy =
            switch strategy {
            case .hookOnly: .hookOnly
            case .watcher: .watcher
            case .legacy: .legacy
            }
        return Waiter(client: client, strategy: kind)
    }
}

/// What the server said of itself when it was reached, so that one request does not ask twice.
private final class SeenVersion: Sendable {
    private let seen = Mutex<Value?>(nil)

    var value: Value? { seen.withLock { $0 } }
    func see(_ version: Value) { seen.withLock { $0 = version } }
}

/// `lookup` for a render thread, which waits for the answer.
private struct BlockingLookup: ClusterLookup {
    let query: LookupQuery

    func lookup(apiVersion: String, kind: String, namespace: String, name: String) throws -> Value {
        try query.blockingLookup(apiVersion: apiVersion, kind: kind, namespace: namespace, name: name)
    }
}
