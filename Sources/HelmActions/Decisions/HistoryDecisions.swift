internal import HelmRelease

/// What follows from the revisions that are stored of a release. Entries are always those of one release.
enum HistoryDecisions {
    static func newest(_ entries: [ReleaseEntry]) -> ReleaseEntry? {
        entries.max { $0.revision < $1.revision }
    }

    /// The newest deployed revision. More than one is deployed after operations raced.
    static func deployed(_ entries: [ReleaseEntry]) -> ReleaseEntry? {
        newest(entries.filter { $0.status == .deployed })
    }

    // MARK: Install

    /// Whether a new release may take the name.
    static func isNameFree(_ entries: [ReleaseEntry], replace: Bool) -> Bool {
        guard let newest = newest(entries) else { return true }
        return replace && (newest.status == .uninstalled || newest.status == .failed)
    }

    // MARK: Upgrade

    enum UpgradeStart: Equatable {
        /// Nothing to upgrade: install, over an uninstalled release's history if there is one.
        case install(replace: Bool)
        /// `current` is what the cluster has; `last` is the newest revision, which may have failed.
        case upgrade(last: ReleaseEntry, current: ReleaseEntry)
        case pending
        case nothingDeployed
    }

    static func upgradeStart(_ entries: [ReleaseEntry], installs: Bool) -> UpgradeStart {
        guard let last = newest(entries) else { return installs ? .install(replace: false) : .nothingDeployed }
        if installs, last.status == .uninstalled { return .install(replace: true) }
        if last.status.isPending { return .pending }
        if last.status == .deployed { return .upgrade(last: last, current: last) }
        if let current = deployed(entries) { return .upgrade(last: last, current: current) }
        if last.status == .failed || last.status == .superseded { return .upgrade(last: last, current: last) }
        return .nothingDeployed
    }

    /// Which revisions go to make room for one more under `maximum`: the oldest, but never the deployed one.
    static func pruned(_ entries: [ReleaseEntry], maximum: Int) -> [ReleaseEntry] {
        guard maximum > 0, entries.count > maximum - 1 else { return [] }
        let kept = deployed(entries)?.revision
        let candidates = entries.sorted { $0.revision < $1.revision }.filter { $0.revision != kept }
        return Array(candidates.prefix(entries.count - (maximum - 1)))
    }

    // MARK: Rollback

    /// The revision to go back to: 0 is the one before the last, whatever became of it.
    static func rollbackTarget(_ entries: [ReleaseEntry], revision: Int) throws(ActionError) -> ReleaseEntry {
        if revision < 0 { throw ActionError(.invalidRevision, "invalid release revision") }
        guard let last = newest(entries) else { throw ActionError(.releaseNotFound, "release: not found") }
        let wanted = revision == 0 ? last.revision - 1 : revision
        guard let target = entries.first(where: { $0.revision == wanted }) else {
            throw ActionError(.revisionNotFound, "release has no \(wanted) version")
        }
        return target
    }

    /// The revision that a failed upgrade goes back to. Failed ones are not superseded unless a later one succeeds,
    /// so what is superseded or deployed did work.
    static func lastGood(_ entries: [ReleaseEntry]) -> ReleaseEntry? {
        newest(entries.filter { $0.status == .superseded || $0.status == .deployed })
    }
}
