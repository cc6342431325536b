internal import HelmRelease

/// Which revisions a list shows, by their states.
struct ListSelection {
    private let statuses: Set<ReleaseStatus>

    init(_ options: ListOptions) {
        var statuses: Set<ReleaseStatus> = []
        if options.deployed { statuses.insert(.deployed) }
        if options.uninstalled { statuses.insert(.uninstalled) }
        if options.uninstalling { statuses.insert(.uninstalling) }
        if options.failed { statuses.insert(.failed) }
        if options.superseded { statuses.insert(.superseded) }
        if options.pending { statuses.formUnion([.pendingInstall, .pendingUpgrade, .pendingRollback]) }
        if options.all { statuses = Set(ReleaseStatus.allCases) }
        self.statuses = statuses.isEmpty ? [.deployed, .failed] : statuses
    }

    /// The newest revision of each release, if its state is asked for.
    ///
    /// A superseded revision is never the newest one, so who asks for these alone means all of them.
    func chosen(from entries: [ReleaseEntry]) -> [ReleaseEntry] {
        let candidates = statuses == [.superseded] ? entries : Self.newest(of: entries)
        return candidates.filter { statuses.contains($0.status) }
    }

    private static func newest(of entries: [ReleaseEntry]) -> [ReleaseEntry] {
        // Sorted, the revisions of a release are neighbours, the newest last.
        let sorted = entries.sorted(by: ReleaseEntry.precedes)
        return sorted.indices.compactMap { index in
            let entry = sorted[index]
            guard index + 1 < sorted.count else { return entry }
            let next = sorted[index + 1]
            return next.name == entry.name && next.namespace == entry.namespace ? nil : entry
        }
    }
}
