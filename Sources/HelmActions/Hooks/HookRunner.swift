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

    /// Runs them in the order of weight and name; each must be done before the next begins.
    func run(_ event: Hook.Event, of release: inout Release) async throws(ActionError) {
        let execution = await execute(event, of: &release)
        try await execution.cleanUp()
        if let failure = execution.failure { throw failure }
    }

    /// Runs them and leaves what their policies say about the time after to the caller, who may have to look at it first.
    ///
    /// After all succeeded, their logs and deletions come in reverse order. After one failed, those deletions that
    /// its own policy and those of the hooks before it ask for.
    func execute(_ event: Hook.Event, of release: inout Release) async -> HookExecution {
        let order = Self.order(of: release.hooks, for: event).filter { chooses(release.hooks[$0]) }
        for (position, index) in order.enumerated() {
            if release.hooks[index].deletePolicies.isEmpty {
                release.hooks[index].deletePolicies = [.beforeHookCreation]
            }
            do throws(ActionError) {
                try await deleteIfAsked(release.hooks[index], .beforeHookCreation)
                switch try await outcome(of: index, event, in: &release) {
                case .succeeded: continue
                case .notCreated(let error): return HookExecution(failure: error)
                case .failed(let error):
                    let (failed, namespace) = (release.hooks[index], release.namespace)
                    let before = order[..<position].map { release.hooks[$0] }
                    await outputLogs(of: failed, .hookFailed, namespace)
                    return HookExecution(failure: error) { await cleanUp(after: failed, before: before) }
                }
            } catch {
                return HookExecution(failure: error)
            }
        }
        let (succeeded, namespace) = (order.reversed().map { [hooks = release.hooks] in hooks[$0] }, release.namespace)
        return HookExecution { () async throws(ActionError) in
            for hook in succeeded {
                await outputLogs(of: hook, .hookSucceeded, namespace)
                try await deleteIfAsked(hook, .hookSucceeded)
            }
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
    private func cleanUp(after failed: Hook, before succeeded: [Hook]) async {
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

    private func outputLogs(of hook: Hook, _ policy: Hook.OutputLogPolicy, _ releaseNamespace: String) async {
        guard hook.outputLogPolicies.contains(policy) else { return }
        let query: KubeQuery
        switch hook.kind {
        case "Job": query = [("labelSelector", "job-name=\(hook.name)")]
        case "Pod": query = [("fieldSelector", "metadata.name=\(hook.name)")]
        default: return
        }
        do {
            let objects = try await context.cluster.objects(
                of: hook.manifest, namespace: releaseNamespace, validates: false)
            let namespace = objects.first?.namespace ?? releaseNamespace
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

/// What hooks did, and what is left to do with what they made.
struct HookExecution: Sendable {
    /// Why one of them failed.
    var failure: ActionError?
    var cleanUp: @Sendable () async throws(ActionError) -> Void = { () async throws(ActionError) in }
}
