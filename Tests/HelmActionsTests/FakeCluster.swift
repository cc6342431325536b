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

    private func call(_ text: String) async throws(KubeError) {
        try faults.count(text)
        if Task.isCancelled { throw KubeError(.cancelled, "cancelled") }
        let error = state.withLock { state in
            state.calls.append(text)
            return state.failures.first { text.hasPrefix($0.prefix) }?.error
        }
        if let error { throw error }
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
            try await call("create \(Self.key(object))")
            put(object)
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
                try await call("\(exists ? "update" : "create") \(Self.key(object))")
                put(object)
                if exists { outcome.updated.append(object) } else { outcome.created.append(object) }
            }
            let kept = Set(target.map(Self.key))
            for object in original where !kept.contains(Self.key(object)) {
                try await call("delete \(Self.key(object))")
                state.withLock { _ = $0.objects.removeValue(forKey: Self.key(object)) }
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
                try await call("delete \(Self.key(object))")
                state.withLock { _ = $0.objects.removeValue(forKey: Self.key(object)) }
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
        [ContainerLog(pod: query.first?.value ?? "", container: "main", text: Array("it said so\n".utf8))]
    }
}

/// Fails, or cancels the caller at, the n-th call to store and cluster.
final class FaultPlan: Sendable {
    enum Fault: Sendable {
        case fail
        case cancel
    }

    private struct State {
        var count = 0
        var target: Int?
        var isStoreBroken = false
        var texts: [String] = []
        var cancel: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    private let fault: Fault

    init(at target: Int? = nil, _ fault: Fault = .fail) {
        self.fault = fault
        state.withLock { $0.target = target }
    }

    var count: Int { state.withLock { $0.count } }
    var texts: [String] { state.withLock { $0.texts } }
    func onCancel(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.cancel = body } }
    func disarm() { state.withLock { $0.target = nil } }

    func count(_ text: String) throws(KubeError) {
        let (isHit, cancel) = state.withLock { state in
            state.count += 1
            state.texts.append(text)
            return (state.count == state.target, state.cancel)
        }
        guard isHit else { return }
        switch fault {
        case .fail: throw KubeError(.serverError, "the server failed at: \(text)", status: 500)
        case .cancel: cancel?()
        }
    }
}

/// A store whose calls count, and fail, as the plan says.
struct FaultyStore: ReleaseStore {
    let store: MemoryReleaseStore
    let faults: FaultPlan

    private func call(_ text: String) throws(ReleaseError) {
        do {
            try faults.count(text)
        } catch {
            throw ReleaseError(.storage, error.message)
        }
    }

    func create(_ release: Release) async throws(ReleaseError) {
        try call("store create \(release.revision)")
        try store.create(release)
    }

    func update(_ release: Release) async throws(ReleaseError) {
        try call("store update \(release.revision) \(release.info.status.rawValue)")
        try store.update(release)
    }

    func release(named name: String, revision: Int) async throws(ReleaseError) -> Release {
        try call("store get \(revision)")
        return try store.release(named: name, revision: revision)
    }

    func entries(_ query: ReleaseQuery) async throws(ReleaseError) -> [ReleaseEntry] {
        try call("store entries")
        return store.entries(query)
    }

    func summaries(of entries: [ReleaseEntry]) async throws(ReleaseError) -> [ReleaseSummary] {
        try call("store summaries")
        return store.summaries(of: entries)
    }

    func delete(named name: String, revision: Int) async throws(ReleaseError) {
        try call("store delete \(revision)")
        try store.delete(named: name, revision: revision)
    }

    func check(_ release: Release) throws(ReleaseError) { try store.check(release) }
}
