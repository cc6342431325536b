internal import HelmRelease

extension ActionContext {
    /// Throws when the cluster does not answer.
    func reach() async throws(ActionError) {
        try await translated { try await cluster.reach() }
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
        try await translated { try await releases.entries(ReleaseQuery(name: name)) }
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
            return try await translated { try await releases.release(named: name, revision: revision) }
        }
        guard let newest = HistoryDecisions.newest(try await history(of: name)) else {
            throw ActionError(.releaseNotFound, "release: not found")
        }
        return try await translated { try await releases.release(named: name, revision: newest.revision) }
    }
}
