import HelmValues
import KubeSchema

/// Hands each changed object to its controller, and its owners to theirs.
actor ControllerEngine {
    struct Outcome: Sendable {
        /// Other objects to look at now.
        var enqueue: [ObjectKey] = []
        /// After how long to look at this one again.
        var again: Duration?
    }

    private let store: any ControlledStore
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
    ]

    init(
        store: any ControlledStore, configuration: SimulatedControllers.Configuration,
        now: @escaping @Sendable () -> String, elapsed: @escaping @Sendable () -> Duration
    ) {
        self.store = store
        self.configuration = configuration
        self.now = now
        self.elapsed = elapsed
    }

    func process(_ key: ObjectKey) async -> Outcome {
        var outcome = Outcome()
        guard let value = await store.object(key) else {
            // What an owner lost is the owner's business.
            outcome.enqueue = index.remove(key)?.owners ?? []
            return outcome
        }
        let object = ObjectView(value)
        let controller = Self.controllers[key.resource]
        // Most objects (Secrets, ConfigMaps) are nobody's business: nothing is kept of them.
        guard controller != nil || !object.owners.isEmpty else { return outcome }
        let seen = index.note(key, object, at: elapsed())
        outcome.enqueue = seen.owners
        guard let controller, !object.isTerminating else { return outcome }
        let work = ControllerWork(
            store: store, configuration: configuration, now: now(), age: elapsed() - seen.firstSeen
        )
        do {
            outcome.again = try await controller.reconcile(object, work)
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
}
