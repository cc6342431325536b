internal import HelmChart
internal import HelmKube
public import HelmRelease
internal import HelmRender
internal import HelmValues

/// Installs a chart as a new release.
public struct Install: Sendable {
    let context: ActionContext

    public init(_ context: ActionContext) { self.context = context }

    /// - Returns: the release as recorded, or as it would be with a dry run.
    public func run(_ request: InstallRequest) async throws(ActionError) -> Release {
        try ApplyDecisions.check(request.options.apply)
        let name = try await chosenName(for: request)
        let dryRun = request.options.apply.dryRun
        if dryRun == .client { return try await prepared(name, request).release.rehearsed() }
        try await context.reachCluster()
        try check(name, request.options)
        if dryRun == .server {
            var preparation = try await prepared(name, request)
            _ = try await claimed(&preparation, request)
            return preparation.release.rehearsed()
        }
        return try await context.exclusively(on: name) { () async throws(ActionError) in
            try await install(name, request)
        }
    }

    /// Does it without taking the lock, after ``run(_:)``'s checks: for an upgrade that installs and holds the lock.
    func install(_ name: String, _ request: InstallRequest) async throws(ActionError) -> Release {
        try await checkNameIsFree(name, replace: request.options.replace)
        try request.chart.checkInstallable()
        try await installCRDs(of: request, name)
        var preparation = try await prepared(name, request)
        let adopted = try await claimed(&preparation, request)
        try translatedSync { try context.releases.check(preparation.release) }
        if request.options.createNamespace { try await createNamespace(serverSide: preparation.serverSide) }
        if request.options.replace { try await supersedeLast(&preparation.release) }

        let recorder = Recorder(context)
        try await recorder.create(preparation.release)
        do throws(ActionError) {
            try await apply(&preparation, adopted, request.options)
        } catch {
            throw await failed(preparation.release, error, request.options)
        }
        preparation.release.info.status = .deployed
        preparation.release.info.description =
            request.options.description.isEmpty ? "Install complete" : request.options.description
        // As in Helm, the release is installed even if that cannot be recorded.
        await recorder.note(preparation.release)
        return preparation.release
    }

    // MARK: Before anything is written

    /// A release that is ready to be stored, and what becomes of it.
    struct Preparation: Sendable {
        var release: Release
        var serverSide: Bool
        var objects: [KubeObject] = []
    }

    private func chosenName(for request: InstallRequest) async throws(ActionError) -> String {
        var name = request.name
        if !request.options.nameTemplate.isEmpty {
            guard name.isEmpty else {
                throw ActionError(.invalidOptions, "cannot set --name-template and also specify a name")
            }
            name = try await NameTemplate(text: request.options.nameTemplate).name(in: context)
        } else if request.options.generateName {
            guard name.isEmpty else {
                throw ActionError(.invalidOptions, "cannot set --generate-name and also specify a name")
            }
            name = ReleaseName.generated(for: request.chart.name, seconds: context.clock.now().seconds)
        } else if name.isEmpty {
            throw ActionError(.invalidName, "must either provide a name or specify --generate-name")
        }
        if let fault = ReleaseName.fault(in: name) {
            throw ActionError(.invalidName, "release name \(GoQuote.quoted(name)): \(fault)")
        }
        return name
    }

    private func check(_ name: String, _ options: InstallOptions) throws(ActionError) {
        if options.render.hideSecret && options.apply.dryRun == .none {
            throw ActionError(.invalidOptions, "hiding Kubernetes secrets requires a dry-run mode")
        }
        try translatedSync { try ReleaseLabel.check(options.labels) }
    }

    /// As in Helm, a name whose records cannot be read counts as free: creating the record decides.
    private func checkNameIsFree(_ name: String, replace: Bool) async throws(ActionError) {
        guard let entries = try? await context.entries(of: name) else { return }
        guard HistoryDecisions.isNameFree(entries, replace: replace) else {
            throw ActionError(
                .nameInUse, "cannot re-use a name that is still in use",
                recorded: "release name check failed: cannot reuse a name that is still in use")
        }
    }

