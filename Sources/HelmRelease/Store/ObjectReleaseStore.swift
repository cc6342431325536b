public import HelmKube
internal import HelmValues

/// Releases kept in a cluster, one Secret or ConfigMap a revision, as Helm keeps them.
///
/// A list costs one metadata-only LIST; records are only read of the releases that are asked for.
public struct ObjectReleaseStore: ReleaseStore {
    /// What holds the records.
    public enum Kind: Sendable {
        case secret
        case configMap
    }

    private let kind: Kind
    private let client: KubeClient
    /// Nil for all namespaces.
    private let namespace: String?
    private let now: @Sendable () -> Int64

    /// - Parameters:
    ///   - namespace: empty for all, which is good for lists only.
    ///   - now: seconds since 1970.
    public init(kind: Kind, client: KubeClient, namespace: String, now: @escaping @Sendable () -> Int64) {
        self.kind = kind
        self.client = client
        self.namespace = namespace.isEmpty ? nil : namespace
        self.now = now
    }

    public var isInCluster: Bool { true }

    // MARK: Writing

    public func create(_ release: Release) async throws(ReleaseError) {
        let object = try object(of: release, stamp: "createdAt")
        do {
            _ = try await client.create(path(in: release.namespace), body: object)
        } catch {
            if error.code == .alreadyExists { throw ReleaseError(.alreadyExists, "release: already exists") }
            throw ReleaseError(error, "create: failed to create: ")
        }
    }

    public func update(_ release: Release) async throws(ReleaseError) {
        let object = try object(of: release, stamp: "modifiedAt")
        do {
            let key = RecordKey.text(name: release.name, revision: release.revision)
            _ = try await client.update(path(in: release.namespace, name: key), body: object)
        } catch {
            throw ReleaseError(error, "update: failed to update: ")
        }
    }

    public func delete(named name: String, revision: Int) async throws(ReleaseError) {
        do {
            let key = RecordKey.text(name: name, revision: revision)
            _ = try await client.delete(path(in: namespace, name: key))
        } catch {
            if error.isNotFound { throw ReleaseError(.notFound, "release: not found") }
            throw ReleaseError(error, "")
        }
    }

    public func check(_ release: Release) throws(ReleaseError) { try ReleaseCodec.checkSize(release) }

    // MARK: Reading

    public func release(named name: String, revision: Int) async throws(ReleaseError) -> Release {
        let key = RecordKey.text(name: name, revision: revision)
        let json: [UInt8]
        do {
            json = try await client.text(path(in: namespace, name: key))
        } catch {
            if error.isNotFound { throw ReleaseError(.notFound, "release: not found") }
            throw ReleaseError(error, "get: failed to get \"\(key)\": ")
        }
        do {
            let stored = try StoredRecord(json: json[...])
            var release = try ReleaseCodec.decode(record(in: stored))
            release.labels = ReleaseLabel.user(of: stored.labels)
            return release
        } catch {
            throw ReleaseError(error.code, "get: failed to decode data \"\(key)\": \(error.message)")
        }
    }

    public func entries(_ query: ReleaseQuery) async throws(ReleaseError) -> [ReleaseEntry] {
        var selector = "owner=helm"
        if let name = query.name { selector = "name=\(name),\(selector)" }
        if let status = query.status { selector += ",status=\(status.rawValue)" }
        do {
            let entries = try await client.items(
                path(in: namespace), query: [("labelSelector", selector)], pageSize: query.name == nil ? 500 : nil,
                form: .metadataOnly(isList: true)
            ) { json in (try? StoredRecord(json: json))?.entry }
            return entries.sorted(by: ReleaseEntry.precedes)
        } catch {
            throw ReleaseError(
                error, query.name == nil ? "list: failed to list: " : "query: failed to query with labels: ")
        }
    }

