/// Indexes of repositories that requests name by their addresses, for a short while.
///
/// The key is the address with everything that proves who asks, so nobody gets what another's credentials opened.
actor TransientIndexes {
    private static let lifetime = Duration.seconds(60)
    private static let maximumCount = 32
    /// Of texts; what is made of them is smaller.
    private static let maximumTotalBytes = 128 << 20

    private struct Kept {
        var loaded: LoadedIndex
        var expires: ContinuousClock.Instant
        var lastUse: UInt64
    }

    private let transport: RepositoryTransport
    private let blocking: any BlockingExecutor
    private let maximumBytes: Int
    private let timeout: Duration
    private var kept: [RepositoryEntry: Kept] = [:]
    private var running: [RepositoryEntry: Task<Result<LoadedIndex, RepositoryError>, Never>] = [:]
    private var uses: UInt64 = 0

    init(transport: RepositoryTransport, blocking: any BlockingExecutor, maximumBytes: Int, timeout: Duration) {
        self.transport = transport
        self.blocking = blocking
        self.maximumBytes = maximumBytes
        self.timeout = timeout
    }

    /// Each may hold a whole index while it comes in.
    private static let maximumRunning = 8

    func index(of entry: RepositoryEntry) async throws(RepositoryError) -> RepositoryIndex {
        let key = Self.unnamed(entry)
        uses += 1
        if let item = kept[key], item.expires > .now {
            kept[key]?.lastUse = uses
            return item.loaded.index
        }
        guard running[key] != nil || running.count < Self.maximumRunning else {
            throw RepositoryError(
                .busy, "too many repositories are read at once: try again, or add the repository by name")
        }
        let task =
            running[key]
            ?? Task {
                // All who wait share the download, so it goes on when one of them is cancelled.
                let result = await download(key)
                running[key] = nil
                return result
            }
        running[key] = task
        return try await task.value.get().index
    }

    private static func unnamed(_ entry: RepositoryEntry) -> RepositoryEntry {
        var entry = entry
        entry.name = ""
        return entry
    }

    private func download(_ entry: RepositoryEntry) async -> Result<LoadedIndex, RepositoryError> {
        do throws(RepositoryError) {
            let before = kept[entry]?.loaded
            var request = try RepositoryIndex.request(of: entry, maximumBytes, timeout)
            request.validators = before?.validators ?? CacheValidators()
            let loaded: LoadedIndex
            switch try await transport.get(request) {
            case .unchanged:
                guard let before else { throw RepositoryError(.unreachable, "304 Not Modified") }
                loaded = before
            case .body(let text, let validators):
                loaded = try await blocking.repository { () throws(RepositoryError) in
                    try LoadedIndex(text, validators, unless: before, updated: 0)
                }
            }
            keep(loaded, for: entry)
            return .success(loaded)
        } catch {
            return .failure(error)
        }
    }

    private func keep(_ loaded: LoadedIndex, for entry: RepositoryEntry) {
        uses += 1
        let longAgo = ContinuousClock.now - Self.lifetime * 10
        kept = kept.filter { $0.value.expires > longAgo }
        kept[entry] = Kept(loaded: loaded, expires: .now + Self.lifetime, lastUse: uses)
        while kept.count > Self.maximumCount
            || kept.values.reduce(0, { $0 + $1.loaded.bytes }) > Self.maximumTotalBytes,
            let oldest = kept.min(by: { $0.value.lastUse < $1.value.lastUse })
        {
            kept[oldest.key] = nil
        }
    }
}
