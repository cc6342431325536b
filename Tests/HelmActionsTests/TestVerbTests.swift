import HelmChart
import HelmKube
import HelmRelease
import Testing

@testable import HelmActions

@Suite struct TestVerbTests {
    private func pod(_ name: String, _ policy: String = "before-hook-creation") -> String {
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: \(name)
          annotations:
            helm.sh/hook: test
            helm.sh/hook-delete-policy: \(policy)
        spec: {containers: [{name: main, image: busybox}]}
        """
    }

    private func installed() async throws -> ActionFixture {
        let fixture = ActionFixture()
        try await fixture.install(
            ActionFixture.chart([
                "cm.yaml": ActionFixture.configMap("one"), "a.yaml": pod("check-a", "hook-succeeded"),
                "b.yaml": pod("check-b"),
            ]))
        return fixture
    }

    private func run(_ fixture: ActionFixture, _ change: (inout TestOptions) -> Void = { _ in }) async throws
        -> TestResult
    {
        var options = TestOptions()
        change(&options)
        return try await HelmActions.Test(fixture.context).run(name: "demo", options: options)
    }

    @Test func runsEveryTestAndRecordsIt() async throws {
        let fixture = try await installed()
        let result = try await run(fixture)
        #expect(result.release.hooks.map(\.lastRun.phase) == ["Succeeded", "Succeeded"])
        #expect(result.logs.isEmpty)
        let stored = try fixture.store.release(named: "demo", revision: 1)
        #expect(stored.hooks.map(\.lastRun.phase) == ["Succeeded", "Succeeded"])
        #expect(fixture.cluster.names.contains("v1/Pod/check-b") && !fixture.cluster.names.contains("v1/Pod/check-a"))
    }

    @Test(arguments: [(["name=check-a"], "check-a"), (["!name=check-a"], "check-b"), (["! name=check-b"], "check-a")])
    func filtersChooseTests(_ filters: [String], _ expected: String) async throws {
        let fixture = try await installed()
        let result = try await run(fixture) { ($0.filters, $0.withLogs) = (filters, true) }
        #expect(result.release.hooks.filter { $0.lastRun.phase == "Succeeded" }.map(\.name) == [expected])
        #expect(result.release.hooks.count == 2)
        #expect(result.logs.map(\.pod) == ["metadata.name=\(expected)"])
    }

    /// Helm puts the hooks that ran behind those that did not; a second filter looks at what the first left.
    @Test(arguments: [
        ([], ["a", "b", "c"]), (["name=b"], ["a", "c", "b"]), (["!name=b"], ["b", "a", "c"]),
        (["!name=c", "name=a"], ["c", "b", "a"]), (["name=c", "name=a"], ["b", "a", "c"]),
    ])
    func filtersArrangeTheHooksOfTheRecord(_ filters: [String], _ expected: [String]) {
        var options = TestOptions()
        options.filters = filters
        let hooks = ["a", "b", "c"].map { name in
            Hook(name: name, kind: "Pod", path: "\(name).yaml", manifest: "", events: [.test])
        }
        #expect(options.arranged(hooks).map(\.name) == expected)
    }

    @Test func theRunsAreRecordedBeforeAnythingIsDeleted() async throws {
        let fixture = try await installed()
        _ = try await run(fixture)
        #expect(fixture.writes.suffix(3) == ["store update 1 deployed", "delete v1/Pod/check-a", "gone watcher"])
    }

    @Test func aFilterOfAnotherKindIsRefused() async throws {
        let fixture = try await installed()
        let error = await #expect(throws: ActionError.self) { try await run(fixture) { $0.filters = ["kind=Pod"] } }
        #expect(error?.code == .invalidOptions)
    }

    @Test func aFailedTestTellsItsLogs() async throws {
        let fixture = try await installed()
        fixture.cluster.fail("hook v1/Pod/check-a", KubeError(.failed, "pod check-a failed"))
        let error = await #expect(throws: ActionError.self) { try await run(fixture) { $0.withLogs = true } }
        #expect(error?.code == .hookFailed)
        #expect(error?.message.contains("POD LOGS: metadata.name=check-a (main)\nit said so\n") == true)
        let stored = try fixture.store.release(named: "demo", revision: 1)
        #expect(stored.hooks.count == 2)
        #expect(stored.hooks.map(\.lastRun.phase).contains("Failed"))
    }

    @Test func unknownReleasesAreTold() async throws {
        let error = await #expect(throws: ActionError.self) { try await run(ActionFixture()) }
        #expect(error?.message == "release: not found")
    }
}

@Suite struct UnlockTests {
    @Test(arguments: [ReleaseStatus.pendingInstall, .pendingUpgrade, .pendingRollback])
    func aPendingReleaseIsFreed(_ status: ReleaseStatus) async throws {
        let fixture = ActionFixture()
        try await fixture.install()
        var stuck = try fixture.store.release(named: "demo", revision: 1)
        stuck.info.status = status
        stuck.revision = 2
        try fixture.store.create(stuck)
        await #expect(throws: ActionError.self) { try await fixture.upgrade() }
        let freed = try await Unlock(fixture.context).run(name: "demo")
        #expect(freed.info.status == .failed && freed.revision == 2)
        #expect(fixture.history.last == "2 failed Unlocked: it was left \(status.rawValue)")
        try await fixture.upgrade()
        #expect(fixture.history.last?.hasPrefix("3 deployed") == true)
    }

    @Test func whatIsNotLockedStaysAsItIs() async throws {
        let fixture = ActionFixture()
        try await fixture.install()
        let before = fixture.history
        let error = await #expect(throws: ActionError.self) { try await Unlock(fixture.context).run(name: "demo") }
        #expect(error?.code == .conflict)
        #expect(fixture.history == before)
    }

    @Test func anOperationThatRunsIsNotCutShort() async throws {
        let fixture = ActionFixture()
        try await fixture.install()
        let error = await #expect(throws: ActionError.self) {
            try await fixture.context.exclusively(on: "demo") { () async throws(ActionError) in
                try await Unlock(fixture.context).run(name: "demo")
            }
        }
        #expect(error?.code == .operationPending)
    }
}
