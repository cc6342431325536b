internal import HelmRelease

extension ActionContext {
    /// Throws when the cluster does not answer, where the first read of the records will not tell that.
    func reach() async throws(ActionError) {
        if !releases.isInCluster { try await reachCluster() }
    }

    /// Throws when the cluster does not answer.
    func reachCluster() async throws(ActionError) {
        try await translated { try await cluster.reach() }
    }

    /// The first read of the records. Helm asks before whether the cluster answers; here that is only asked when the read
    /// fails, and what it says then goes before the read's own words.
    func reading<Found: Sendable>(
        _ read: () async throws(ReleaseError) -> Found
    ) async throws(ActionError) -> Found {
        do {
            return try await read()
        } catch {
            let failure = ActionError(error)
            if releases.isInCluster, [.unreachable, .unauthorized, .storage].contains(error.code) {
                throw await unreachability() ?? failure
            }
            throw failure
        }
    }

    /// Why the cluster does not answer; nil when it does, or says nothing for a while.
    private func unreachability() async -> ActionError? {
        await withTaskGroup(of: ActionError?.self) { group in
            group.addTask {
                do throws(ActionError) {
                    try await reachCluster()
                    return nil
                } catch {
                    return error
                }
            }
            group.addTask {
                try? await Task.sleep(for: .seconds(10))
                return nil
            }
            let first = await group.next()
            group.cancelAll()
            return first ?? nil
        }
    }

    /// The stored revisions of a release.
    /// - Throws: `releaseNotFound` when there are none.
    func history(of name: String) async throws(ActionError) -> [ReleaseEntry] {
        let entries = try await entries(of: name)
        if entries.isEmpty { throw ActionError(.releaseNotFound, "release: not found") }
        return entries
    }

    /// The stored revisions of a release, perhaps none.
    func entries(of name: String) async throws(ActionError) -> [ReleaseEntry] {
        try await reading { () async throws(ReleaseError) in try await releases.entries(ReleaseQuery(name: name)) }
    }

    /// A whole revision, with all labels of its record, as Helm has them after a list.
    func release(_ entry: ReleaseEntry) async throws(ActionError) -> Release {
        var release = try await translated {
            try await releases.release(named: entry.name, revision: entry.revision)
        }
        release.labels = entry.labels
        return release
    }

    /// A whole revision for reading; 0 is the newest.
    func content(of name: String, revision: Int) async throws(ActionError) -> Release {
        try ReleaseName.check(name, "releaseContent: Release name is invalid")
        if revision > 0 {
            return try await reading { () async throws(ReleaseError) in
                try await releases.release(named: name, revision: revision)
            }
        }
        guard let newest = HistoryDecisions.newest(try await history(of: name)) else {
            throw ActionError(.releaseNotFound, "release: not found")
        }
        return try await translated { try await releases.release(named: name, revision: newest.revision) }
    }
}