    private func prepared(_ name: String, _ request: InstallRequest) async throws(ActionError) -> Preparation {
        try request.chart.checkInstallable()
        let options = request.options
        if options.apply.dryRun != .none { try translatedSync { try ReleaseLabel.check(options.labels) } }
        let rendered = try await context.rendered(
            request.chart,
            RenderPlan(
                values: request.values, release: ReleaseContext(name: name, namespace: context.namespace),
                options: options.render, capabilities: try await context.capabilities(options.apply.dryRun),
                looksUp: options.apply.dryRun != .client))
        let now = context.clock.now()
        let serverSide = (options.apply.serverSide ?? .on) != .off
        let release = Release(
            name: name, namespace: context.namespace, revision: 1,
            info: ReleaseInfo(
                firstDeployed: now, lastDeployed: now, description: "Initial install underway",
                status: .pendingInstall, notes: rendered.notes),
            chart: rendered.chart, config: request.values, manifest: rendered.manifest, hooks: rendered.hooks,
            applyMethod: ApplyDecisions.recorded(serverSide: serverSide),
            labels: ReleaseLabel.merged(options.labels, onto: [:]))
        return Preparation(release: release, serverSide: serverSide)
    }

    /// Builds the release's objects and takes over those that exist and are its own.
    /// - Returns: the objects that exist.
    private func claimed(
        _ preparation: inout Preparation, _ request: InstallRequest
    ) async throws(ActionError) -> [KubeObject] {
        let release = preparation.release
        let options = request.options.render
        let owner = Ownership(release: release.name, namespace: release.namespace)
        let objects: [KubeObject]
        do {
            objects = try await context.cluster.objects(
                of: release.manifest, namespace: release.namespace, validates: !options.disableOpenAPIValidation)
        } catch {
            throw ActionError(error).prefixed("unable to build kubernetes objects from release manifest: ")
        }
        preparation.objects = objects.map(owner.stamped)
        do {
            return try await context.cluster.adoptable(
                preparation.objects, ownership: options.takeOwnership ? nil : owner)
        } catch {
            throw ActionError(error).prefixed("unable to continue with install: ")
        }
    }

    // MARK: Writing

    /// Definitions come before rendering, so that the cluster knows the kinds. File by file, as Helm does.
    private func installCRDs(of request: InstallRequest, _ name: String) async throws(ActionError) {
        if request.options.render.skipCRDs { return }
        let chart = try translatedSync { try request.chart.processedDependencies(with: request.values) }
        let crds = chart.crds
        if crds.isEmpty { return }
        try checkSize(of: chart, request, name)
        let serverSide = (request.options.apply.serverSide ?? .on) != .off
        let method = ApplyDecisions.method(
            serverSide: serverSide, forceConflicts: request.options.apply.forceConflicts)
        var created: [KubeObject] = []
        for crd in crds {
            do throws(KubeError) {
                let objects = try await context.cluster.objects(
                    of: String(decoding: crd.data, as: UTF8.self), namespace: context.namespace, validates: false)
                guard !objects.isEmpty else {
                    throw KubeError(.invalidManifest, "resources are empty")
                }
                created += try await context.cluster.create(objects, options: CreateOptions(method: method))
            } catch {
                if error.code == .alreadyExists { continue }
                throw ActionError(error).prefixed("failed to install CRD \(crd.name): ")
            }
        }
        guard !created.isEmpty else { return }
        let definitions = created
        try await translated { try await context.cluster.waitUntilServed(definitions) }
        await context.cluster.forgetKinds()
    }

    /// What can be known of the record's size before the chart is rendered: nothing is applied for one that is too large.
    private func checkSize(of chart: Chart, _ request: InstallRequest, _ name: String) throws(ActionError) {
        let now = context.clock.now()
        let release = Release(
            name: name, namespace: context.namespace, revision: 1,
            info: ReleaseInfo(firstDeployed: now, lastDeployed: now, description: "", status: .pendingInstall),
            chart: chart, config: request.values, manifest: "")
        try translatedSync { try context.releases.check(release) }
    }

    private func createNamespace(serverSide: Bool) async throws(ActionError) {
        let name = context.namespace
        let namespace: Value = [
            "apiVersion": "v1", "kind": "Namespace",
            "metadata": ["name": .string(name), "labels": ["name": .string(name)]], "spec": [:], "status": [:],
        ]
        do {
            let manifest = String(decoding: JSON.encode(namespace), as: UTF8.self)
            let objects = try await context.cluster.objects(of: manifest, namespace: name, validates: true)
            let method = ApplyDecisions.method(serverSide: serverSide)
            _ = try await context.cluster.create(objects, options: CreateOptions(method: method))
        } catch {
            if error.code != .alreadyExists { throw ActionError(error) }
        }
    }

    /// Takes over the history of an earlier release of the name.
    private func supersedeLast(_ release: inout Release) async throws(ActionError) {
        guard let entries = try? await context.entries(of: release.name),
            let last = HistoryDecisions.newest(entries)
        else { return }
        release.revision = last.revision + 1
        if last.status == .failed { return }
        var superseded = try await context.release(last)
        superseded.info.status = .superseded
        superseded.info.description = "superseded by new release"
        try await Recorder(context).update(superseded)
    }

