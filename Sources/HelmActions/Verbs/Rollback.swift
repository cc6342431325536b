internal import HelmChart
internal import HelmKube
public import HelmRelease
internal import Logging

/// Makes an earlier revision the newest one.
public struct Rollback: Sendable {
    let context: ActionContext

    public init(_ context: ActionContext) { self.context = context }

    /// - Parameter revision: 0 is the one before the last.
    /// - Returns: the new revision as recorded, or as it would be with a dry run.
    public func run(name: String, revision: Int, options: RollbackOptions) async throws(ActionError) -> Release {
        try ApplyDecisions.check(options.apply)
        try await context.reach()
        try ReleaseName.check(name, "prepareRollback: Release name is invalid")
        if options.apply.dryRun != .none { return try await prepared(name, revision, options).release }
        return try await context.exclusively(on: name) { () async throws(ActionError) in
            try await rollback(name, to: revision, options)
        }
    }

    /// Does it without taking the lock: for an upgrade that undoes itself and holds the lock already.
    func rollback(_ name: String, to revision: Int, _ options: RollbackOptions) async throws(ActionError) -> Release {
        let preparation = try await prepared(name, revision, options)
        try translatedSync { try context.releases.check(preparation.release) }
        let recorder = Recorder(context)
        try await recorder.prune(preparation.entries, maximum: options.historyMax)
        try await recorder.create(preparation.release)

        var release = preparation.release
        do throws(ActionError) {
            try await apply(&release, preparation, options)
        } catch {
            if error.code == .cancelled { await noteFailure(of: release, error) }
            throw error
        }
        // The cluster has it: a caller that goes away now changes nothing about what must be recorded.
        let done = release
        return try await shielded { () async throws(ActionError) in
            try await deployed(done, before: preparation.current)
        }
    }

    /// Records that the revision is the deployed one, and no other.
    private func deployed(_ release: Release, before current: Release) async throws(ActionError) -> Release {
        let recorder = Recorder(context)
        do throws(ActionError) {
            let deployed = try await translated {
                try await context.releases.entries(ReleaseQuery(name: release.name, status: .deployed))
            }
            for entry in deployed where entry.revision != release.revision {
                var superseded = entry.revision == current.revision ? current : try await context.release(entry)
                superseded.info.status = .superseded
                await recorder.note(superseded)
            }
        } catch {
            // Helm leaves it pending, and so locked.
            await noteFailure(of: release, error)
            throw error
        }
        var release = release
        release.info.status = .deployed
        try await recorder.update(release)
        return release
    }

    private func noteFailure(of release: Release, _ error: ActionError) async {
        var release = release
        release.info.status = .failed
        release.info.description = "Rollback \"\(release.name)\" failed: \(error.recorded)"
        await Recorder(context).note(release)
    }

    private struct Preparation: Sendable {
        var entries: [ReleaseEntry]
        var release: Release
        var current: Release
        var serverSide: Bool
    }

    private func prepared(
        _ name: String, _ revision: Int, _ options: RollbackOptions
    ) async throws(ActionError) -> Preparation {
        if revision < 0 { throw ActionError(.invalidRevision, "invalid release revision") }
        let entries = try await context.history(of: name)
        let entry = try HistoryDecisions.rollbackTarget(entries, revision: revision)
        guard let last = HistoryDecisions.newest(entries) else {
            throw ActionError(.releaseNotFound, "release: not found")
        }
        let current = try await context.release(last)
        // Read by its number, as Helm does: with the user's labels only.
        let target = try await translated {
            try await context.releases.release(named: name, revision: entry.revision)
        }
        let serverSide = ApplyDecisions.isServerSide(options.apply.serverSide, before: target.applyMethod)
        var release = target
        release.namespace = current.namespace
        release.revision = current.revision + 1
        release.applyMethod = ApplyDecisions.recorded(serverSide: serverSide)
        release.info = ReleaseInfo(
            firstDeployed: current.info.firstDeployed, lastDeployed: context.clock.now(),
            description: "Rollback to \(entry.revision)", status: .pendingRollback, notes: target.info.notes)
        return Preparation(entries: entries, release: release, current: current, serverSide: serverSide)
    }

    private func apply(
        _ release: inout Release, _ preparation: Preparation, _ options: RollbackOptions
    ) async throws(ActionError) {
        let (before, objects): ([KubeObject], [KubeObject])
        do throws(ActionError) {
            (before, objects) = try await self.objects(of: preparation)
        } catch {
            // Helm leaves it pending, and so locked. (Of a cancelled one the caller tells.)
            if error.code != .cancelled { await noteFailure(of: release, error) }
            throw error
        }
        let strategy = options.apply.wait ?? .hookOnly
        let hooks = HookRunner(
            context: context, recorder: Recorder(context), strategy: strategy, timeout: options.apply.timeout,
            serverSide: preparation.serverSide)
        if !options.apply.disableHooks { try await hooks.run(.preRollback, of: &release) }
        let update = await updated(before, objects, preparation, options.apply)
        if let failure = update.failure {
            throw await refused(release, preparation.current, update, ActionError(failure), options)
        }
        do throws(ActionError) {
            try await context.waitUntilReady(objects, strategy, options.apply)
        } catch {
            release.info.status = .failed
            release.info.description = "Release \"\(release.name)\" failed: \(error.recorded)"
            await Recorder(context).note(preparation.current)
            await Recorder(context).note(release)
            let told = error.prefixed("release \(release.name) failed: ")
            throw ActionError(error.code, error.message, recorded: told.recorded).explained(by: error)
        }
        if !options.apply.disableHooks { try await hooks.run(.postRollback, of: &release) }
    }

    private func objects(
        of preparation: Preparation
    ) async throws(ActionError) -> (before: [KubeObject], target: [KubeObject]) {
        let (current, release) = (preparation.current, preparation.release)
        let owner = Ownership(release: release.name, namespace: release.namespace)
        let cluster = context.cluster
        do {
            let before = try await cluster.objects(
                of: current.manifest, namespace: current.namespace, validates: false)
            do {
                let target = try await cluster.objects(
                    of: release.manifest, namespace: release.namespace, validates: false)
                return (before, target.map(owner.stamped))
            } catch {
                throw error.wrapped("unable to build kubernetes objects from new release manifest: ")
            }
        } catch {
            throw ActionError(any: error)
        }
    }

    private func updated(
        _ before: [KubeObject], _ target: [KubeObject], _ preparation: Preparation, _ options: ApplyOptions
    ) async -> UpdateOutcome {
        do throws(ActionError) {
            try ApplyDecisions.check(options, serverSide: preparation.serverSide)
        } catch {
            var outcome = UpdateOutcome()
            outcome.failure = KubeError(.invalidOptions, error.message)
            return outcome
        }
        var update = UpdateOptions(
            method: ApplyDecisions.method(
                serverSide: preparation.serverSide, forceConflicts: options.forceConflicts))
        update.forcesReplace = options.forceReplace
        update.migratesFieldManagers = true
        return await context.cluster.update(original: before, target: target, options: update)
    }

    /// Records that the cluster refused the change. Like Helm, this leaves no revision deployed.
    /// - Returns: what to throw.
    private func refused(
        _ release: Release, _ current: Release, _ outcome: UpdateOutcome, _ error: ActionError,
        _ options: RollbackOptions
    ) async -> ActionError {
        var current = current
        current.info.status = .superseded
        await Recorder(context).note(current)
        await noteFailure(of: release, error)
        if options.cleanupOnFail, let failure = await context.cleanedUp(outcome.created) {
            return failure.prefixed("an error occurred while cleaning up resources. original rollback error: ")
        }
        return error
    }
}
