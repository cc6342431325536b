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

    private struct Known {
        let uid: String
        let firstSeen: Duration
        var owners: [ObjectKey]
        /// How often in a row its controller failed.
        var failures = 0
    }

    private let store: any ControlledStore
    private let configuration: SimulatedControllers.Configuration
    private let now: @Sendable () -> String
    private let elapsed: @Sendable () -> Duration
    private var known: [ObjectKey: Known] = [:]

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
            // What an owner lost is its owner's business.
            outcome.enqueue = known.removeValue(forKey: key)?.owners ?? []
            return outcome
        }
        let object = ObjectView(value)
        // Most objects (Secrets, ConfigMaps) are nobody's business: nothing is kept of them.
        guard Self.controllers[key.resource] != nil || !object.owners.isEmpty else { return outcome }
        let seen = remember(key, object)
        outcome.enqueue = seen.owners
        guard !object.isTerminating, let controller = Self.controllers[key.resource] else { return outcome }
        let work = ControllerWork(
            store: store, configuration: configuration, now: now(), age: elapsed() - seen.firstSeen
        )
        do {
            outcome.again = try await controller.reconcile(object, work)
            known[key]?.failures = 0
        } catch {
            // Mostly changed by another meanwhile: that is told too, but a look soon does no harm. What is refused time and
            // again is tried ever more rarely.
            let failures = min(seen.failures + 1, 8)
            known[key]?.failures = failures
            outcome.again = .milliseconds(10 << failures)
        }
        return outcome
    }

    private func remember(_ key: ObjectKey, _ object: ObjectView) -> Known {
        let owners = object.owners.compactMap { Self.key(of: $0, namespace: object.namespace) }
        var entry = Known(uid: object.uid, firstSeen: elapsed(), owners: owners)
        if let before = known[key], before.uid == object.uid {
            entry = before
            entry.owners = owners
        }
        known[key] = entry
        return entry
    }

    private static func key(of owner: Value, namespace: String) -> ObjectKey? {
        let kind = GroupVersionKind(
            apiVersion: owner["apiVersion"]?.stringValue ?? "", kind: owner["kind"]?.stringValue ?? ""
        )
        guard let resource = DiscoveryCatalog.kubernetes.resource(of: kind), let name = owner["name"]?.stringValue
        else {
            return nil
        }
        return ObjectKey(
            resource: ResourceType(group: resource.group, name: resource.name),
            namespace: resource.isNamespaced ? namespace : "", name: name
        )
    }
}
