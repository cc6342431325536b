internal import HelmChart
internal import HelmKube
public import HelmRelease
internal import HelmRender
internal import HelmValues
internal import KubeSchema
internal import Logging

/// Changes a release to a new chart or new values; installs it where that is asked for.
public struct Upgrade: Sendable {
    let context: ActionContext

    public init(_ context: ActionContext) { self.context = context }

    /// - Returns: the new revision as recorded, or as it would be with a dry run.
    public func run(_ request: UpgradeRequest) async throws(ActionError) -> Release {
        try ApplyDecisions.check(request.options.apply)
        try await context.reachCluster()
        try ReleaseName.check(request.name, "release name is invalid")
        if request.options.render.hideSecret && request.options.apply.dryRun == .none {
            throw ActionError(.invalidOptions, "hiding Kubernetes secrets requires a dry-run mode")
        }
        try translatedSync { try ReleaseLabel.check(request.options.labels) }
        if request.options.apply.dryRun != .none { return try await rehearsed(request) }
        return try await context.exclusively(on: request.name) { () async throws(ActionError) in
            try await upgrade(request)
        }
    }

    private func rehearsed(_ request: UpgradeRequest) async throws(ActionError) -> Release {
        let start = HistoryDecisions.upgradeStart(
            try await context.entries(of: request.name), installs: request.options.install)
        if case .install(let replace) = start {
            return try await Install(context).run(Self.installation(request, replace: replace))
        }
        let preparation = try await prepared(start, request)
        if request.options.apply.dryRun == .server { _ = try await claimed(preparation, request.options) }
        return preparation.release.rehearsed(request.options.description)
    }

    private func upgrade(_ request: UpgradeRequest) async throws(ActionError) -> Release {
        let entries = try await context.entries(of: request.name)
        let start = HistoryDecisions.upgradeStart(entries, installs: request.options.install)
        if case .install(let replace) = start {
            return try await Install(context).install(request.name, Self.installation(request, replace: replace))
        }
        let preparation = try await prepared(start, request)
        let objects = try await claimed(preparation, request.options)
        try translatedSync { try context.releases.check(preparation.release) }

        let recorder = Recorder(context)
        try await recorder.prune(entries, maximum: request.options.historyMax)
        try await recorder.create(preparation.release)
        var attempt = Attempt(release: preparation.release, current: preparation.current)
        do throws(ActionError) {
            try await apply(&attempt, objects, preparation, request.options)
        } catch {
            throw await failed(attempt, error, request.options)
        }
        attempt.current.info.status = .superseded
        await recorder.note(attempt.current)
        attempt.release.info.status = .deployed
        attempt.release.info.description =
            request.options.description.isEmpty ? "Upgrade complete" : request.options.description
        try await recorder.update(attempt.release)
        return attempt.release
    }

    // MARK: Before anything is written

    private struct Preparation: Sendable {
        var release: Release
        var current: Release
        var serverSide: Bool
    }

    private static func installation(_ request: UpgradeRequest, replace: Bool) -> InstallRequest {
        var options = InstallOptions()
        options.apply = request.options.apply
        if options.apply.serverSide == .auto { options.apply.serverSide = nil }
        options.render = request.options.render
        options.description = request.options.description
        options.createNamespace = request.options.createNamespace
        options.rollbackOnFailure = request.options.rollbackOnFailure
        options.labels = request.options.labels
        options.replace = replace
        return InstallRequest(name: request.name, chart: request.chart, values: request.values, options: options)
    }

