internal import HelmRelease
internal import Logging

/// Writes an operation's records.
///
/// A write is never cancelled on its way: whether the server got it would be unknown, and the record of a cancelled
/// operation must still be marked as failed.
struct Recorder: Sendable {
    private let store: any ReleaseStore
    private let logger: Logger
    private let clock: ActionClock

    init(_ context: ActionContext) {
        store = context.releases
        logger = context.logger
        clock = context.clock
    }

    func create(_ release: Release) async throws(ActionError) {
        try await shielded { [store] () async throws(ActionError) in
            try await translated { try await store.create(release) }
        }
    }

    func update(_ release: Release) async throws(ActionError) {
        try await shielded { [store] () async throws(ActionError) in
            try await translated { try await store.update(release) }
        }
    }

    /// Updates a record where Helm ignores that it fails; the log tells.
    func note(_ release: Release) async {
        do throws(ActionError) {
            try await update(release)
        } catch {
            logger.warning(
                "failed to record the release",
                metadata: [
                    "release": "\(release.name)", "revision": "\(release.revision)",
                    "status": "\(release.info.status.rawValue)", "error": "\(error.message)",
                ])
        }
    }

    /// Makes room for one more revision beside `entries`, which are a release's. Failing deletes do not stop the others;
    /// the first failure is told.
    func prune(_ entries: [ReleaseEntry], maximum: Int) async throws(ActionError) {
        let store = store
        var failures: [ActionError] = []
        for entry in HistoryDecisions.pruned(entries, maximum: maximum) {
            do throws(ActionError) {
                try await translated { try await store.delete(named: entry.name, revision: entry.revision) }
            } catch {
                if error.code != .releaseNotFound { failures.append(error) }
            }
        }
        guard let first = failures.first else { return }
        if failures.count == 1 { throw first }
        throw first.prefixed("encountered \(failures.count) deletion errors. First is: ")
    }
}
