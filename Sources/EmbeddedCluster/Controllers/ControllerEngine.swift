import HelmValues
import KubeSchema

/// Hands each changed object to its controller, and remembers who owns whom.
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
        var ownerUIDs: [String]
    }

    private let store: any ControlledStore
    private let configuration: SimulatedControllers.Configuration
    private let now: @Sendable () -> String
    private let elapsed: @Sendable () -> Duration
    private var known: [ObjectKey: Known] = [:]
    /// The objects that an owner's uid is named in.
    private var dependents: [String: Set<ObjectKey>] = [:]

    private static let controllers: [ResourceType: any Controller] = [
        .pods: PodController(), .replicaSets: ReplicaSetController(resource: .replicaSets),
        .replicationControllers: ReplicaSetController(resource: .replicationControllers),
        .deployments: DeploymentController(), .statefulSets: StatefulSetController(),
        .daemonSets: DaemonSetController(), .jobs: JobController(), .claims: ClaimController(),
        .services: ServiceController(), .disruptionBudgets: DisruptionBudgetController(),
        .namespaces: NamespaceController(),
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
            outcome.enqueue = await forget(key)
            return outcome
        }
        let object = ObjectView(value)
        if let before = known[key], before.uid != object.uid { outcome.enqueue = await forget(key) }
        let seen = remember(key, object)
        // A dependent that came or changed is its owner's business too.
        outcome.enqueue += seen.owners
        do {
            if object.isTerminating, try await collect(object, key) { return outcome }
            guard let controller = Self.controllers[key.resource] else { return outcome }
            if object.isTerminating, key.resource != .namespaces { return outcome }
            let work = ControllerWork(
                store: store, configuration: configuration, now: now(), age: elapsed() - seen.firstSeen
            )
            outcome.again = try await controller.reconcile(object, work)
        } catch {
            // Changed by another meanwhile: the change is told too, but a look soon does no harm.
            outcome.again = .milliseconds(20)
        }
        return outcome
    }

    private func remember(_ key: ObjectKey, _ object: ObjectView) -> Known {
        let ownerUIDs = object.owners.compactMap { $0["uid"]?.stringValue }
        var entry =
            known[key] ?? Known(uid: object.uid, firstSeen: elapsed(), owners: [], ownerUIDs: [])
        for uid in entry.ownerUIDs where !ownerUIDs.contains(uid) { removeDependent(key, of: uid) }
        for uid in ownerUIDs { dependents[uid, default: []].insert(key) }
        entry.ownerUIDs = ownerUIDs
        entry.owners = object.owners.compactMap { Self.key(of: $0, namespace: object.namespace) }
        known[key] = entry
        return entry
    }

    private func removeDependent(_ key: ObjectKey, of uid: String) {
        dependents[uid]?.remove(key)
        if dependents[uid]?.isEmpty == true { dependents[uid] = nil }
    }

    /// An object is gone: what it alone owned goes too.
    ///
    /// - Returns: its owners, to look at.
    private func forget(_ key: ObjectKey) async -> [ObjectKey] {
        guard let entry = known.removeValue(forKey: key) else { return [] }
        for uid in entry.ownerUIDs { removeDependent(key, of: uid) }
        for dependent in dependents[entry.uid] ?? [] { await release(dependent, from: entry.uid) }
        return entry.owners
    }

    /// Deletes a dependent, unless it has another owner.
    private func release(_ key: ObjectKey, from uid: String) async {
        guard let value = await store.object(key) else { return }
        let object = ObjectView(value)
        guard object.owners.contains(where: { $0["uid"] == .string(uid) }) else { return }
        let others = object.owners.filter { $0["uid"] != .string(uid) }
        if others.isEmpty {
            await store.delete(key)
        } else {
            try? await store.update(Self.replacing("ownerReferences", others, in: value), at: key, subresource: "")
        }
    }

    /// Carries out foreground deletion and orphaning.
    ///
    /// - Returns: whether the object waits for that.
    private func collect(_ object: ObjectView, _ key: ObjectKey) async throws -> Bool {
        let dependents = Array(dependents[object.uid] ?? [])
        if object.finalizers.contains("orphan") {
            for dependent in dependents {
                guard let value = await store.object(dependent) else { continue }
                let others = ObjectView(value).owners.filter { $0["uid"] != .string(object.uid) }
                let changed = Self.replacing("ownerReferences", others, in: value)
                try await store.update(changed, at: dependent, subresource: "")
            }
            let rest = object.finalizers.filter { $0 != "orphan" }
            try await store.update(Self.replacing("finalizers", rest, in: object.value), at: key, subresource: "")
            return true
        }
        guard object.finalizers.contains("foregroundDeletion") else { return false }
        var remain = false
        for dependent in dependents where await store.object(dependent) != nil {
            remain = true
            await store.delete(dependent)
        }
        if remain { return true }
        let rest = object.finalizers.filter { $0 != "foregroundDeletion" }
        try await store.update(Self.replacing("finalizers", rest, in: object.value), at: key, subresource: "")
        return true
    }

    private static func replacing(_ field: String, _ list: [Value], in value: Value) -> Value {
        var metadata = value["metadata"] ?? [:]
        metadata[field] = list.isEmpty ? Value?.none : .list(list)
        var result = value
        result["metadata"] = metadata
        return result
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
