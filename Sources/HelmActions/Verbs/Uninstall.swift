internal import HelmChart
internal import HelmKube
internal import HelmRelease
internal import HelmRender
internal import KubeSchema
internal import Logging

/// Removes a release.
public struct Uninstall: Sendable {
    let context: ActionContext

    public init(_ context: ActionContext) { self.context = context }

    public func run(name: String, options: UninstallOptions) async throws(ActionError) -> UninstallResult {
        try await context.reach()
        if options.dryRun { return try await rehearsed(name, options) }
        try ReleaseName.check(name, "uninstall: Release name is invalid")
        return try await context.exclusively(on: name) { () async throws(ActionError) in
            try await uninstall(name, options)
        }
    }

    /// Does it without taking the lock: for an install that undoes itself and holds the lock already.
    func uninstall(_ name: String, _ options: UninstallOptions) async throws(ActionError) -> UninstallResult {
        let entries: [ReleaseEntry]
        do throws(ActionError) {
            entries = try await context.history(of: name)
        } catch {
            switch error.code {
            case .releaseNotFound where options.ignoreNotFound: return UninstallResult(release: nil, info: "")
            // Helm finds that out before it looks for the release.
            case .clusterUnreachable, .unauthorized, .cancelled: throw error
            default: throw error.prefixed("uninstall: Release not loaded: \(name): ")
            }
        }
        guard let last = HistoryDecisions.newest(entries) else {
            throw ActionError(.releaseNotFound, "no release provided")
        }
        var release = try await context.release(last)
        if last.status == .uninstalled { return try await purgeOnly(release, entries, options) }

        let recorder = Recorder(context)
        let hooks = HookRunner(
            context: context, recorder: recorder, strategy: options.wait ?? .hookOnly, timeout: options.timeout,
            serverSide: true)
        release.info.status = .uninstalling
        release.info.deleted = context.clock.now()
        release.info.description = "Deletion in progress (or silently failed)"
        if !options.disableHooks { try await hooks.run(.preDelete, of: &release) }
        await recorder.note(release)

        let removal = try await removed(release, options)
        var failures: [ActionError] = []
        await collect(&failures) { () async throws(ActionError) in
            try await translated {
                try await context.cluster.waitUntilGone(
                    removal.deleted, strategy: options.wait ?? .hookOnly, timeout: options.timeout)
            }
        }
        if !options.disableHooks {
            do throws(ActionError) {
                try await hooks.run(.postDelete, of: &release)
            } catch {
                failures.append(error)
            }
        }
        release.info.status = .uninstalled
        release.info.description = options.description.isEmpty ? "Uninstallation complete" : options.description
        if options.keepHistory {
            await recorder.note(release)
            let revision = release.revision
            try await shielded { () async throws(ActionError) in
                try await supersedeDeployed(of: entries, except: revision)
            }
        } else {
            await collect(&failures) { () async throws(ActionError) in try await purge(entries) }
        }
        if let first = failures.first { throw Self.incomplete(failures, first) }
        return UninstallResult(release: release, info: removal.info)
    }

    private func rehearsed(_ name: String, _ options: UninstallOptions) async throws(ActionError) -> UninstallResult {
        do throws(ActionError) {
            return UninstallResult(release: try await context.content(of: name, revision: 0), info: "")
        } catch {
            if options.ignoreNotFound, error.code == .releaseNotFound { return UninstallResult(release: nil, info: "") }
            throw error
        }
    }

    // MARK: Objects

    private struct Removal: Sendable {
        var deleted: [KubeObject]
        var info: String
    }

    /// Deletes the release's objects but those that are to be kept.
    private func removed(_ release: Release, _ options: UninstallOptions) async throws(ActionError) -> Removal {
        do {
            let documents = Manifests.uninstallOrder(try Manifests.split(release.manifest))
            // Decided by what the manifest says, before anything is built: the kind of what is kept may be gone.
            let kept = documents.filter { $0.resourcePolicy == "keep" }
            let manifest = documents.filter { $0.resourcePolicy == nil }.map { "\n---\n\($0.content)" }.joined()
            let doomed = try await context.cluster.objects(
                of: manifest, namespace: release.namespace, validates: false)
            if !doomed.isEmpty {
                let policy = Self.policy(options.propagation)
                let failures = await context.cluster.delete(doomed, propagation: policy).failures
                guard failures.isEmpty else { throw KubeError(.several, "", underlying: failures) }
            }
            let lines = kept.map { "[\($0.kind)] \($0.name)\n" }.joined()
            return Removal(
                deleted: doomed,
                info: kept.isEmpty ? "" : "These resources were kept due to the resource policy:\n\(lines)")
        } catch {
            // Helm says no more than this to the user; the log has the reason.
            let cause = ActionError(any: error)
            let several = (error as? KubeError)?.underlying.map(\.message) ?? []
            let reasons = several.isEmpty ? cause.message : several.joined(separator: "; ")
            context.logger.error("failed to delete release \(release.name): \(reasons)")
            if cause.code == .cancelled { throw cause }
            throw ActionError(
                cause.code == .clusterFailed ? .uninstallIncomplete : cause.code,
                "failed to delete release: \(release.name)")
        }
    }

    private static func policy(_ propagation: DeletionPropagation) -> PropagationPolicy {
        switch propagation {
        case .background: .background
        case .foreground: .foreground
        case .orphan: .orphan
        }
    }

    // MARK: Records

    /// Of a release that is uninstalled already only the history is left to remove.
    private func purgeOnly(
        _ release: Release, _ entries: [ReleaseEntry], _ options: UninstallOptions
    ) async throws(ActionError) -> UninstallResult {
        if options.keepHistory {
            throw ActionError(.alreadyUninstalled, "the release named \"\(release.name)\" is already deleted")
        }
        try await purge(entries)
        return UninstallResult(release: release, info: "")
    }

    /// Removes every revision, oldest first.
    private func purge(_ entries: [ReleaseEntry]) async throws(ActionError) {
        let store = context.releases
        do throws(ActionError) {
            try await shielded(limit: .seconds(120)) { () async throws(ActionError) in
                for entry in entries.sorted(by: ReleaseEntry.precedes) {
                    do throws(ReleaseError) {
                        try await store.delete(named: entry.name, revision: entry.revision)
                    } catch {
                        // Somebody else's work, or our own whose answer was lost.
                        if error.code != .notFound { throw ActionError(error) }
                    }
                }
            }
        } catch {
            throw error.prefixed("uninstall: Failed to purge the release: ")
        }
    }

    /// More than one revision is deployed after operations raced; none may stay so.
    private func supersedeDeployed(of entries: [ReleaseEntry], except revision: Int) async throws(ActionError) {
        for entry in entries where entry.status == .deployed && entry.revision != revision {
            var release = try await context.release(entry)
            release.info.status = .superseded
            await Recorder(context).note(release)
        }
    }

    // MARK: Failures

    private func collect(
        _ failures: inout [ActionError], _ work: () async throws(ActionError) -> Void
    ) async {
        do throws(ActionError) {
            try await work()
        } catch {
            failures.append(error)
        }
    }

    private static func incomplete(_ failures: [ActionError], _ first: ActionError) -> ActionError {
        let prefix = "uninstallation completed with \(failures.count) error(s): "
        let code: ActionError.Code = first.code == .cancelled ? .cancelled : .uninstallIncomplete
        return ActionError(
            code, prefix + failures.map(\.message).joined(separator: "; "),
            recorded: prefix + failures.map(\.recorded).joined(separator: "; "))
    }
}
