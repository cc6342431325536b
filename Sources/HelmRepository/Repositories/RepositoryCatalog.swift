internal import HelmHTTP

/// The chart repositories that this server knows, and their indexes.
///
/// Known are those of Helm's repositories.yaml, which the command line may change at any time, and those of the
/// configuration. Indexes are in memory once they were needed; they come from Helm's cache folder, or are downloaded.
/// However many ask, one repository is downloaded once at a time; an index that cannot be read never replaces another.
public actor RepositoryCatalog {
    public struct Settings: Sendable {
        /// Helm's repositories.yaml.
        public var file: String
        /// The folder of Helm's cached indexes.
        public var cacheFolder: String
        /// Of the server's own configuration. They win over entries of the same name in the file.
        public var configured: [RepositoryEntry] = []
        public var maximumIndexBytes = 128 << 20
        /// How much text the indexes in memory are made of, all together; what is not used lies on disk.
        public var maximumHeldBytes = 512 << 20
        public var timeout: Duration = .seconds(120)
        public var lockTimeout: Duration = .seconds(30)
        /// How often indexes are asked for in the background; nil until they are here.
        public var refreshInterval: Duration? = .seconds(600)
        /// Seconds since 1970.
        public var now: @Sendable () -> Int64
        /// Told what an operator should know; never credentials.
        public var report: @Sendable (String) -> Void = { _ in }

        public init(file: String, cacheFolder: String, now: @escaping @Sendable () -> Int64) {
            self.file = file
            self.cacheFolder = cacheFolder
            self.now = now
        }
    }

    /// What is known of one repository.
    struct Known: Sendable {
        var entry: RepositoryEntry
        var loaded: LoadedIndex?
        var lastUse: UInt64 = 0
        /// A state of the cached file that is no index.
        var unreadable: FileStamp?
        var failures = 0
        var error: String?
        /// Why the index could not be kept on disk.
        var storageError: String?
        /// Whether the background asks for it.
        var isScheduled = false
        var nextAttempt: ContinuousClock.Instant?
    }

    let settings: Settings
    let transport: RepositoryTransport
    let blocking: any BlockingExecutor
    let file: RepositoryFile
    let cache: IndexCache
    let plan: RefreshPlan
    private let transient: TransientIndexes

    /// Entries of the configuration, by name, as long as nobody removed them.
    var pinned: [String: RepositoryEntry]
    private var pinnedOrder: [String]
    private var listed: (entries: [RepositoryEntry], stamp: FileStamp?)?
    var known: [String: Known] = [:]
    var uses: UInt64 = 0
    var loads: [String: Task<LoadedIndex?, Never>] = [:]
    var downloads: [String: Task<Result<LoadedIndex, RepositoryError>, Never>] = [:]

    public init(settings: Settings, transport: RepositoryTransport, blocking: any BlockingExecutor) {
        self.settings = settings
        self.transport = transport
        self.blocking = blocking
        file = RepositoryFile(path: settings.file, lockTimeout: settings.lockTimeout, blocking: blocking)
        cache = IndexCache(folder: settings.cacheFolder, maximumBytes: settings.maximumIndexBytes)
        plan = RefreshPlan(interval: settings.refreshInterval)
        transient = TransientIndexes(
            transport: transport, blocking: blocking, maximumBytes: settings.maximumIndexBytes,
            timeout: settings.timeout)
        pinned = Dictionary(settings.configured.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        pinnedOrder = []
        for entry in settings.configured where !pinnedOrder.contains(entry.name) { pinnedOrder.append(entry.name) }
    }

    /// Every repository, those of the file first, in its order.
    /// - Throws: `storage` when Helm's file cannot be read.
    public func entries() async throws(RepositoryError) -> [RepositoryEntry] {
        var entries = try await fileEntries().map { pinned[$0.name] ?? $0 }
        let names = Set(entries.map(\.name))
        for name in pinnedOrder where !names.contains(name) {
            if let entry = pinned[name] { entries.append(entry) }
        }
        forget(allBut: entries)
        return entries
    }

    /// The repository of that name; nil when there is none.
    public func entry(named name: String) async throws(RepositoryError) -> RepositoryEntry? {
        try await entries().first { $0.name == name }
    }

    /// The index of a repository that is known by name.
    /// - Throws: `notFound` with Helm's `repo NAME not found`; else why the repository has no index, now that it was
    ///   asked.
    public func index(of name: String) async throws(RepositoryError) -> RepositoryIndex {
        guard let entry = try await entry(named: name) else {
            throw RepositoryError(.notFound, "repo \(name) not found")
        }
        if let loaded = await cached(entry) { return loaded.index }
        do throws(RepositoryError) {
            return try await refresh(entry).index
        } catch {
            throw Self.notValid(entry.url, error)
        }
    }

    /// The index of a repository that a request names by its address, with that request's own credentials.
    ///
    /// Kept for a short while, for requests with the same credentials alone.
    public func index(at entry: RepositoryEntry) async throws(RepositoryError) -> RepositoryIndex {
        do throws(RepositoryError) {
            return try await transient.index(of: entry)
        } catch {
            throw Self.notValid(entry.url, error)
        }
    }

    /// The indexes of all repositories, for a search. One that has none is left out; one that was never asked is waited
    /// for.
    /// - Throws: `notFound` when there is no repository.
    public func searched() async throws(RepositoryError) -> [(name: String, index: RepositoryIndex)] {
        let entries = try await entries()
        // Helm: pkg/cmd/search_repo.go, buildIndex
        guard !entries.isEmpty else { throw RepositoryError(.notFound, "no repositories configured") }
        var found: [(name: String, index: RepositoryIndex)] = []
        for entry in entries {
            var loaded = await cached(entry)
            if loaded == nil, known[entry.name]?.error == nil { loaded = try? await refresh(entry) }
            if let index = loaded?.index { found.append((entry.name, index)) }
        }
        return found
    }

    // Helm: pkg/repo/v1/chartrepo.go, FindChartInRepoURL
    static func notValid(_ url: String, _ error: RepositoryError) -> RepositoryError {
        RepositoryError(
            error.code,
            "looks like \"\(ShownURL.text(url))\" is not a valid chart repository or cannot be reached: "
                + error.message)
    }

    /// What the file says now; it is read again when it changed.
    private func fileEntries() async throws(RepositoryError) -> [RepositoryEntry] {
        if let listed, listed.stamp == FileStamp(settings.file) { return listed.entries }
        let (list, stamp) = try await file.read()
        listed = (list.entries, stamp)
        return list.entries
    }

    /// Whether the file itself has an entry of that name.
    func fileHas(_ name: String) async throws(RepositoryError) -> Bool {
        try await fileEntries().contains { $0.name == name }
    }

    /// After a change of our own.
    func rereadFile() { listed = nil }

    /// Reports in one line: an index may hold any text.
    func tell(_ text: String) {
        let bytes = text.utf8.map { $0 < 0x20 || $0 == 0x7f ? UInt8(ascii: " ") : $0 }
        settings.report(String(decoding: bytes, as: UTF8.self))
    }

    func unpin(_ name: String) { pinned[name] = nil }

    /// Keeps an entry that the file cannot hold.
    func pin(_ entry: RepositoryEntry) {
        pinned[entry.name] = entry
        if !pinnedOrder.contains(entry.name) { pinnedOrder.append(entry.name) }
    }

    /// Lets go of what is known of entries that are gone or changed.
    private func forget(allBut entries: [RepositoryEntry]) {
        let current = Dictionary(entries.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for (name, item) in known where current[name] != item.entry { known[name] = nil }
    }
}
