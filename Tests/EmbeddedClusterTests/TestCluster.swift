import HelmValues
import Logging

@testable import EmbeddedCluster

/// The API server without HTTP, with its controllers where a test wants them.
struct TestCluster {
    let api: ClusterAPI

    init(limits: EmbeddedClusterConfiguration.Limits = .init()) {
        api = ClusterAPI(configuration: .init(token: "token", limits: limits))
        api.createInitialObjects()
    }

    struct Answer {
        let code: Int
        let contentType: String
        let bytes: [UInt8]
        let warnings: [String]

        var value: Value { (try? JSON.parse(bytes)) ?? .null }
        var message: String { value["message"]?.stringValue ?? "" }
        var reason: String { value["reason"]?.stringValue ?? "" }
        var names: [String] { (value["items"]?.listValue ?? []).compactMap { $0["metadata"]?["name"]?.stringValue } }
    }

    /// Sends a request; `target` is path and query.
    @discardableResult
    func send(
        _ method: String, _ target: String, _ body: Value? = nil, type: String = "application/json",
        accept: String? = nil, bytes: [UInt8]? = nil, agent: String = "tests/1"
    ) async -> Answer {
        let reply = await api.respond(to: Self.request(method, target, body, type, accept, bytes, agent))
        guard case .bytes(let content) = reply.body else {
            return Answer(code: reply.code, contentType: reply.contentType, bytes: [], warnings: reply.warnings)
        }
        return Answer(code: reply.code, contentType: reply.contentType, bytes: content, warnings: reply.warnings)
    }

    /// Begins a watch.
    func watch(_ target: String, accept: String? = nil) async -> WatchReply? {
        let reply = await api.respond(to: Self.request("GET", target, nil, "", accept, nil, "tests/1"))
        if case .watch(let watch) = reply.body { return watch } else { return nil }
    }

    private static func request(
        _ method: String, _ target: String, _ body: Value?, _ type: String, _ accept: String?, _ bytes: [UInt8]?,
        _ agent: String
    ) -> APIRequest {
        let parts = target.split(separator: "?", maxSplits: 1)
        return APIRequest(
            method: method, path: (parts.first ?? "").split(separator: "/").map { PercentCoding.decoded($0) },
            query: QueryParameters(parts.count == 2 ? String(parts[1]) : ""), contentType: type, accept: accept,
            userAgent: agent, ifNoneMatch: nil, body: bytes ?? body.map { JSON.encode($0) } ?? []
        )
    }

    /// Runs the controllers and the garbage collector beside `body`.
    func withControllers<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        async let controllers: Void = SimulatedControllers(
            store: StoreAdapter(api: api), configuration: .init(delay: .milliseconds(20)), now: { Timestamp.now() }
        ).run()
        async let collector: Void = GarbageCollector(api: api).run()
        let result = try await body()
        api.store.close()
        return result
    }

    /// Waits until `condition` holds.
    func eventually(within limit: Duration = .seconds(60), _ condition: () async -> Bool) async -> Bool {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            if await condition() { return true }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    static func configMap(_ name: String, labels: ValueMap = [:], data: ValueMap = ["a": "1"]) -> Value {
        ["metadata": ["name": .string(name), "labels": .map(labels)], "data": .map(data)]
    }

    static let configMaps = "/api/v1/namespaces/default/configmaps"
}
