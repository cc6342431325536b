public import HelmRelease

/// Frees a release whose last operation died: its newest revision is pending, and so nothing else may begin.
///
/// The revision becomes `failed`, from which upgrades and rollbacks go on. Nothing changes in the cluster.
public struct Unlock: Sendable {
    let context: ActionContext

    public init(_ context: ActionContext) { self.context = context }

    /// - Returns: the revision as it is recorded now.
    /// - Throws: `conflict` when it is not pending, `operationPending` while an operation of this server works on it.
    public func run(name: String) async throws(ActionError) -> Release {
        try await context.reach()
        try ReleaseName.check(name, "unlock: Release name is invalid")
        return try await context.exclusively(on: name) { () async throws(ActionError) in
            guard let newest = HistoryDecisions.newest(try await context.history(of: name)) else {
                throw ActionError(.releaseNotFound, "release: not found")
            }
            guard newest.status.isPending else {
                throw ActionError(
                    .conflict, "release \(name) is not locked: revision \(newest.revision) is \(newest.status.rawValue)"
                )
            }
            var release = try await context.release(newest)
            release.info.status = .failed
            release.info.description = "Unlocked: it was left \(newest.status.rawValue)"
            try await Recorder(context).update(release)
            return release
        }
    }
}