    private func prepared(
        _ start: HistoryDecisions.UpgradeStart, _ request: UpgradeRequest
    ) async throws(ActionError) -> Preparation {
        let (last, current) = try await releases(of: start, request.name)
        try request.chart.checkInstallable()
        let options = request.options
        let (values, chart) = try options.valuesReuse.applied(
            to: request.values, chart: request.chart, current: current)
        let context = context
        let rendered = try await context.rendered(
            chart,
            RenderPlan(
                values: values,
                release: ReleaseContext(
                    name: request.name, namespace: current.namespace, revision: last.revision + 1, isInstall: false,
                    isUpgrade: true),
                options: options.render, capabilities: try await context.capabilities(options.apply.dryRun),
                looksUp: options.apply.dryRun != .client))
        let serverSide = ApplyDecisions.isServerSide(options.apply.serverSide, before: last.applyMethod)
        let release = Release(
            name: request.name, namespace: current.namespace, revision: last.revision + 1,
            info: ReleaseInfo(
                firstDeployed: current.info.firstDeployed, lastDeployed: context.clock.now(),
                description: "Preparing upgrade", status: .pendingUpgrade, notes: rendered.notes),
            chart: rendered.chart, config: values, manifest: rendered.manifest, hooks: rendered.hooks,
            applyMethod: ApplyDecisions.recorded(serverSide: serverSide),
            labels: ReleaseLabel.merged(options.labels, onto: last.labels))
        return Preparation(release: release, current: current, serverSide: serverSide)
    }

    /// The newest revision, and the one that the cluster has.
    private func releases(
        of start: HistoryDecisions.UpgradeStart, _ name: String
    ) async throws(ActionError) -> (last: Release, current: Release) {
        switch start {
        case .upgrade(let last, let current):
            let release = try await context.release(last)
            return last == current ? (release, release) : (release, try await context.release(current))
        case .pending:
            throw ActionError(.operationPending, "another operation (install/upgrade/rollback) is in progress")
        case .nothingDeployed, .install:
            throw ActionError(.noDeployedRelease, "\"\(name)\" has no deployed releases")
        }
    }

    private struct Objects: Sendable {
        /// What the cluster has of the release, adopted objects included.
        var current: [KubeObject]
        var target: [KubeObject]
    }

    /// Builds the objects of both revisions and takes over those of the new one that exist and are the release's own.
    private func claimed(_ preparation: Preparation, _ options: UpgradeOptions) async throws(ActionError) -> Objects {
        let (release, before) = (preparation.release, preparation.current)
        let cluster = context.cluster
        let validates = !options.render.disableOpenAPIValidation
        let owner = Ownership(release: release.name, namespace: release.namespace)
        let target = try await translated {
            try await cluster.objects(of: release.manifest, namespace: release.namespace, validates: validates)
        }
        .map(owner.stamped)
        var current: [KubeObject]
        do {
            current = try await cluster.objects(of: before.manifest, namespace: before.namespace, validates: false)
        } catch {
            throw ActionError(error).prefixed("unable to build kubernetes objects from current release manifest: ")
        }
        // By version, too: as in Helm, what changes it must show again that it is the release's.
        let known = Set(current.map(\.textOfIdentity))
        do {
            current += try await cluster.adoptable(
                target.filter { !known.contains($0.textOfIdentity) },
                ownership: options.render.takeOwnership ? nil : owner)
        } catch {
            throw ActionError(error).prefixed("unable to continue with update: ")
        }
        return Objects(current: current, target: target)
    }

    // MARK: Writing

    /// A running upgrade: what it has done so far.
    private struct Attempt: Sendable {
        var release: Release
        var current: Release
        var created: [KubeObject] = []
    }

    private func apply(
        _ attempt: inout Attempt, _ objects: Objects, _ preparation: Preparation, _ options: UpgradeOptions
    ) async throws(ActionError) {
        let strategy = ApplyDecisions.waitStrategy(options.apply.wait, rollbackOnFailure: options.rollbackOnFailure)
        let hooks = HookRunner(
            context: context, recorder: Recorder(context), strategy: strategy, timeout: options.apply.timeout,
            serverSide: preparation.serverSide)
        if !options.apply.disableHooks {
            do throws(ActionError) {
                try await hooks.run(.preUpgrade, of: &attempt.release)
            } catch {
                throw error.prefixed("pre-upgrade hooks failed: ")
            }
        }
        do throws(ActionError) {
            try await update(&attempt, objects, preparation, options)
            try await context.waitUntilReady(objects.target, strategy, options.apply)
        } catch {
            // It is as it was, so a cancelled upgrade need not say so.
            if error.code != .cancelled { await Recorder(context).note(attempt.current) }
            throw error
        }
        if !options.apply.disableHooks {
            do throws(ActionError) {
                try await hooks.run(.postUpgrade, of: &attempt.release)
            } catch {
                throw error.prefixed("post-upgrade hooks failed: ")
            }
        }
    }

