internal import HelmKube
internal import HelmRelease

/// What an upgrade would change, which Helm has no verb for.
public struct Diff: Sendable {
    let context: ActionContext

    public init(_ context: ActionContext) { self.context = context }

    /// - Parameters:
    ///   - request: the upgrade; with `install` a release that is not there yet counts as empty.
    ///   - live: compares the objects as they are in the cluster with what the cluster says they would be, instead of
    ///     the two manifests.
    public func run(_ request: UpgradeRequest, live: Bool) async throws(ActionError) -> [ObjectDifference] {
        var request = request
        request.options.apply.dryRun = .server
        let release = try await Upgrade(context).run(request)
        let current = try await current(request.name)
        let owner = Ownership(release: release.name, namespace: release.namespace)
        let before = try await objects(of: current)
        let after = try await objects(of: release)
        if !live { return ObjectDifference.all(before: before, after: after) }
        return try await compareLive(
            before: before, after: after.map(owner.stamped),
            ApplyDecisions.method(
                serverSide: release.applyMethod == .serverSide,
                forceConflicts: request.options.apply.forceConflicts))
    }

    /// What the upgrade starts from; nil when it is an installation.
    private func current(_ name: String) async throws(ActionError) -> Release? {
        switch HistoryDecisions.upgradeStart(try await context.entries(of: name), installs: true) {
        case .upgrade(_, let current): return try await context.release(current)
        case .install, .pending, .nothingDeployed: return nil
        }
    }

    private func objects(of release: Release?) async throws(ActionError) -> [KubeObject] {
        guard let release else { return [] }
        do {
            return try await context.cluster.objects(
                of: release.manifest, namespace: release.namespace, validates: false)
        } catch {
            throw ActionError(error).prefixed("unable to build kubernetes objects from release manifest: ")
        }
    }

    private func compareLive(
        before: [KubeObject], after: [KubeObject], _ method: HelmKube.ApplyMethod
    ) async throws(ActionError) -> [ObjectDifference] {
        let live = try await translated { try await context.cluster.live(before + after) }
        var options = UpdateOptions(method: method)
        options.isDryRun = true
        let outcome = await context.cluster.update(original: before, target: after, options: options)
        if let failure = outcome.failure { throw ActionError(failure) }
        let result = Dictionary(
            (outcome.created + outcome.updated).map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
        let gone = Set(outcome.deleted.map(\.identity))
        let kept = Set(after.map(\.identity))
        return ObjectDifference.all(
            before: live.filter { kept.contains($0.identity) || gone.contains($0.identity) }.map(\.comparable),
            after: after.map { (result[$0.identity] ?? $0).comparable })
    }
}
