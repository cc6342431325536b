import KubeSchema
import HelmKube
import HelmRelease
import HelmValues
import Synchronization
import Testing

@testable import HelmActions

/// A store and a cluster of one case's own, with and without the faults of a plan.
struct SweepWorld: Sendable {
    let plan = FaultPlan()
    let store: any ReleaseStore
    let cluster: any Cluster
    /// Both with faults.
    let context: ActionContext
    let namespace: String
    /// `KIND NAME` of what the cluster has.
    let objects: @Sendable () async throws -> Set<String>

    /// Over a cluster that is made up.
    init(store: any ReleaseStore, namespace: String = "ns") {
        let fake = FakeCluster(faults: plan)
        self.store = store
        self.namespace = namespace
        cluster = fake
        context = ActionFixture.context(
            cluster: fake, releases: FaultyStore(store: store, faults: plan), namespace: namespace)
        objects = {
            Set(
                fake.state.withLock { $0.objects.values.map { $0 } }.map { value in
                    Self.text(value["kind"]?.stringValue, value[path: ["metadata", "name"]]?.stringValue)
                })
        }
    }

    /// Over parts of which some may fail.
    init(
        store: any ReleaseStore, cluster: any Cluster, context: ActionContext,
        objects: @escaping @Sendable () async throws -> Set<String>
    ) {
        self.store = store
        self.cluster = cluster
        self.context = context
        self.objects = objects
        namespace = context.namespace
    }

    static func text(_ kind: String?, _ name: String?) -> String { "\(kind ?? "") \(name ?? "")" }

    var steps: SweepVerb.Steps { SweepVerb.Steps(context: context) }

    struct Snapshot: Sendable {
        var entries: [ReleaseEntry]
        var objects: Set<String>
        /// What the stored manifests and hooks name.
        var recorded: Set<String>
    }

    func snapshot() async throws -> Snapshot {
        let entries = try await store.entries(ReleaseQuery())
        var recorded: Set<String> = []
        for entry in entries {
            let release = try await store.release(named: entry.name, revision: entry.revision)
            for text in [release.manifest] + release.hooks.map(\.manifest) {
                for object in try await cluster.objects(of: text, namespace: namespace, validates: false) {
                    recorded.insert(Self.text(object.kind.kind, object.name))
                }
            }
        }
        return Snapshot(entries: entries, objects: try await objects(), recorded: recorded)
    }
}

/// What must be so after a verb in which something went wrong.
struct SweepCheck: Sendable {
    let verb: SweepVerb
    let world: SweepWorld
    let before: SweepWorld.Snapshot
    /// For the messages of failed expectations.
    let place: String
    var trial = Trial.all

    /// How much of a release is tried afterwards.
    enum Trial: Sendable {
        case all
        /// One upgrade, and its end.
        case upgrade
        /// Its end only.
        case end
    }

    /// - Parameter mayStayPending: real Helm leaves it so, too.
    func run(mayStayPending: Bool) async throws {
        let after = try await world.snapshot()
        nothingIsLost(after, mayStayPending)
        let pending = after.entries.filter(\.status.isPending).map(\.revision)
        if verb.name != "unlock", verb.kind != .read, !mayStayPending {
            #expect(pending.isEmpty, "left pending: \(place)")
        }
        let orphans = after.objects.subtracting(after.recorded).subtracting(before.objects)
            .subtracting(["Namespace \(world.namespace)", "CustomResourceDefinition things.example.com"])
        // Hooks whose release is gone are nobody's, as in Helm.
        #expect(orphans.subtracting(["ConfigMap h"]).isEmpty, "orphans \(orphans): \(place)")
        try await recover(after)
    }

    private func nothingIsLost(_ after: SweepWorld.Snapshot, _ mayStayPending: Bool) {
        let (old, new) = (before.entries.map(\.revision), after.entries.map(\.revision))
        switch verb.kind {
        case .read:
            #expect(before.entries == after.entries, "a read wrote records: \(place)")
            #expect(before.objects == after.objects, "a read changed objects: \(place)")
        case .write:
            #expect(Set(old).isSubset(of: new), "a revision is lost: \(place)")
        case .remove: break
        }
    }

