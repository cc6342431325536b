internal import HelmValues
public import KubeSchema

/// Discovery with a cache: by connection identity, bounded, expiring.
///
/// Kinds of one cluster differ by caller only in what aggregated API servers hide; still, callers never share an entry.
public actor Discovery {
    private struct Entry {
        let catalog: APICatalog
        let readAt: ContinuousClock.Instant
        var usedAt: ContinuousClock.Instant
    }

    private let capacity: Int
    private let lifetime: Duration
    private var entries: [ConnectionIdentity: Entry] = [:]
    /// Readings under way, so that many requests at once ask the cluster once.
    private var readings: [ConnectionIdentity: Reading] = [:]
    private var lastReading = 0

    private struct Reading {
        let number: Int
        let task: Task<Result<APICatalog, KubeError>, Never>
    }

    /// - Parameters:
    ///   - capacity: how many callers are remembered; the one not used for longest goes first.
    ///   - expiresAfter: how long an answer is believed. A kind that is missing is looked for at once in any case.
    public init(capacity: Int = 64, expiresAfter: Duration = .seconds(600)) {
        self.capacity = max(capacity, 1)
        lifetime = expiresAfter
    }

    /// Everything that the cluster serves.
    /// - Parameter age: how old the answer may be, where that is less than an answer is believed otherwise.
    public func catalog(for client: KubeClient, age: Duration? = nil) async throws(KubeError) -> APICatalog {
        let identity = client.connection.identity
        let now = ContinuousClock.now
        if let entry = entries[identity], now - entry.readAt < min(age ?? lifetime, lifetime) {
            entries[identity]?.usedAt = now
            return entry.catalog
        }
        return try await read(client, identity)
    }

    /// The mapping of a kind; when it is missing the cluster is asked once more.
    /// - Throws: `noMatch` with `no matches for kind "K" in version "V"`.
    public func mapping(
        of kind: GroupVersionKind, client: KubeClient
    ) async throws(KubeError) -> ResourceMapping {
        let start = ContinuousClock.now
        if let mapping = try await catalog(for: client).mapping(of: kind) { return mapping }
        let identity = client.connection.identity
        // What was read during this call cannot get newer by reading it again.
        if let entry = entries[identity], entry.readAt >= start {
            throw Self.noMatch(kind)
        }
        if let mapping = try await read(client, identity).mapping(of: kind) { return mapping }
        throw Self.noMatch(kind)
    }

    /// Forgets what is known of a cluster: after CRDs were created.
    public func invalidate(_ client: KubeClient) {
        entries[client.connection.identity] = nil
        // One that is under way may have seen what was before.
        readings[client.connection.identity] = nil
    }

    private static func noMatch(_ kind: GroupVersionKind) -> KubeError {
        KubeError(.noMatch, "no matches for kind \"\(kind.kind)\" in version \"\(kind.apiVersion)\"")
    }

    private func read(_ client: KubeClient, _ identity: ConnectionIdentity) async throws(KubeError) -> APICatalog {
        if let reading = readings[identity] { return try await reading.task.value.get() }
        lastReading += 1
        let (number, now) = (lastReading, ContinuousClock.now)
        // Unstructured, because several callers wait for it: none of them ends it. The client's timeout bounds it.
        let reading = Reading(number: number, task: Task { await Self.result(client) })
        readings[identity] = reading
        let result = await reading.task.value
        let isWanted = readings[identity]?.number == number
        if isWanted { readings[identity] = nil }
        let catalog = try result.get()
        guard isWanted else { return catalog }
        if entries[identity] == nil, entries.count >= capacity,
            let oldest = entries.min(by: { $0.value.usedAt < $1.value.usedAt })?.key
        {
            entries[oldest] = nil
        }
        entries[identity] = Entry(catalog: catalog, readAt: now, usedAt: now)
        return catalog
    }

    private static func result(_ client: KubeClient) async -> Result<APICatalog, KubeError> {
        do {
            return .success(try await DiscoveryReader(client: client).read())
        } catch {
            return .failure(error)
        }
    }
}

/// Reads discovery: aggregated, or group by group from servers that do not know that.
struct DiscoveryReader {
    static let timeout: Duration = .seconds(32)
    /// Group versions asked at once.
    static let parallelism = 8
    let client: KubeClient

    func read() async throws(KubeError) -> APICatalog {
        async let coreDocument = document("/api", form: .aggregatedDiscovery)
        async let groupsDocument = document("/apis", form: .aggregatedDiscovery)
        let (core, groups) = (try await coreDocument.get(), try await groupsDocument.get())
        var builder = CatalogBuilder()
        var pending: [(group: String, version: String)] = []
        if CatalogBuilder.isAggregated(core) {
            builder.add(aggregated: core)
        } else {
            pending += (core["versions"]?.listValue ?? []).compactMap(\.stringValue).map { ("", $0) }
        }
        if CatalogBuilder.isAggregated(groups) {
            builder.add(aggregated: groups)
        } else {
            pending += Self.versions(of: groups)
        }
        if !pending.isEmpty { try await readLegacy(pending, into: &builder) }
        return builder.catalog
    }

    private static func versions(of list: Value) -> [(group: String, version: String)] {
        (list["groups"]?.listValue ?? []).flatMap { group in
            let name = group["name"]?.stringValue ?? ""
            return (group["versions"]?.listValue ?? []).compactMap { version in
                version["version"]?.stringValue.map { (group: name, version: $0) }
            }
        }
    }

    private func readLegacy(
        _ versions: [(group: String, version: String)], into builder: inout CatalogBuilder
    ) async throws(KubeError) {
        let documents = await inParallel(versions, limit: Self.parallelism) { [self] group, version in
            await document(group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)", form: .object)
        }
        for ((group, version), document) in zip(versions, documents) {
            let groupVersion = group.isEmpty ? version : "\(group)/\(version)"
            switch document {
            case .success(let document): builder.add(legacy: document, group, version)
            case .failure(let error):
                // One aggregated API server that is down must not stop the others.
                if error.code == .cancelled { throw error }
                builder.add(groupVersion: groupVersion)
                builder.fail(groupVersion, error.message)
            }
        }
    }

    private func document(_ path: String, form: AnswerForm) async -> Result<Value, KubeError> {
        var call = KubeCall("GET", path, query: [("timeout", "32s")])
        call.accept = form.accept
        call.isRaw = true
        call.timeout = Self.timeout
        do {
            return .success(try await client.value(call))
        } catch {
            return .failure(error)
        }
    }
}

/// Runs `body` for every item, some at once; the results are in the order of the items.
func inParallel<Item: Sendable, Output: Sendable>(
    _ items: [Item], limit: Int, _ body: @escaping @Sendable (Item) async -> Output
) async -> [Output] {
    if items.count == 1 { return [await body(items[0])] }
    return await withTaskGroup(of: (Int, Output).self) { group in
        var results = [Output?](repeating: nil, count: items.count)
        var next = 0
        func start() {
            guard next < items.count else { return }
            let (index, item) = (next, items[next])
            next += 1
            group.addTask { (index, await body(item)) }
        }
        for _ in 0..<min(limit, items.count) { start() }
        while let (index, output) = await group.next() {
            results[index] = output
            start()
        }
        return results.compactMap(\.self)
    }
}
