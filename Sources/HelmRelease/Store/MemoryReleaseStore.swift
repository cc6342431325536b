internal import HelmChart
internal import HelmValues
internal import Synchronization

/// Releases kept in memory, for dry runs and tests. Copies share what they hold.
public struct MemoryReleaseStore: ReleaseStore {
    private final class Storage: Sendable {
        let records = Mutex<[Key: Release]>([:])
    }

    private struct Key: Hashable {
        var namespace: String
        var name: String
        var revision: Int
    }

    private let storage: Storage
    /// Empty means all namespaces, for reading.
    private let namespace: String
    private let now: @Sendable () -> Int64

    /// - Parameter now: seconds since 1970, for the labels that stored releases carry.
    public init(namespace: String, now: @escaping @Sendable () -> Int64 = { 0 }) {
        self.init(storage: Storage(), namespace: namespace, now: now)
    }

    private init(storage: Storage, namespace: String, now: @escaping @Sendable () -> Int64) {
        self.storage = storage
        self.namespace = namespace
        self.now = now
    }

    /// The same records, seen from another namespace; empty sees all.
    public func inNamespace(_ namespace: String) -> MemoryReleaseStore {
        MemoryReleaseStore(storage: storage, namespace: namespace, now: now)
    }

    public func create(_ release: Release) throws(ReleaseError) {
        try check(release)
        let key = Key(namespace: release.namespace, name: release.name, revision: release.revision)
        let stored = Self.stamped(release, ("createdAt", now()))
        let isNew = storage.records.withLock { records in
            guard records[key] == nil else { return false }
            records[key] = stored
            return true
        }
        if !isNew { throw ReleaseError(.alreadyExists, "release: already exists") }
    }

    public func update(_ release: Release) throws(ReleaseError) {
        try ReleaseCodec.checkSize(release)
        let key = Key(namespace: release.namespace, name: release.name, revision: release.revision)
        let stored = Self.stamped(release, ("modifiedAt", now()))
        let isStored = storage.records.withLock { records in
            guard records[key] != nil else { return false }
            records[key] = stored
            return true
        }
        if !isStored { throw ReleaseError(.notFound, "release: not found") }
    }

    public func release(named name: String, revision: Int) throws(ReleaseError) -> Release {
        let key = Key(namespace: namespace, name: name, revision: revision)
        guard var release = storage.records.withLock({ $0[key] }) else {
            throw ReleaseError(.notFound, "release: not found")
        }
        release.labels = ReleaseLabel.user(of: release.labels)
        return release
    }

    public func entries(_ query: ReleaseQuery) -> [ReleaseEntry] {
        storage.records.withLock { Array($0.values) }
            .filter { release in
                (namespace.isEmpty || release.namespace == namespace)
                    && (query.name.map { bytesEqual($0, release.name) } ?? true)
                    && (query.status.map { $0 == release.info.status } ?? true)
            }
            .map { release in
                ReleaseEntry(
                    name: release.name, namespace: release.namespace, revision: release.revision,
                    status: release.info.status, labels: release.labels)
            }
            .sorted(by: ReleaseEntry.precedes)
    }

    public func summaries(of entries: [ReleaseEntry]) -> [ReleaseSummary] {
        storage.records.withLock { records in
            entries.compactMap { entry in
                records[Key(namespace: entry.namespace, name: entry.name, revision: entry.revision)]
                    .map(ReleaseSummary.init)
            }
        }
    }

    public func delete(named name: String, revision: Int) throws(ReleaseError) {
        let key = Key(namespace: namespace, name: name, revision: revision)
        guard storage.records.withLock({ $0.removeValue(forKey: key) }) != nil else {
            throw ReleaseError(.notFound, "release: not found")
        }
    }

    public func check(_ release: Release) throws(ReleaseError) { try ReleaseCodec.checkSize(release) }

    /// As it would come back from a cluster: without subcharts, and with the labels that a stored object has.
    private static func stamped(_ release: Release, _ stamp: (String, Int64)) -> Release {
        var stored = release
        stored.chart.dependencies = []
        stored.chart.raw = []
        stored.labels = ReleaseLabel.stored(of: release, stamp: (name: stamp.0, seconds: stamp.1))
        return stored
    }
}
