import HelmKube
import HelmRelease
import HelmRender
import HelmValues
import HelmYAML
import KubeSchema
import Synchronization

@testable import HelmActions

/// A cluster in memory that does what actions ask for, tells what that was, and fails when it is told to.
final class FakeCluster: Cluster {
    struct State {
        var objects: [String: Value] = [:]
        /// `create v1/ConfigMap/a`, `wait ready`, …: everything that was asked for, in order.
        var calls: [String] = []
        /// Fails the call whose text begins so.
        var failures: [(prefix: String, error: KubeError)] = []
    }

    let state = Mutex(State())
    let faults: FaultPlan

    init(faults: FaultPlan = FaultPlan(), objects: [String: Value] = [:]) {
        self.faults = faults
        state.withLock { $0.objects = objects }
    }

    var server: String { "fake" }
    var lookup: (any ClusterLookup)? { nil }

    var calls: [String] { state.withLock { $0.calls } }
    var names: [String] { state.withLock { $0.objects.keys.sorted() } }
    func fail(_ prefix: String, _ error: KubeError) { state.withLock { $0.failures.append((prefix, error)) } }
    func succeed() { state.withLock { $0.failures = [] } }
    func put(_ object: KubeObject) { state.withLock { $0.objects[Self.key(object)] = object.value } }

    /// - Parameter effect: what the call does to the cluster, when it gets there.
    private func call(
        _ text: String, effect: (inout [String: Value]) -> Void = { _ in }
    ) async throws(KubeError) {
        let verdict = try faults.count(text, .cluster)
        if Task.isCancelled { throw KubeError(.cancelled, "cancelled") }
        let error = state.withLock { state in
            state.calls.append(text)
            return state.failures.first { text.hasPrefix($0.prefix) }?.error
        }
        if let error { throw error }
        state.withLock { effect(&$0.objects) }
        if case .loseAnswer = verdict { throw FaultPlan.lostAnswer }
    }

    /// A call that only the plan sees.
    private func ask(_ text: String) throws(KubeError) {
        if case .loseAnswer = try faults.count(text, .cluster) { throw FaultPlan.lostAnswer }
        if Task.isCancelled { throw KubeError(.cancelled, "cancelled") }
    }

    private func delete(_ object: KubeObject) async throws(KubeError) {
        let key = Self.key(object)
        do throws(KubeError) {
            try await call("delete \(key)") { $0[key] = nil }
        } catch {
            // What is gone already counts as deleted.
            guard error.isNotFound else { throw error }
            state.withLock { $0.objects[key] = nil }
        }
    }

    static func key(_ object: KubeObject) -> String { "\(object.kind.apiVersion)/\(object.kind.kind)/\(object.name)" }

    func reach() async throws(KubeError) { try await call("reach") }

    func capabilities() async throws(KubeError) -> Capabilities {
        try await call("capabilities")
        return .default
    }

    func objects(
        of manifest: String, namespace: String, validates: Bool
    ) async throws(KubeError) -> [KubeObject] {
        try ask("build")
        let documents: [Value]
        do {
            documents = try YAML.documents(Array(manifest.utf8))
        } catch {
            throw KubeError(.invalidManifest, "\(error)")
        }
        return documents.compactMap { value in
            guard let kind = value["kind"]?.stringValue, let version = value["apiVersion"]?.stringValue else {
                return nil
            }
            let isNamespaced = !["Namespace", "CustomResourceDefinition", "ClusterRole"].contains(kind)
            let mapping = ResourceMapping(
                kind: GroupVersionKind(apiVersion: version, kind: kind), resource: kind.lowercased() + "s",
                isNamespaced: isNamespaced)
            return KubeObject(
                value: value, mapping: mapping, namespace: isNamespaced ? namespace : nil,
                name: value[path: ["metadata", "name"]]?.stringValue ?? "")
        }
    }

    func adoptable(_ objects: [KubeObject], ownership: Ownership?) async throws(KubeError) -> [KubeObject] {
        try await call("adoptable")
        let live = state.withLock { $0.objects }
        var found: [KubeObject] = []
        for object in objects {
            guard let value = live[Self.key(object)] else { continue }
            try ownership?.check(
                KubeObject(value: value, mapping: object.mapping, namespace: object.namespace, name: object.name))
            found.append(object)
        }
        return found
    }

    func create(_ objects: [KubeObject], options: CreateOptions) async throws(KubeError) -> [KubeObject] {
        for object in objects {
            try await call("create \(Self.key(object))") { $0[Self.key(object)] = object.value }
        }
        return objects
    }

    func waitUntilServed(_ definitions: [KubeObject]) async throws(KubeError) { try await call("served") }

    func update(
        original: [KubeObject], target: [KubeObject], options: UpdateOptions
    ) async -> UpdateOutcome {
        var outcome = UpdateOutcome()
        do throws(KubeError) {
            for object in target {
                let exists = state.withLock { $0.objects[Self.key(object)] != nil }
                if exists { outcome.updated.append(object) } else { outcome.created.append(object) }
                if options.isDryRun { try ask("try \(Self.key(object))"); continue }
                try await call("\(exists ? "update" : "create") \(Self.key(object))") {
                    $0[Self.key(object)] = object.value
                }
            }
            let kept = Set(target.map(Self.key))
            for object in original where !kept.contains(Self.key(object)) {
                if !options.isDryRun { try await delete(object) }
                outcome.deleted.append(object)
            }
        } catch {
            outcome.failure = error
        }
        return outcome
    }

    func delete(
        _ objects: [KubeObject], propagation: PropagationPolicy
    ) async -> (deleted: [KubeObject], failures: [KubeError]) {
        if objects.isEmpty { return ([], [KubeError(.invalidOptions, "no objects visited")]) }
        var failures: [KubeError] = []
        for object in objects {
            do throws(KubeError) {
                try await delete(object)
            } catch {
                failures.append(error)
            }
        }
        return (objects, failures)
    }

    func waitUntilReady(
        _ objects: [KubeObject], jobs: Bool, strategy: WaitStrategy, timeout: Duration
    ) async throws(KubeError) {
        try await call("wait \(strategy.rawValue)")
    }

    func waitForHook(_ objects: [KubeObject], strategy: WaitStrategy, timeout: Duration) async throws(KubeError) {
        for object in objects { try await call("hook \(Self.key(object))") }
    }

    func waitUntilGone(
        _ objects: [KubeObject], strategy: WaitStrategy, timeout: Duration
    ) async throws(KubeError) {
        try await call("gone \(strategy.rawValue)")
    }

    func forgetKinds() async {}

    func status(of object: KubeObject) async throws(KubeError) -> ResourceStatus {
        try await call("status \(Self.key(object))")
        return ResourceStatus(object, status: "Current", message: "")
    }

    func live(_ objects: [KubeObject]) async throws(KubeError) -> [KubeObject] {
        try ask("live")
        let stored = state.withLock { $0.objects }
        return objects.compactMap { object in
            stored[Self.key(object)].map { value in
                var live = object
                live.value = value
                return live
            }
        }
    }

    func logs(
        namespace: String, query: KubeQuery, withInitContainers: Bool
    ) async throws(KubeError) -> [ContainerLog] {
        try ask("logs")
        return [ContainerLog(pod: query.first?.value ?? "", container: "main", text: Array("it said so\n".utf8))]
    }
}