    /// Once all is well again, the release can be worked with, and removed without a trace.
    private func recover(_ after: SweepWorld.Snapshot) async throws {
        let steps = world.steps
        if trial == .end, after.entries.isEmpty { return }
        let next = trial == .all ? SweepVerb.everythingHooked : SweepVerb.everything
        do {
            switch after.entries.max(by: { $0.revision < $1.revision })?.status {
            case nil: try await steps.install(next) { $0.render.takeOwnership = verb.takesOwnership }
            case .pendingInstall, .pendingUpgrade, .pendingRollback:
                let refusal = await #expect(throws: ActionError.self, "\(place)") { try await steps.upgrade() }
                #expect(refusal?.message == "another operation (install/upgrade/rollback) is in progress", "\(place)")
                try await steps.unlock()
                if trial != .end { try await steps.upgrade(next) }
            case .uninstalling:
                try await steps.uninstall()
                if trial == .end { return try await nothingIsLeft() }
                try await steps.install(next)
            default: if trial != .end { try await steps.upgrade(next) { $0.install = true } }
            }
            if trial != .end {
                let newest = try await world.store.entries(ReleaseQuery()).max { $0.revision < $1.revision }
                #expect(newest?.status == .deployed, "\(place)")
            }
            if trial == .all {
                try await steps.upgrade(SweepVerb.bigger)
                try await steps.rollback()
                try await steps.upgrade(SweepVerb.chart)
            }
            try await steps.uninstall()
        } catch {
            Issue.record("not recoverable (\(error)): \(place)")
            return
        }
        try await nothingIsLeft()
    }

    private func nothingIsLeft() async throws {
        let end = try await world.snapshot()
        #expect(end.entries.isEmpty, "records are left: \(place)")
        let charts: Set = ["ConfigMap one", "ConfigMap two", "ConfigMap three", "Pod web"]
        let left = end.objects.intersection(charts)
        #expect(left.isEmpty, "objects are left: \(place)")
    }
}

extension SweepWorld {
    /// Runs the verb, lets the fault happen at one of its calls, and checks what is left.
    ///
    /// - Parameters:
    ///   - target: nil lets nothing fail.
    ///   - outside: the fault `outside`.
    ///   - afterwards: takes the fault away.
    /// - Returns: the calls that the verb made, and how it failed.
    @discardableResult
    func run(
        _ verb: SweepVerb, _ fault: FaultPlan.Fault, at target: Int?,
        outside: (@Sendable () async throws -> Void)? = nil, afterwards: () async throws -> Void = {}
    ) async throws -> (calls: [FaultPlan.Call], failure: ActionError?) {
        try await verb.prepare(steps)
        let before = try await snapshot()
        // The verb waits until it can be cancelled.
        let (gate, opening) = AsyncStream<Void>.makeStream()
        let task = Task { [steps] in
            for await _ in gate { break }
            try await verb.run(steps)
        }
        plan.arm(at: target, fault, cancel: { task.cancel() }, outside: outside)
        opening.finish()
        var failure: ActionError?
        do {
            try await task.value
        } catch let error as ActionError {
            failure = error
        }
        let calls = plan.calls
        plan.disarm()
        try await afterwards()
        let text = target.flatMap { $0 <= calls.count ? calls[$0 - 1].text : nil } ?? "no fault"
        let place = "\(verb.name), \(fault) at call \(target ?? 0): \(text)" + (failure.map { " → \($0)" } ?? "")
        let check = SweepCheck(
            verb: verb, world: self, before: before, place: place,
            trial: fault == .fail && verb.kind != .read ? .all : .upgrade)
        try await check.run(
            mayStayPending: HelmsRemains.mayStayPending(verb, fault, calls, target ?? 0))
        return (calls, failure)
    }
}

/// What real Helm leaves pending, too (conformance/wire, sections 5 and 10).
enum HelmsRemains {
    static func mayStayPending(
        _ verb: SweepVerb, _ fault: FaultPlan.Fault, _ calls: [FaultPlan.Call], _ target: Int
    ) -> Bool {
        guard target > 0, target <= calls.count else { return false }
        let text = calls[target - 1].text
        // Without a store nothing can be recorded.
        if fault == .storeDown || fault == .outsideForGood { return true }
        // The record is there, but who made it was told otherwise, and does not touch what may be somebody else's.
        if text.hasPrefix("store create") { return fault == .lost }
        // The record's last write: an install says that it went well, an upgrade and a rollback fail.
        if text.hasPrefix("store update") { return fault != .lost && fault != .cancel }
        // A rollback records no failure of its hooks, nor does the one in an atomic upgrade. Its first two calls that build
        // objects are not for hooks.
        guard fault != .cancel, let start = calls.firstIndex(where: { $0.text.hasPrefix("store create") }),
            start < target
        else { return false }
        let builds = calls[start..<target].filter { $0.text == "build" }.count
        let isHook = text.hasSuffix("ConfigMap/h") || text.hasPrefix("gone") || (text == "build" && builds > 2)
        let rollsBack =
            verb.name == "rollback with hooks" || (verb.name == "upgrade, atomic" && fault == .clusterDown)
        return rollsBack && isHook
    }
}