    private func apply(
        _ preparation: inout Preparation, _ adopted: [KubeObject], _ options: InstallOptions
    ) async throws(ActionError) {
        let strategy = ApplyDecisions.waitStrategy(
            options.apply.wait, rollbackOnFailure: options.rollbackOnFailure)
        let hooks = HookRunner(
            context: context, recorder: Recorder(context), strategy: strategy, timeout: options.apply.timeout,
            serverSide: preparation.serverSide)
        if !options.apply.disableHooks {
            do throws(ActionError) {
                try await hooks.run(.preInstall, of: &preparation.release)
            } catch {
                throw error.prefixed("failed pre-install: ")
            }
        }
        let written = try await written(preparation.objects, adopted, serverSide: preparation.serverSide, options)
        try await context.waitUntilReady(written, strategy, options.apply)
        if !options.apply.disableHooks {
            do throws(ActionError) {
                try await hooks.run(.postInstall, of: &preparation.release)
            } catch {
                throw error.prefixed("failed post-install: ")
            }
        }
    }

    /// Creates the objects, or updates them where some exist already.
    /// - Returns: the objects, as the server answered where it was asked to create.
    private func written(
        _ objects: [KubeObject], _ adopted: [KubeObject], serverSide: Bool, _ options: InstallOptions
    ) async throws(ActionError) -> [KubeObject] {
        if objects.isEmpty { return [] }
        if adopted.isEmpty {
            return try await translated {
                let method = ApplyDecisions.method(serverSide: serverSide)
                return try await context.cluster.create(objects, options: CreateOptions(method: method))
            }
        }
        try ApplyDecisions.check(options.apply, serverSide: serverSide)
        var update = UpdateOptions(
            method: ApplyDecisions.method(serverSide: serverSide, forceConflicts: options.apply.forceConflicts))
        update.forcesReplace = options.apply.forceReplace
        update.migratesFieldManagers = true
        update.threeWayMergeForCustomResources = options.render.takeOwnership && !serverSide
        if let failure = await context.cluster.update(original: adopted, target: objects, options: update).failure {
            throw ActionError(failure)
        }
        return objects
    }

    // MARK: Failing

    /// Records the failure, or undoes the install where that is asked for.
    /// - Returns: what to throw.
    private func failed(
        _ release: Release, _ error: ActionError, _ options: InstallOptions
    ) async -> ActionError {
        var release = release
        release.info.status = .failed
        release.info.description = "Release \"\(release.name)\" failed: \(error.recorded)"
        guard options.rollbackOnFailure else {
            await Recorder(context).note(release)
            return error
        }
        var undo = UninstallOptions()
        undo.disableHooks = options.apply.disableHooks
        undo.timeout = options.apply.timeout
        undo.wait = ApplyDecisions.waitStrategy(options.apply.wait, rollbackOnFailure: true)
        let (name, uninstall, undoOptions) = (release.name, Uninstall(context), undo)
        do throws(ActionError) {
            _ = try await shielded(limit: options.apply.timeout * 3 + .seconds(60)) { () async throws(ActionError) in
                try await uninstall.uninstall(name, undoOptions)
            }
        } catch let second {
            await noteIfPending(release)
            let prefix = "an error occurred while uninstalling the release. original install error: "
            return ActionError(
                error.code, "\(prefix)\(error.message): \(second.message)",
                recorded: "\(prefix)\(error.recorded): \(second.recorded)"
            ).explained(by: error)
        }
        return ActionError(
            error.code, "release \(name) failed, and has been uninstalled due to atomic being set: \(error.message)",
            recorded:
                "release \(name) failed, and has been uninstalled due to rollback-on-failure being set: \(error.recorded)"
        ).explained(by: error)
    }
}

extension Install {
    /// An uninstall that failed before it wrote anything leaves the release locked, which Helm does not mind.
    private func noteIfPending(_ release: Release) async {
        let context = context
        let entries = try? await shielded { () async throws(ActionError) in
            try await context.entries(of: release.name)
        }
        guard entries?.contains(where: { $0.revision == release.revision && $0.status.isPending }) ?? false else {
            return
        }
        await Recorder(context).note(release)
    }
}

extension Release {
    /// The release as a dry run shows it.
    func rehearsed(_ description: String = "") -> Release {
        var release = self
        release.info.description = description.isEmpty ? "Dry run complete" : description
        return release
    }
}
