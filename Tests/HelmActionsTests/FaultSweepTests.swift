import HelmKube
import HelmRelease
import HelmValues
import Testing

@testable import HelmActions

/// An action runs once to count its calls to store and cluster; then each of these fails, or is where the caller is
/// cancelled, one after the other. Whatever happens: no revision is lost, and nothing stays pending while the store can
/// be written but for what real Helm leaves so too.
@Suite struct FaultSweepTests {
    enum Verb: String, CaseIterable, Sendable {
        case install, installAtomic, installHooks, upgrade, upgradeAtomic, upgradeHooks, rollback, uninstall
    }

    static let chart = ActionFixture.chart([
        "a.yaml": ActionFixture.configMap("one"), "b.yaml": ActionFixture.configMap("two"),
        "h.yaml": ActionFixture.hook(
            "h", "pre-install,post-install,pre-upgrade,post-upgrade,pre-delete", "hook-succeeded,before-hook-creation"),
    ])

    private func prepare(_ fixture: ActionFixture, _ verb: Verb) async throws {
        switch verb {
        case .install, .installAtomic, .installHooks: return
        case .upgrade, .upgradeAtomic, .upgradeHooks, .uninstall: try await fixture.install(Self.chart)
        case .rollback:
            try await fixture.install(Self.chart)
            try await fixture.upgrade(Self.chart, values: ["color": "red"])
        }
    }

    private func run(_ fixture: ActionFixture, _ verb: Verb) async throws {
        let plain = ActionFixture.chart()
        switch verb {
        case .install: try await fixture.install(plain)
        case .installAtomic: try await fixture.install(Self.chart) { $0.rollbackOnFailure = true }
        case .installHooks: try await fixture.install(Self.chart)
        case .upgrade: try await fixture.upgrade(plain) { $0.cleanupOnFail = true }
        case .upgradeAtomic: try await fixture.upgrade(Self.chart) { $0.rollbackOnFailure = true }
        case .upgradeHooks: try await fixture.upgrade(Self.chart)
        case .rollback: try await fixture.rollback()
        case .uninstall: try await fixture.uninstall()
        }
    }

    /// A fixture in which everything up to the verb went well, and the call number `target` of the verb goes wrong.
    private func fixture(_ verb: Verb, _ target: Int?, _ fault: FaultPlan.Fault) async throws -> ActionFixture {
        let ready = ActionFixture()
        try await prepare(ready, verb)
        return ActionFixture(faults: FaultPlan(at: target, fault), store: ready.store, cluster: ready.cluster)
    }

    @Test(arguments: Verb.allCases)
    func failures(_ verb: Verb) async throws {
        let good = try await fixture(verb, nil, .fail)
        try await run(good, verb)
        #expect(good.faults.count > 5)
        for target in 1...good.faults.count {
            let fixture = try await fixture(verb, target, .fail)
            let before = fixture.store.entries(ReleaseQuery())
            var failure: ActionError?
            do {
                try await run(fixture, verb)
            } catch let error as ActionError {
                failure = error
            }
            check(fixture, verb, target, before: before, failure)
        }
    }

    @Test(arguments: Verb.allCases)
    func cancellations(_ verb: Verb) async throws {
        let good = try await fixture(verb, nil, .cancel)
        try await run(good, verb)
        for target in 1...good.faults.count {
            let fixture = try await fixture(verb, target, .cancel)
            let before = fixture.store.entries(ReleaseQuery())
            let task = Task { try await run(fixture, verb) }
            fixture.faults.onCancel { task.cancel() }
            var failure: ActionError?
            do {
                try await task.value
            } catch let error as ActionError {
                failure = error
            }
            check(fixture, verb, target, before: before, failure)
        }
    }

    private func check(
        _ fixture: ActionFixture, _ verb: Verb, _ target: Int, before: [ReleaseEntry], _ failure: ActionError?
    ) {
        let text = fixture.faults.texts[target - 1]
        let where_ = "\(verb.rawValue), call \(target): \(text)" + (failure.map { " → \($0.message)" } ?? "")
        let after = fixture.store.entries(ReleaseQuery())
        if verb != .uninstall {
            let lost = before.filter { old in !after.contains { $0.revision == old.revision } }
            #expect(lost.isEmpty, "a revision is lost: \(where_)")
        }
        // Helm itself leaves these pending: the last write of a record that failed, and a failed hook of a rollback.
        let isHelms = text.hasPrefix("store update") || verb == .rollback
        if !isHelms {
            let pending = after.filter(\.status.isPending)
            #expect(pending.isEmpty, "left pending: \(where_)")
        }
        // Objects that nobody recorded: whatever the cluster holds must belong to a stored revision.
        if after.isEmpty {
            let orphans = fixture.cluster.names.filter { !$0.hasSuffix("/h") }
            #expect(orphans.isEmpty, "orphans \(orphans): \(where_)")
        }
    }
}
