internal import HelmHTTP
internal import HelmValues

extension RepositoryCatalog {
    /// The index from memory or Helm's cache folder; nil when neither has one that can be used.
    ///
    /// Helm's command line refreshes the cached file, too: what it wrote is read again.
    func cached(_ entry: RepositoryEntry) async -> LoadedIndex? {
        uses += 1
        known[entry.name]?.lastUse = uses
        let item = known[entry.name].flatMap { $0.entry == entry ? $0 : nil }
        // While a download of our own runs, the file changes by its hand: what it reads is here sooner than from the disk.
        if let loaded = item?.loaded, downloads[entry.name] != nil { return loaded }
        guard let stamp = cache.stamp(entry.name), stamp != item?.loaded?.stamp, stamp != item?.unreadable else {
            return item?.loaded
        }
        return await load(entry, stamp) ?? item?.loaded
    }

    /// Reads the cached file, once for all who ask.
    private func load(_ entry: RepositoryEntry, _ stamp: FileStamp) async -> LoadedIndex? {
        let task =
            loads[entry.name]
            ?? Task { [blocking, cache] in
                // All who wait share the work, so it goes on when one of them is cancelled.
                let loaded = try? await blocking.run { cache.load(entry) }
                return loaded ?? nil
            }
        loads[entry.name] = task
        let loaded = await task.value
        if loads[entry.name] == task { loads[entry.name] = nil }
        keep(entry) { known in
            if let loaded { known.loaded = loaded } else { known.unreadable = stamp }
        }
        return loaded
    }

    /// Asks the repository for a newer index, once for all who ask at the time.
    func refresh(_ entry: RepositoryEntry) async throws(RepositoryError) -> LoadedIndex {
        // Another entry had the name before: what it is asked for is of no use here.
        while let running = downloads[entry.name], known[entry.name]?.entry != entry {
            _ = await running.value
        }
        let task =
            downloads[entry.name]
            ?? Task {
                let result = await download(entry)
                downloads[entry.name] = nil
                return result
            }
        downloads[entry.name] = task
        if known[entry.name] == nil { known[entry.name] = Known(entry: entry) }
        return try await task.value.get()
    }

    private func download(_ entry: RepositoryEntry) async -> Result<LoadedIndex, RepositoryError> {
        let before = await cached(entry)
        do throws(RepositoryError) {
            let (loaded, storageError) = try await downloaded(entry, before)
            if loaded.digest != before?.digest { reportSkipped(loaded.index, of: entry) }
            if let storageError, known[entry.name]?.storageError == nil {
                tell(
                    "the index of repository \(entry.name) is used from memory alone: \(storageError)")
            }
            keep(entry) { known in
                known.loaded = loaded
                (known.failures, known.error, known.storageError) = (0, nil, storageError)
                known.nextAttempt = nextAttempt(afterFailures: 0)
            }
            return .success(loaded)
        } catch {
            tell("repository \(entry.name): \(error.message)")
            keep(entry) { known in
                known.failures += 1
                known.error = error.message
                known.nextAttempt = nextAttempt(afterFailures: known.failures)
            }
            return .failure(error)
        }
    }

    /// - Returns: also why the index could not be kept on disk.
    private func downloaded(
        _ entry: RepositoryEntry, _ before: LoadedIndex?
    ) async throws(RepositoryError) -> (LoadedIndex, storageError: String?) {
        var request = try RepositoryIndex.request(of: entry, settings.maximumIndexBytes, settings.timeout)
        // Unchanged is an answer only to those who have the text; on disk it must be for Helm's command line.
        if let before, let stamp = before.stamp, stamp == cache.stamp(entry.name) {
            request.validators = before.validators
        }
        let (now, cache) = (settings.now, cache)
        switch try await transport.get(request) {
        case .unchanged:
            guard var same = before else { throw RepositoryError(.unreachable, "304 Not Modified") }
            same.updated = now()
            return (same, nil)
        case .body(let text, let validators):
            return try await blocking.repository { () throws(RepositoryError) in
                var loaded = try LoadedIndex(text, validators, unless: before, updated: now())
                if let before, before.digest == loaded.digest, before.validators == validators,
                    let stamp = before.stamp, stamp == cache.stamp(entry.name)
                {
                    // The disk has all of it.
                    loaded.stamp = stamp
                    return (loaded, nil)
                }
                do throws(RepositoryError) {
                    loaded.stamp = try cache.store(text, loaded, of: entry)
                    return (loaded, nil)
                } catch {
                    loaded.stamp = cache.stamp(entry.name)
                    loaded.validators = CacheValidators()
                    return (loaded, error.message)
                }
            }
        }
    }

    func reportSkipped(_ index: RepositoryIndex, of entry: RepositoryEntry) {
        guard index.skippedCount > 0 else { return }
        let named = index.skipped.prefix(5).map { skipped in
            "\(skipped.chart) \(GoQuote.quoted(skipped.version)): \(skipped.reason)"
        }
        tell(
            "repository \(entry.name): \(index.skippedCount) entries of the index are left out: "
                + named.joined(separator: "; ") + (index.skippedCount > named.count ? "; …" : ""))
    }

    func nextAttempt(afterFailures failures: Int) -> ContinuousClock.Instant? {
        plan.delay(afterFailures: failures, jitter: .random(in: 0...1)).map { .now + $0 }
    }

    /// Changes what is known, unless the entry was removed or changed meanwhile.
    private func keep(_ entry: RepositoryEntry, _ change: (inout Known) -> Void) {
        var item = known[entry.name] ?? Known(entry: entry)
        guard item.entry == entry else { return }
        change(&item)
        uses += 1
        item.lastUse = uses
        known[entry.name] = item
        makeRoom(besides: entry.name)
    }
}

extension RepositoryCatalog {
    /// Lets go of the indexes used longest ago that can be read again from disk.
    private func makeRoom(besides name: String) {
        var held = known.values.reduce(0) { $0 + ($1.loaded?.bytes ?? 0) }
        let oldest = known.filter { $0.key != name && $0.value.loaded?.stamp != nil }
            .sorted { $0.value.lastUse < $1.value.lastUse }
        for (name, item) in oldest where held > settings.maximumHeldBytes {
            held -= item.loaded?.bytes ?? 0
            known[name]?.loaded = nil
        }
    }
}

extension LoadedIndex {
    /// Parses a downloaded text, unless it is that of `before`. Blocks.
    init(
        _ text: [UInt8], _ validators: CacheValidators, unless before: LoadedIndex?, updated: Int64
    ) throws(RepositoryError) {
        digest = Checksum.sha256(text)
        if let before, before.digest == digest {
            index = before.index
        } else {
            index = try RepositoryIndex(text)
        }
        bytes = text.count
        self.validators = validators
        stamp = nil
        self.updated = updated
    }
}

extension RepositoryIndex {
    static func request(
        of entry: RepositoryEntry, _ maximumBytes: Int, _ timeout: Duration
    ) throws(RepositoryError) -> RepositoryRequest {
        guard let url = RepositoryURL.resolve("index.yaml", against: entry.url) else {
            throw RepositoryError(.invalid, "invalid chart URL format: \(ShownURL.text(entry.url))")
        }
        var request = RepositoryRequest(url, of: entry, maximumBytes: maximumBytes)
        request.timeout = timeout
        return request
    }
}
