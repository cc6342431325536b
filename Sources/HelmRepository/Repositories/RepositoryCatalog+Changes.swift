internal import HelmHTTP
internal import HelmValues

extension RepositoryCatalog {
    public enum Addition: Sendable {
        case added
        /// It was there with the same settings; nothing was done.
        case unchanged
    }

    /// Adds a repository once its index was downloaded.
    /// - Parameter isForced: also in place of another of that name.
    /// - Throws: in Helm's words; `conflict` for a name that stands for another repository.
    // Helm: pkg/cmd/repo_add.go
    public func add(_ entry: RepositoryEntry, isForced: Bool) async throws(RepositoryError) -> Addition {
        try Self.check(entry)
        if !isForced, let existing = try await self.entry(named: entry.name) {
            guard existing == entry else { throw Self.exists(entry.name) }
            return .unchanged
        }
        let (text, loaded) = try await fetchedForAddition(entry)
        let wasPinned = pinned[entry.name]
        try await file.change { (list) throws(RepositoryError) in
            // Another process may have been faster.
            let existing = list.entries.first { bytesEqual($0.name, entry.name) }
            if !isForced, wasPinned == nil, let existing, existing != entry { throw Self.exists(entry.name) }
            if existing == entry { return false }
            list.update(entry)
            return true
        }
        unpin(entry.name)
        rereadFile()
        await keepAdded(entry, text, loaded)
        reportSkipped(loaded.index, of: entry)
        return .added
    }

    /// Removes a repository with what is cached of it.
    // Helm: pkg/cmd/repo_remove.go
    public func remove(_ name: String) async throws(RepositoryError) {
        let entries = try await entries()
        guard !entries.isEmpty else { throw RepositoryError(.notFound, "no repositories configured") }
        guard entries.contains(where: { bytesEqual($0.name, name) }) else { throw Self.unknown(name) }
        let wasPinned = pinned[name] != nil
        // One that is held in memory alone needs no file, which may not be writable.
        let isInFile = try await fileHas(name)
        if isInFile {
            try await file.change { (list) throws(RepositoryError) in
                guard list.remove(name) || wasPinned else { throw Self.unknown(name) }
                return true
            }
        }
        unpin(name)
        rereadFile()
        // A download that still runs would write its files anew.
        if let running = downloads[name] { _ = await running.value }
        known[name] = nil
        let cache = cache
        try await blocking.repository { () throws(RepositoryError) in try cache.remove(name) }
    }

    /// A repository that could not be updated.
    public struct Failure: Sendable {
        public var entry: RepositoryEntry
        public var error: RepositoryError
    }

    /// Asks every repository for its index, all at the same time.
    /// - Returns: those that failed, in the order of the list.
    /// - Throws: `notFound` when there is no repository.
    // Helm: pkg/cmd/repo_update.go
    public func update() async throws(RepositoryError) -> [Failure] {
        let entries = try await entries()
        guard !entries.isEmpty else {
            throw RepositoryError(.notFound, "no repositories found. You must add one before updating")
        }
        let failures = await withTaskGroup(of: Failure?.self) { group in
            for entry in entries {
                group.addTask {
                    do throws(RepositoryError) {
                        _ = try await self.refresh(entry)
                        return nil
                    } catch {
                        return Failure(entry: entry, error: error)
                    }
                }
            }
            var failures: [String: Failure] = [:]
            for await failure in group { if let failure { failures[failure.entry.name] = failure } }
            return failures
        }
        return entries.compactMap { failures[$0.name] }
    }

    /// Puts the entries of the configuration into Helm's file, as far as it has none of their names. What cannot be
    /// written is kept in memory.
    public func registerConfigured() async {
        let configured = settings.configured.filter { pinned[$0.name] == $0 && IndexCache.isSafe($0.name) }
        guard !configured.isEmpty else { return }
        do throws(RepositoryError) {
            try await file.change { list in
                let names = Set(list.entries.map(\.name))
                let missing = configured.filter { !names.contains($0.name) }
                for entry in missing { list.update(entry) }
                return !missing.isEmpty
            }
            rereadFile()
            for entry in try await file.read().list.entries {
                guard let configured = pinned[entry.name] else { continue }
                if configured == entry {
                    // The file holds all of it, and may be changed by Helm's command line from now on.
                    unpin(entry.name)
                } else {
                    tell(
                        "repository \(entry.name) has other settings in \(settings.file): those of the configuration "
                            + "are used")
                }
            }
        } catch {
            tell("the configured repositories are held in memory alone: \(error.message)")
        }
    }

    private func fetchedForAddition(
        _ entry: RepositoryEntry
    ) async throws(RepositoryError) -> (text: [UInt8], LoadedIndex) {
        do throws(RepositoryError) {
            let request = try RepositoryIndex.request(of: entry, settings.maximumIndexBytes, settings.timeout)
            guard case .body(let text, let validators) = try await transport.get(request) else {
                throw RepositoryError(.unreachable, "304 Not Modified")
            }
            let now = settings.now
            return try await blocking.repository { () throws(RepositoryError) in
                (text, try LoadedIndex(text, validators, unless: nil, updated: now()))
            }
        } catch {
            throw Self.notValid(entry.url, error)
        }
    }

    private func keepAdded(_ entry: RepositoryEntry, _ text: [UInt8], _ loaded: LoadedIndex) async {
        // What ran for another entry of that name must not write after this.
        if let running = downloads[entry.name] { _ = await running.value }
        let cache = cache
        let (kept, storageError) =
            (try? await blocking.run { () -> (LoadedIndex, String?) in
                var kept = loaded
                do throws(RepositoryError) {
                    kept.stamp = try cache.store(text, loaded, of: entry)
                    return (kept, nil)
                } catch {
                    kept.stamp = cache.stamp(entry.name)
                    return (kept, error.message)
                }
            }) ?? (loaded, nil)
        var item = Known(entry: entry)
        item.isScheduled = true
        item.loaded = kept
        item.storageError = storageError
        item.nextAttempt = nextAttempt(afterFailures: 0)
        known[entry.name] = item
        if let storageError {
            tell("the index of repository \(entry.name) is used from memory alone: \(storageError)")
        }
    }

    private static func check(_ entry: RepositoryEntry) throws(RepositoryError) {
        guard !entry.name.isEmpty else { throw RepositoryError(.invalid, "repository name can not be empty") }
        // Helm: pkg/cmd/repo_add.go
        guard !entry.name.utf8.contains(UInt8(ascii: "/")) else {
            throw RepositoryError(
                .invalid,
                "repository name (\(entry.name)) contains '/', please specify a different name without '/'")
        }
        guard IndexCache.isSafe(entry.name) else {
            throw RepositoryError(
                .invalid, "repository name (\(entry.name)) cannot be part of a file name, please specify another")
        }
        guard URLOrigin(entry.url) != nil else {
            let scheme = entry.url.firstRange(of: "://").map { String(entry.url[..<$0.lowerBound]) } ?? ""
            throw RepositoryError(.invalid, "could not find protocol handler for: \(scheme)")
        }
    }

    private static func exists(_ name: String) -> RepositoryError {
        RepositoryError(.conflict, "repository name (\(name)) already exists, please specify a different name")
    }

    private static func unknown(_ name: String) -> RepositoryError {
        RepositoryError(.notFound, "no repo named \(GoQuote.quoted(name)) found")
    }
}
