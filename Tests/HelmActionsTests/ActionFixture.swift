import HelmChart
import HelmRelease
import HelmRender
import HelmTemplate
import HelmValues
import Logging
import Synchronization

@testable import HelmActions

/// A context over a fake cluster and a store in memory, and small charts.
struct ActionFixture: Sendable {
    let cluster: FakeCluster
    let store: MemoryReleaseStore
    let faults: FaultPlan
    let context: ActionContext

    static let threads = RenderThreads(count: 2)

    init(faults: FaultPlan = FaultPlan(), store: MemoryReleaseStore? = nil, cluster: FakeCluster? = nil) {
        self.faults = faults
        let cluster = FakeCluster(faults: faults, objects: cluster?.state.withLock { $0.objects } ?? [:])
        self.cluster = cluster
        let store = store ?? MemoryReleaseStore(namespace: "ns") { 1_700_000_000 }
        self.store = store
        context = Self.context(
            cluster: cluster, releases: FaultyStore(store: store, faults: faults), namespace: "ns")
    }

    static func context(
        cluster: any Cluster, releases: any ReleaseStore, namespace: String, locks: ReleaseLocks = ReleaseLocks()
    ) -> ActionContext {
        let seconds = Atomic64()
        let environment = TemplateEnvironment(
            now: { (seconds: 1_700_000_000, nanoseconds: 0) }, randomBytes: { [UInt8](repeating: 7, count: $0) })
        return ActionContext(
            cluster: cluster, releases: releases, namespace: namespace,
            rendering: .init(renderer: Renderer(), threads: threads, environment: environment),
            clock: ActionClock(
                now: { Timestamp(seconds: 1_700_000_000 + seconds.next()) }, sleep: { _ in }),
            locks: locks, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// `revision status description` of every stored revision.
    var history: [String] {
        store.entries(ReleaseQuery()).compactMap { entry in
            guard let release = try? store.release(named: entry.name, revision: entry.revision) else { return nil }
            return "\(release.revision) \(release.info.status.rawValue) \(release.info.description)"
        }
    }

    /// What was asked for of the store and the cluster, but reads.
    var writes: [String] {
        faults.texts.filter { text in
            !["reach", "capabilities", "build", "adoptable", "store entries", "store get", "store summaries"].contains {
                text.hasPrefix($0)
            }
        }
    }

    static func chart(
        _ templates: [String: String] = ["cm.yaml": configMap("one")], version: String = "0.1.0",
        values: ValueMap = [:]
    ) -> Chart {
        var metadata = ChartMetadata()
        (metadata.name, metadata.version, metadata.apiVersion) = ("demo", version, "v2")
        var chart = Chart(metadata: metadata)
        chart.templates = templates.sorted { $0.key < $1.key }.map { name, text in
            ChartFile(name: "templates/\(name)", data: Array(text.utf8))
        }
        chart.values = values
        return chart
    }

    static func configMap(_ name: String, annotations: [String: String] = [:]) -> String {
        var text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \(name)\n"
        if !annotations.isEmpty {
            text += "  annotations:\n"
            for (key, value) in annotations.sorted(by: { $0.key < $1.key }) { text += "    \(key): \"\(value)\"\n" }
        }
        return text + "data:\n  color: {{ .Values.color | default \"none\" | quote }}\n"
    }

    static func hook(_ name: String, _ events: String, _ policy: String? = nil) -> String {
        var annotations = ["helm.sh/hook": events]
        annotations["helm.sh/hook-delete-policy"] = policy
        return configMap(name, annotations: annotations)
    }

    @discardableResult
    func install(
        _ chart: Chart = chart(), name: String = "demo", values: ValueMap = [:],
        _ change: (inout InstallOptions) -> Void = { _ in }
    ) async throws -> Release {
        var options = InstallOptions()
        change(&options)
        return try await Install(context).run(
            InstallRequest(name: name, chart: chart, values: values, options: options))
    }

    @discardableResult
    func upgrade(
        _ chart: Chart = chart(), values: ValueMap = [:], _ change: (inout UpgradeOptions) -> Void = { _ in }
    ) async throws -> Release {
        var options = UpgradeOptions()
        change(&options)
        return try await Upgrade(context).run(
            UpgradeRequest(name: "demo", chart: chart, values: values, options: options))
    }

    @discardableResult
    func rollback(
        to revision: Int = 0, _ change: (inout RollbackOptions) -> Void = { _ in }
    ) async throws -> Release {
        var options = RollbackOptions()
        change(&options)
        return try await Rollback(context).run(name: "demo", revision: revision, options: options)
    }

    @discardableResult
    func uninstall(_ change: (inout UninstallOptions) -> Void = { _ in }) async throws -> UninstallResult {
        var options = UninstallOptions()
        change(&options)
        return try await Uninstall(context).run(name: "demo", options: options)
    }
}

final class Atomic64: Sendable {
    private let value = Atomic<Int64>(0)
    func next() -> Int64 { value.add(1, ordering: .relaxed).newValue }
}