    private func update(
        _ attempt: inout Attempt, _ objects: Objects, _ preparation: Preparation, _ options: UpgradeOptions
    ) async throws(ActionError) {
        let serverSide = preparation.serverSide
        try ApplyDecisions.check(options.apply, serverSide: serverSide)
        var update = UpdateOptions(
            method: ApplyDecisions.method(serverSide: serverSide, forceConflicts: options.apply.forceConflicts))
        update.forcesReplace = options.apply.forceReplace
        update.migratesFieldManagers = serverSide && attempt.current.applyMethod != .serverSide
        let outcome = await context.cluster.update(
            original: objects.current, target: objects.target, options: update)
        attempt.created = outcome.created
        if let failure = outcome.failure { throw ActionError(failure) }
    }

    // MARK: Failing

    /// Records the failure, cleans up and rolls back where that is asked for.
    /// - Returns: what to throw.
    private func failed(
        _ attempt: Attempt, _ error: ActionError, _ options: UpgradeOptions
    ) async -> ActionError {
        var release = attempt.release
        release.info.status = .failed
        release.info.description = "Upgrade \"\(release.name)\" failed: \(error.recorded)"
        await Recorder(context).note(release)
        if options.cleanupOnFail, let failure = await context.cleanedUp(attempt.created) {
            return failure.prefixed(
                "an error occurred while cleaning up resources. original upgrade error: \(error.message): ")
        }
        return options.rollbackOnFailure ? await rolledBack(release.name, error, options) : error
    }

    private func rolledBack(
        _ name: String, _ error: ActionError, _ options: UpgradeOptions
    ) async -> ActionError {
        let context = context
        do throws(ActionError) {
            // Long enough for the rollback's own waits, so that shutting down cannot hang on it for ever.
            try await shielded(limit: options.apply.timeout * 3 + .seconds(60)) { () async throws(ActionError) in
                guard let target = HistoryDecisions.lastGood(try await context.entries(of: name)) else {
                    throw error.prefixed(
                        "unable to find a previously successful release when attempting to rollback. "
                            + "original upgrade error: ")
                }
                var back = RollbackOptions()
                back.apply = options.apply
                back.apply.wait = ApplyDecisions.waitStrategy(options.apply.wait, rollbackOnFailure: true)
                back.historyMax = 0
                do throws(ActionError) {
                    _ = try await Rollback(context).rollback(name, to: target.revision, back)
                } catch let second {
                    let prefix = "an error occurred while rolling back the release. original upgrade error: "
                    throw ActionError(
                        error.code, "\(prefix)\(error.message): \(second.message)",
                        recorded: "\(prefix)\(error.recorded): \(second.recorded)"
                    ).explained(by: error)
                }
            }
        } catch let failure {
            return failure
        }
        return ActionError(
            error.code, "release \(name) failed, and has been rolled back due to atomic being set: \(error.message)",
            recorded:
                "release \(name) failed, and has been rolled back due to rollback-on-failure being set: \(error.recorded)"
        ).explained(by: error)
    }
}

extension ActionContext {
    /// Deletes what a failed operation created.
    /// - Returns: what went wrong with it.
    func cleanedUp(_ created: [KubeObject]) async -> ActionError? {
        if created.isEmpty { return nil }
        let cluster = cluster
        do throws(ActionError) {
            try await shielded(limit: .seconds(120)) { () async throws(ActionError) in
                let failures = await cluster.delete(created, propagation: .background).failures
                guard let first = failures.first else { return }
                let texts = failures.map(\.message).joined(separator: ", ")
                throw ActionError(ActionError(first).code, "unable to cleanup resources: \(texts)")
            }
            return nil
        } catch {
            return error
        }
    }
}

extension KubeObject {
    /// Tells objects of manifests apart (Helm: action.go, objectKey).
    fileprivate var textOfIdentity: String { "\(kind.apiVersion)/\(kind.kind)/\(namespace ?? "")/\(name)" }
}
