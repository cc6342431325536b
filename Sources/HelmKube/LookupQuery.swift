internal import Glibc
public import HelmValues
internal import KubeSchema
internal import Synchronization

/// The template function `lookup`, answered by a cluster.
///
/// Templates call it on a render thread, without `await`. Wrap this in a type that conforms to
/// `HelmRender.ClusterLookup`:
///
///     struct LiveLookup: ClusterLookup {
///         let query: LookupQuery
///         func lookup(apiVersion: String, kind: String, namespace: String, name: String) throws -> Value {
///             try query.blockingLookup(apiVersion: apiVersion, kind: kind, namespace: namespace, name: name)
///         }
///     }
public struct LookupQuery: Sendable {
    public let client: KubeClient
    public let discovery: Discovery

    /// - Parameter client: without a timeout of its own, each of its answers is waited for one minute: a render thread
    ///   must not be lost to a server that hangs.
    public init(client: KubeClient, discovery: Discovery) {
        var client = client
        client.requestTimeout = client.requestTimeout ?? .seconds(60)
        self.client = client
        self.discovery = discovery
    }

    /// One object, or with an empty `name` the list of them; an empty map where there is none.
    ///
    /// (Helm: engine/lookup_func.go.) A kind that the cluster does not have gives an empty map too.
    public func lookup(
        apiVersion: String, kind: String, namespace: String, name: String
    ) async throws(KubeError) -> Value {
        let wanted = GroupVersionKind(apiVersion: apiVersion, kind: kind)
        let mapping: ResourceMapping
        do {
            mapping = try await discovery.mapping(of: wanted, client: client)
        } catch {
            if error.code == .noMatch { return .map([:]) }
            throw error.wrapped("unable to get apiresource from unstructured: \(wanted.lookupText): ")
        }
        let place = mapping.isNamespaced && !namespace.isEmpty ? namespace : nil
        do {
            return try await client.get(mapping.path(namespace: place, name: name.isEmpty ? nil : name))
        } catch {
            if error.isNotFound { return .map([:]) }
            throw error
        }
    }

    /// Runs ``lookup(apiVersion:kind:namespace:name:)`` from a thread that may block: a render thread, never one of the
    /// cooperative pool, which would starve.
    public func blockingLookup(
        apiVersion: String, kind: String, namespace: String, name: String
    ) throws(KubeError) -> Value {
        let answer = BlockingAnswer()
        // Unstructured, because the caller is no task; it waits for the end right here.
        Task {
            do throws(KubeError) {
                answer.set(
                    .success(
                        try await lookup(apiVersion: apiVersion, kind: kind, namespace: namespace, name: name)))
            } catch {
                answer.set(.failure(error))
            }
        }
        return try answer.wait().get()
    }
}

extension GroupVersionKind {
    fileprivate var lookupText: String { "\(group)/\(version), Kind=\(kind)" }
}

/// Hands one result from a task to a blocked thread.
///
/// `@unchecked`: the semaphore is made once, used through its address only and destroyed with the last reference.
private final class BlockingAnswer: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    private let result = Mutex<Result<Value, KubeError>?>(nil)

    init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func set(_ value: Result<Value, KubeError>) {
        result.withLock { $0 = value }
        sem_post(semaphore)
    }

    func wait() -> Result<Value, KubeError> {
        while sem_wait(semaphore) != 0 && errno == EINTR {}
        return result.withLock { $0 } ?? .failure(KubeError(.cancelled, "context canceled"))
    }
}
