internal import HelmHTTP

extension RepositoryCatalog {
    /// How each repository is doing, in the order of ``entries()``. Asks no server.
    public func states() async throws(RepositoryError) -> [RepositoryState] {
        try await entries().map(state)
    }

    private func state(of entry: RepositoryEntry) -> RepositoryState {
        let item = known[entry.name]
        let isHere = item?.loaded != nil || cache.stamp(entry.name) != nil && item?.unreadable == nil
        let status: RepositoryState.Status =
            switch (isHere, item?.error) {
            case (true, nil): .ready
            case (true, _): .stale
            case (false, nil): .pending
            case (false, _): .failed
            }
        let nextAttempt = item?.nextAttempt.map { next in
            settings.now() + max(0, (next - ContinuousClock.now).components.seconds)
        }
        return RepositoryState(
            name: entry.name, url: ShownURL.text(entry.url), status: status,
            updated: item?.loaded?.updated ?? cache.stamp(entry.name)?.changed,
            error: item?.error ?? item?.storageError, nextAttempt: nextAttempt)
    }

    /// Keeps the indexes fresh until the task is cancelled: a repository that fails is asked again, later each time.
    ///
    /// Nothing waits for it, and nothing fails with it.
    public func keepFresh() async {
        await registerConfigured()
        while !Task.isCancelled {
            let wait = await startDue()
            do { try await Task.sleep(for: wait) } catch { return }
        }
    }

    /// How soon a repository is seen that Helm's command line added.
    private static let longestSleep = Duration.seconds(5)
    /// While something is under way.
    private static let pause = Duration.milliseconds(250)
    private static let maximumBackgroundDownloads = 8

    /// Starts what is due.
    /// - Returns: how long nothing else is.
    private func startDue() async -> Duration {
        guard let entries = try? await entries() else { return Self.longestSleep }
        let now = ContinuousClock.now
        var (wait, started) = (Self.longestSleep, downloads.count)
        for entry in entries {
            if downloads[entry.name] != nil {
                wait = Self.pause
                continue
            }
            if known[entry.name]?.isScheduled != true {
                // Read first: searches have something while the server is asked.
                let loaded = await cached(entry)
                var item = known[entry.name] ?? Known(entry: entry)
                item.isScheduled = true
                item.nextAttempt = item.nextAttempt ?? (loaded != nil && plan.interval == nil ? nil : now)
                known[entry.name] = item
            }
            guard let next = known[entry.name]?.nextAttempt else { continue }
            if next > now {
                wait = min(wait, next - now)
                continue
            }
            wait = Self.pause
            started += 1
            // Ends by itself: the transport bounds it. Its result is kept by the catalog.
            if started <= Self.maximumBackgroundDownloads { Task { _ = try? await refresh(entry) } }
        }
        return wait
    }
}
