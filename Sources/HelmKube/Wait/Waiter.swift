internal import HelmValues
internal import KubeSchema

/// Waits until objects are what they should be.
///
/// Objects as the server answered (``ObjectApplier/create(_:options:)``, ``UpdateOutcome``) cost fewer requests than
/// those of a manifest: what they say already is not asked again.
public struct Waiter: Sendable {
    public enum Strategy: String, Sendable {
        /// Hooks only: the other waits return at once.
        case hookOnly
        /// By watching, with kstatus rules.
        case watcher
        /// Helm 3's way: asking every two seconds.
        case legacy
    }

    /// What a time-out of zero means to a watcher.
    static let defaultTimeout: Duration = .seconds(30)
    /// More than anybody waits, and less than what makes clocks overflow.
    static let longestTimeout: Duration = .seconds(365 * 86_400)

    public let client: KubeClient
    public let strategy: Strategy
    private let clock: any Clock<Duration>

    public init(client: KubeClient, strategy: Strategy, clock: any Clock<Duration> = ContinuousClock()) {
        self.client = client
        self.strategy = strategy
        self.clock = clock
    }

    /// Until all objects are ready, Jobs also complete when `jobs`.
    /// - Throws: ``KubeError`` in Helm's lines: `resource Deployment/ns/web not ready. status: InProgress, message: …`
    ///   and `context deadline exceeded`. Code `timedOut`, `cancelled`, or `failed` when an object failed for good;
    ///   ``KubeError/underlying`` has the lines one by one. `forbidden` when the cluster may not be watched.
    public func ready(_ objects: [KubeObject], jobs: Bool = false, timeout: Duration) async throws(KubeError) {
        switch strategy {
        case .hookOnly: return
        case .legacy:
            let named = objects.filter { !$0.name.isEmpty }
            do {
                try await poller.ready(named, jobs: jobs, timeout: timeout)
            } catch {
                throw await WaitExplanation(client: client).explained(error, named)
            }
        case .watcher:
            // Nothing happens to a paused Deployment.
            let awaited = objects.filter { object in
                object.kind.kind != "Deployment" || object.kind.group != "apps"
                    || !(object.value[path: ["spec", "paused"]]?.boolValue ?? false)
            }
            try await watch(awaited, jobs ? .readyWithJobs : .ready, .current, timeout)
        }
    }

    /// Until a hook's objects are done: Jobs and Pods complete, others exist.
    /// - Throws: as ``ready(_:jobs:timeout:)``; with the legacy strategy `job NAME failed: REASON`, `pod NAME failed`.
    public func hookDone(_ objects: [KubeObject], timeout: Duration) async throws(KubeError) {
        guard strategy == .legacy else { return try await watch(objects, .hook, .current, timeout) }
        let awaited = objects.filter { $0.kind.kind == "Job" || $0.kind.kind == "Pod" }
        do {
            try await watch(awaited, .hook, .current, timeout)
        } catch {
            throw await legacyHookError(error, awaited)
        }
    }

    /// Until none of the objects is there.
    /// - Throws: as ``ready(_:jobs:timeout:)``, with `resource KIND/NS/NAME still exists. status: …, message: …`.
    public func gone(_ objects: [KubeObject], timeout: Duration) async throws(KubeError) {
        switch strategy {
        case .hookOnly: return
        case .legacy: try await poller.gone(objects.filter { !$0.name.isEmpty }, timeout: timeout)
        case .watcher: try await watch(objects, .ready, .notFound, timeout)
        }
    }

    /// Until CustomResourceDefinitions serve their kinds, whatever the strategy.
    public func established(_ definitions: [KubeObject], timeout: Duration = .seconds(60)) async throws(KubeError) {
        try await watch(definitions, .ready, .current, timeout)
    }

    private var poller: LegacyPoller { LegacyPoller(client: client, clock: clock) }

    private func watch(
        _ objects: [KubeObject], _ rules: StatusRules, _ goal: StatusBoard.Goal, _ timeout: Duration
    ) async throws(KubeError) {
        // Without a name there is nothing to look for: such an object is known only by what its creation answered.
        let objects = objects.filter { !$0.name.isEmpty }
        if objects.isEmpty { return }
        let limit = timeout == .zero ? Self.defaultTimeout : min(timeout, Self.longestTimeout)
        let watcher = StatusWatcher(client: client, rules: rules, goal: goal, clock: clock)
        let failure = await watcher.wait(for: objects, timeout: limit)
        if let failure { throw failure }
    }

    /// Helm 3's texts for what ``StatusRules/hook`` found.
    private func legacyHookError(_ error: KubeError, _ objects: [KubeObject]) async -> KubeError {
        switch error.code {
        case .timedOut: return KubeError(.timedOut, "context deadline exceeded")
        case .failed:
            var problems: [KubeError] = []
            for object in objects {
                guard let live = try? await client.get(object.path) else { continue }
                if object.kind.kind == "Pod", live.text("status", "phase") == "Failed" {
                    problems.append(KubeError(.failed, "pod \(object.name) failed"))
                } else if let failed = live.conditions.first(where: { $0.type == "Failed" && $0.status == "True" }) {
                    problems.append(KubeError(.failed, "job \(object.name) failed: \(failed.reason)"))
                }
            }
            return KubeError.lines(problems) ?? error
        default: return error
        }
    }
}
