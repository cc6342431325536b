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
    let limit: TokenBucket?
    /// No request takes longer, streams excepted; nil leaves it to the caller to cancel.
    public var requestTimeout: Duration?

    /// - Parameter limits: how fast this caller may ask this server; nil for no limit.
    public init(
        connection: ClusterConnection, http: HTTPClient = .shared, limits: RateLimits? = nil, logger: Logger
    ) {
        self.connection = connection
        self.http = http
        limit = limits?.bucket(for: connection.identity)
        self.logger = logger
    }

    /// An object, or a list.
    /// - Throws: ``KubeError``; `notFound` when the server says 404.
    public func get(
        _ path: KubePath, query: KubeQuery = [], form: AnswerForm = .object
    ) async throws(KubeError) -> Value {
        var call = KubeCall("GET", path, query: query)
        call.accept = form.accept
        return try await value(call)
    }

    /// The answer to a GET as it came, such as a log.
    public func text(_ path: KubePath, query: KubeQuery = []) async throws(KubeError) -> [UInt8] {
        var call = KubeCall("GET", path, query: query)
        call.accept = AnswerForm.text.accept
        return try await answer(to: call).body
    }

    /// POST of an object to its collection.
    /// - Throws: `alreadyExists` when there is one of that name.
    public func create(_ path: KubePath, query: KubeQuery = [], body: Value) async throws(KubeError) -> Value {
        try await send("POST", path, query, body)
    }

    /// PUT.
    public func update(_ path: KubePath, query: KubeQuery = [], body: Value) async throws(KubeError) -> Value {
        try await send("PUT", path, query, body)
    }

    public func patch(
        _ path: KubePath, query: KubeQuery = [], type: PatchType, body: Value
    ) async throws(KubeError) -> Value {
        try await send("PATCH", path, query, body, type.rawValue)
    }

    /// DELETE with `DeleteOptions`; the answer is the object or a Status.
    @discardableResult
    public func delete(
        _ path: KubePath, query: KubeQuery = [], propagation: PropagationPolicy? = nil
    ) async throws(KubeError) -> Value {
        // Never without a body: libcurl sends what has none again when the connection was an old one.
        let options: Value =
            propagation.map { ["propagationPolicy": .string($0.rawValue)] } ?? [
                "apiVersion": "v1", "kind": "DeleteOptions",
            ]
        return try await send("DELETE", path, query, options)
    }

    /// Watches a collection from a resource version on.
    public func watch(_ path: KubePath, query: KubeQuery = []) async throws(KubeError) -> KubeWatch {
        var call = KubeCall("GET", path, query: query + [("watch", "true")])
        call.isWatch = true
        return KubeWatch(stream: try await stream(of: call), client: self, call: call)
    }

    /// `GET /version`; its `gitVersion` is what templates see.
    public func serverVersion() async throws(KubeError) -> Value {
        var call = KubeCall("GET", "/version")
        call.isRaw = true
        return try await value(call)
    }

    /// What Helm checks before it does anything.
    /// - Returns: the server's version, as ``serverVersion()``.
    /// - Throws: a ``KubeError`` whose message begins `Kubernetes cluster unreachable: `.
    @discardableResult
    public func reach() async throws(KubeError) -> Value {
        do {
            return try await serverVersion()
        } catch {
            throw error.wrapped("Kubernetes cluster unreachable: ")
        }
    }

    private func send(
        _ method: String, _ path: KubePath, _ query: KubeQuery, _ body: Value, _ type: String = "application/json"
    ) async throws(KubeError) -> Value {
        try await value(writing(method, path, query, body, type))
    }

    private func writing(
        _ method: String, _ path: KubePath, _ query: KubeQuery, _ body: Value, _ type: String
    ) -> KubeCall {
        var call = KubeCall(method, path, query: query)
        call.contentType = type
        call.body = JSON.encode(body)
        return call
    }

    /// A PATCH whose answer's status matters: 201 tells that server-side apply made the object.
    func answerToPatch(
        _ path: KubePath, _ query: KubeQuery, _ type: PatchType, _ body: Value
    ) async throws(KubeError) -> (value: Value, status: Int) {
        let answer = try await parsed(writing("PATCH", path, query, body, type.rawValue))
        return (answer.value, answer.status)
    }

    /// The answer as JSON.
    func value(_ call: KubeCall) async throws(KubeError) -> Value { try await parsed(call).value }

    private func parsed(_ call: KubeCall) async throws(KubeError) -> (value: Value, status: Int, bytes: Int) {
        let response = try await answer(to: call)
        do {
            return (try JSON.parse(response.body), response.status, response.body.count)
        } catch {
            throw KubeError(.malformedAnswer, error.message, status: response.status)
        }
    }
}
