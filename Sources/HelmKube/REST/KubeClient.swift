public import HelmHTTP
public import HelmValues
public import Logging

/// An API server's REST interface, for one caller.
///
/// A value: making one costs nothing, connections live in the ``HelmHTTP/HTTPClient``. Failures, retries and texts are
/// those of client-go as Helm uses it (conformance/wire, section 10).
public struct KubeClient: Sendable {
    /// The manager of fields that Helm writes.
    public static let fieldManager = "helm"
    static let userAgent = "Helm/4.2.3"

    public let connection: ClusterConnection
    public let logger: Logger
    let http: HTTPClient
    /// No request takes longer, streams excepted; nil leaves it to the caller to cancel.
    public var requestTimeout: Duration?

    public init(connection: ClusterConnection, http: HTTPClient = .shared, logger: Logger) {
        self.connection = connection
        self.http = http
        self.logger = logger
    }

    /// An object, or a list.
    /// - Throws: ``KubeError``; `notFound` when the server says 404.
    public func get(
        _ path: KubePath, query: KubeQuery = [], form: AnswerForm = .object
    ) async throws(KubeError) -> Value {
        throw KubeError(.unsupported, "not built yet")
    }

    /// The answer to a GET as it came, such as a log.
    public func text(_ path: KubePath, query: KubeQuery = []) async throws(KubeError) -> [UInt8] {
        throw KubeError(.unsupported, "not built yet")
    }

    /// Every item of a collection; with a `pageSize`, read page by page.
    public func list(
        _ path: KubePath, query: KubeQuery = [], pageSize: Int? = nil, form: AnswerForm = .object
    ) async throws(KubeError) -> KubeList {
        throw KubeError(.unsupported, "not built yet")
    }

    /// POST of an object to its collection.
    /// - Throws: `alreadyExists` when there is one of that name.
    public func create(_ path: KubePath, query: KubeQuery = [], body: Value) async throws(KubeError) -> Value {
        throw KubeError(.unsupported, "not built yet")
    }

    /// PUT.
    public func update(_ path: KubePath, query: KubeQuery = [], body: Value) async throws(KubeError) -> Value {
        throw KubeError(.unsupported, "not built yet")
    }

    public func patch(
        _ path: KubePath, query: KubeQuery = [], type: PatchType, body: Value
    ) async throws(KubeError) -> Value {
        throw KubeError(.unsupported, "not built yet")
    }

    /// DELETE with `DeleteOptions`; the answer is the object or a Status.
    @discardableResult
    public func delete(
        _ path: KubePath, query: KubeQuery = [], propagation: PropagationPolicy? = nil
    ) async throws(KubeError) -> Value {
        throw KubeError(.unsupported, "not built yet")
    }

    /// Watches a collection from a resource version on.
    public func watch(_ path: KubePath, query: KubeQuery = []) async throws(KubeError) -> KubeWatch {
        throw KubeError(.unsupported, "not built yet")
    }

    /// `GET /version`; its `gitVersion` is what templates see.
    public func serverVersion() async throws(KubeError) -> Value {
        throw KubeError(.unsupported, "not built yet")
    }

    /// What Helm checks before it does anything.
    /// - Throws: a ``KubeError`` whose message begins `Kubernetes cluster unreachable: `.
    public func reach() async throws(KubeError) {
        throw KubeError(.unsupported, "not built yet")
    }
}

/// The items of a collection.
public struct KubeList: Sendable {
    public var items: [Value]
    public var resourceVersion: String
    /// As the server says it, such as `SecretList`.
    public var kind: String
    /// Of a table: its column definitions; empty otherwise. `items` are then rows.
    public var columns: [Value]

    public init(items: [Value], resourceVersion: String = "", kind: String = "", columns: [Value] = []) {
        self.items = items
        self.resourceVersion = resourceVersion
        self.kind = kind
        self.columns = columns
    }
}

/// One event of a watch.
public enum KubeWatchEvent: Sendable {
    case added(Value)
    case modified(Value)
    case deleted(Value)
    /// Nothing changed up to this resource version.
    case bookmark(Value)
}

/// A running watch, for one reader.
public struct KubeWatch: Sendable {
    let stream: HTTPBodyStream

    /// The next event; nil when the server ended the watch.
    /// - Throws: `expired` when the resource version is too old: list and watch anew.
    public func next() async throws(KubeError) -> KubeWatchEvent? {
        throw KubeError(.unsupported, "not built yet")
    }
}