    public func summaries(of entries: [ReleaseEntry]) async throws(ReleaseError) -> [ReleaseSummary] {
        let reads = RecordReads.planned(for: entries)
        var results: [Result<[ReleaseSummary], ReleaseError>] = []
        await withTaskGroup(of: Result<[ReleaseSummary], ReleaseError>.self) { group in
            // A few at once: enough to hide the round trips, too few to trouble a server.
            var waiting = reads.makeIterator()
            for _ in 0..<4 {
                if let read = waiting.next() { group.addTask { await self.read(read) } }
            }
            for await result in group {
                results.append(result)
                if let read = waiting.next() { group.addTask { await self.read(read) } }
            }
        }
        var summaries: [ReleaseSummary] = []
        for result in results { summaries += try result.get() }
        return summaries
    }

    private func read(_ read: RecordReads) async -> Result<[ReleaseSummary], ReleaseError> {
        let wanted = read.entries
        do throws(KubeError) {
            switch read {
            case .one(let entry):
                let key = RecordKey.text(name: entry.name, revision: entry.revision)
                let json = try await client.text(path(in: entry.namespace, name: key))
                return .success([summary(json[...], among: wanted)].compactMap(\.self))
            case .several(let selector, _):
                let summaries = try await client.items(path(in: namespace), query: [("labelSelector", selector)]) {
                    summary($0, among: wanted)
                }
                return .success(summaries)
            }
        } catch {
            if error.isNotFound { return .success([]) }
            return .failure(ReleaseError(error, "list: failed to list: "))
        }
    }

    /// The summary of a stored object, if it is one of those that were asked for and can be read.
    private func summary(_ json: ArraySlice<UInt8>, among wanted: [RecordKey: ReleaseEntry]) -> ReleaseSummary? {
        guard let record = try? StoredRecord(json: json), let entry = record.entry,
            let found = wanted[RecordKey(entry)],
            let text = record.release, var summary = try? ReleaseCodec.summary(text, isWrapped: kind == .secret)
        else { return nil }
        summary.revision = found.revision
        summary.namespace = found.namespace
        summary.labels = found.labels
        return summary
    }

    // MARK: Objects

    private func path(in namespace: String?, name: String? = nil) -> KubePath {
        KubePath(kind == .secret ? "secrets" : "configmaps", namespace: namespace, name: name)
    }

    private func object(of release: Release, stamp: String) throws(ReleaseError) -> Value {
        var record = try ReleaseCodec.encodeForStorage(release)
        if kind == .secret { record = Base64.encode(record) }
        let labels = ReleaseLabel.stored(of: release, stamp: (name: stamp, seconds: now()))
        var object: Value = [
            "apiVersion": "v1",
            "kind": .string(kind == .secret ? "Secret" : "ConfigMap"),
            "metadata": [
                "name": .string(RecordKey.text(name: release.name, revision: release.revision)),
                "namespace": .string(release.namespace),
                "labels": .map(labels.mapValues { Value.string($0) }),
            ],
            "data": ["release": .string(String(decoding: record, as: UTF8.self))],
        ]
        if kind == .secret { object["type"] = "helm.sh/release.v1" }
        return object
    }

    private func record(in stored: StoredRecord) throws(ReleaseError) -> [UInt8] {
        guard let text = stored.release else { throw ReleaseError(.undecodable, "the object holds no release") }
        if kind == .configMap { return Array(text) }
        guard let record = Base64.decode(text) else { throw ReleaseError(.undecodable, "illegal base64 data") }
        return record
    }
}

extension ReleaseError {
    /// What the cluster said, in the words of Helm's storage.
    init(_ error: KubeError, _ prefix: String) {
        let code: Code =
            switch error.code {
            case .notFound: .notFound
            case .alreadyExists: .alreadyExists
            case .conflict: .conflict
            case .unauthorized: .unauthorized
            case .forbidden: .forbidden
            case .unreachable, .timedOut: .unreachable
            case .cancelled: .cancelled
            case .tooLarge: .tooLarge
            default: .storage
            }
        self.init(code, prefix + error.message)
    }
}
