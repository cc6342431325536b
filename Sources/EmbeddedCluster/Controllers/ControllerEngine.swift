import HelmValues
import KubeSchema

/// Hands each changed object to its controller, its owners to theirs, and what is left of deleted ones to the collector.
actor ControllerEngine {
    struct Outcome: Sendable {
        /// Other objects to look at now.
        var enqueue: [ObjectKey] = []
        /// After how long to look at this one again.
        var again: Duration?
    }

    private let store: any ControlledStore
    private let collector: OwnerCollector
    private let configuration: SimulatedControllers.Configuration
    private let now: @Sendable () -> String
    private let elapsed: @Sendable () -> Duration
    private var index = OwnershipIndex()

    private static let controllers: [ResourceType: any Controller] = [
        .pods: PodController(), .replicaSets: ReplicaSetController(resource: .replicaSets),
        .replicationControllers: ReplicaSetController(resource: .replicationControllers),
        .deployments: DeploymentController(), .statefulSets: StatefulSetController(),
        .daemonSets: DaemonSetController(), .jobs: JobController(), .claims: ClaimController(),
        .services: ServiceController(), .disruptionBudgets: DisruptionBudgetController(),
        .namespaces: NamespaceController(),
    ]

    /// How long an object may name owners that nobody has seen.
    private static let patience = Duration.milliseconds(500)

    init(
        store: any ControlledStore, configuration: SimulatedControllers.Configuration,
        now: @escaping @Sendable () -> String, elapsed: @escaping @Sendable () -> Duration
    ) {
        self.store = store
        collector = OwnerCollector(store: store)
        self.configuration = configuration
        self.now = now
        self.elapsed = elapsed
    }

    func process(_ key: ObjectKey) async -> Outcome {
        var outcome = Outcome()
        let value = await store.object(key)
        let object = value.map(ObjectView.init)
        if let before = index[key], before.uid != object?.uid { outcome.enqueue = await forget(key) }
        guard let object else { return outcome }
        let seen = index.note(key, object, at: elapsed())
        // A dependent that came or changed is its owner's business too.
        outcome.enqueue += seen.owners
        do {
            outcome.again = try await look(at: object, key, seen)
            index.setFailures(0, of: key)
        } catch {
            // Mostly changed by another meanwhile: that is told too, but a look soon does no harm. What is refused time and
            // again is tried ever more rarely.
            let failures = min(seen.failures + 1, 8)
            index.setFailures(failures, of: key)
            outcome.again = .milliseconds(10 << failures)
        }
        return outcome
    }

    /// - Returns: after how long to look again.
    private func look(at object: ObjectView, _ key: ObjectKey, _ seen: OwnershipIndex.Entry) async throws -> Duration? {
        let age = elapsed() - seen.firstSeen
        if object.isTerminating {
            let dependents = index.dependents(of: object.uid)
            if try await collector.finalize(object, key, dependents: dependents) { return nil }
            guard key.resource == .namespaces else { return nil }
        } else if !seen.ownerUIDs.isEmpty, !seen.ownerUIDs.contains(where: index.isLive) {
            // None of its owners is there, or not yet told of.
            if age < Self.patience { return Self.patience - age }
            await store.delete(key)
            return nil
        }
        guard let controller = Self.controllers[key.resource] else { return nil }
        let work = ControllerWork(store: store, configuration: configuration, now: now(), age: age)
        return try await controller.reconcile(object, work)
    }

    /// An object is gone: what it alone owned goes too.
    ///
    /// - Returns: its owners, to look at.
    private func forget(_ key: ObjectKey) async -> [ObjectKey] {
        guard let entry = index.remove(key) else { return [] }
        for dependent in index.dependents(of: entry.uid) { await collector.release(dependent, from: entry.uid) }
        return entry.owners
    }
}
