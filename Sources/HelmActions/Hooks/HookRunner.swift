internal import HelmChart
internal import HelmKube
internal import HelmRelease
internal import HelmValues
internal import Logging

/// Runs the hooks of one event, one after the other, and keeps their last run in the release's record.
///
/// (Helm: pkg/action/hooks.go)
struct HookRunner: Sendable {
    let context: ActionContext
    let recorder: Recorder
    let strategy: WaitStrategy
    let timeout: Duration
    let serverSide: Bool
    /// Which of the event's hooks run.
    var chooses: @Sendable (Hook) -> Bool = { _ in true }
    /// Called once, while what the hooks made is still there.
    var beforeCleanUp: @Sendable (Release) async -> Void = { _ in }

    /// Runs them in the order of weight and name; each must be done before the next begins.
    ///
    /// After all succeeded, their logs and deletions come in reverse order. After one failed, those deletions that
    /// its own policy and those of the hooks before it ask for.
    func run(_ event: Hook.Event, of release: inout Release) async throws(ActionError) {
        let order = Self.order(of: release.hooks, for: event).filter { chooses(release.hooks[$0]) }
        for (position, index) in order.enumerated() {
            if release.hooks[index].deletePolicies.isEmpty {
                release.hooks[index].deletePolicies = [.beforeHookCreation]
            }
            try await deleteIfAsked(release.hooks[index], .beforeHookCreation)
            switch try await outcome(of: index, event, in: &release) {
            case .succeeded: continue
            case .notCreated(let error): throw error
            case .failed(let error):
                await cleanUp(
                    after: release.hooks[index], before: order[..<position].map { release.hooks[$0] }, release)
                throw error
            }
        }
        await beforeCleanUp(release)
        for index in order.reversed() {
            await outputLogs(of: release.hooks[index], .hookSucceeded, release)
            try await deleteIfAsked(release.hooks[index], .hookSucceeded)
        }
    }

    /// The hooks of an event, as indices, in the order in which they run. A hook that names an event twice runs twice.
    static func order(of hooks: [Hook], for event: Hook.Event) -> [Int] {
        let indices = hooks.indices.flatMap { index in hooks[index].events.filter { $0 == event }.map { _ in index } }
        return indices.enumerated().sorted { left, right in
            let (a, b) = (hooks[left.element], hooks[right.element])
            if a.weight != b.weight { return a.weight < b.weight }
            if !bytesEqual(a.name, b.name) { return bytesPrecede(a.name, b.name) }
            return left.offset < right.offset
        }
        .map(\.element)
    }

    private enum Phase {
        static let running = "Running"
        static let succeeded = "Succeeded"
        static let failed = "Failed"
    }

    private enum Outcome {
        case succeeded
        /// Nothing of it is in the cluster, so nothing is cleaned up.
        case notCreated(ActionError)
        case failed(ActionError)
    }

    private func outcome(
        of index: Int, _ event: Hook.Event, in release: inout Release
    ) async throws(ActionError) -> Outcome {
        let hook = release.hooks[index]
        let objects = try await objects(of: hook, validates: true) {
            "unable to build kubernetes object for \(event.rawValue) hook \(hook.path): \($0)"
        }
        release.hooks[index].lastRun = Hook.Run()
        release.hooks[index].lastRun.startedAt = context.clock.now().rfc3339
        release.hooks[index].lastRun.phase = Phase.running
        await recorder.note(release)

        let created: [KubeObject]
        do {
            created = try await context.cluster.create(
                objects, options: CreateOptions(method: ApplyDecisions.method(serverSide: serverSide)))
        } catch {
            finish(&release.hooks[index], Phase.failed)
            let failure = ActionError(error)
            return .notCreated(
                ActionError(failure.code == .cancelled ? .cancelled : .hookFailed, failure.message)
                    .prefixed("warning: Hook \(event.rawValue) \(hook.path) failed: "))
        }
        do {
            try await context.cluster.waitForHook(created, strategy: strategy, timeout: timeout)
        } catch {
            finish(&release.hooks[index], Phase.failed)
            let failure = ActionError(error)
            return .failed(ActionError(failure.code == .cancelled ? .cancelled : .hookFailed, failure.message))
        }
        finish(&release.hooks[index], Phase.succeeded)
        return .succeeded
    }

    private func finish(_ hook: inout Hook, _ phase: String) {
        hook.lastRun.completedAt = context.clock.now().rfc3339
        hook.lastRun.phase = phase
    }

    // MARK: Cleaning up

    /// Nothing of this may hide the hook's own failure, so what fails here is logged.
    private func cleanUp(after failed: Hook, before succeeded: [Hook], _ release: Release) async {
        await outputLogs(of: failed, .hookFailed, release)
        await beforeCleanUp(release)
        do throws(ActionError) {
            try await shielded { () async throws(ActionError) in
                do throws(ActionError) {
                    try await deleteIfAsked(failed, .hookFailed)
                } catch {
                    context.logger.warning("error deleting the hook resource on hook failure: \(error.message)")
                }
                for hook in succeeded { try await deleteIfAsked(hook, .hookSucceeded) }
            }
        } catch {
            context.logger.warning("error deleting hooks: \(error.message)")
        }
    }

    private func deleteIfAsked(_ hook: Hook, _ policy: Hook.DeletePolicy) async throws(ActionError) {
        // Deleting a definition would delete every object of its kind.
        guard hook.kind != "CustomResourceDefinition", hook.deletePolicies.contains(policy) else { return }
        let objects = try await objects(of: hook, validates: false) {
            "unable to build kubernetes object for deleting hook \(hook.path): \($0)"
        }
        let failures = await context.cluster.delete(objects, propagation: .background).failures
        if let first = failures.first {
            let texts = failures.map { ActionError($0).message }.joined(separator: "; ")
            throw ActionError(ActionError(first).code, texts)
        }
        try await translated {
            try await context.cluster.waitUntilGone(objects, strategy: strategy, timeout: timeout)
        }
    }

    private func objects(
        of hook: Hook, validates: Bool, told: (String) -> String
    ) async throws(ActionError) -> [KubeObject] {
        do {
            return try await context.cluster.objects(
                of: hook.manifest, namespace: context.namespace, validates: validates)
        } catch {
            throw ActionError(ActionError(error).code, told(error.message))
        }
    }

    // MARK: Logs

    private func outputLogs(of hook: Hook, _ policy: Hook.OutputLogPolicy, _ release: Release) async {
        guard hook.outputLogPolicies.contains(policy) else { return }
        let query: KubeQuery
        switch hook.kind {
        case "Job": query = [("labelSelector", "job-name=\(hook.name)")]
        case "Pod": query = [("fieldSelector", "metadata.name=\(hook.name)")]
        default: return
        }
        do {
            let objects = try await context.cluster.objects(
                of: hook.manifest, namespace: release.namespace, validates: false)
            let namespace = objects.first?.namespace ?? release.namespace
            for log in try await context.cluster.logs(
                namespace: namespace, query: query, withInitContainers: false)
            {
                context.logger.info(
                    "hook output",
                    metadata: [
                        "hook": "\(hook.name)", "pod": "\(log.pod)", "container": "\(log.container)",
                        "text": "\(String(decoding: log.text, as: UTF8.self))",
                    ])
            }
        } catch {
            context.logger.warning("error outputting logs of hook \(hook.name): \(error)")
        }
    }
}
