import HelmKube
import HelmRelease
import HelmValues
import Testing

@testable import HelmActions

/// The table of status transitions in conformance/wire/README.md, section 5, row by row.
@Suite struct TransitionTests {
    static let refusal = KubeError(.invalid, "it is refused", status: 422)
    static let slow = KubeError(
        .timedOut, "resource ConfigMap/ns/one not ready. status: InProgress, message: slow\ncontext deadline exceeded")

    @Test func install() async throws {
        let fixture = ActionFixture()
        let release = try await fixture.install()
        #expect(release.info.status == .deployed)
        #expect(fixture.history == ["1 deployed Install complete"])
        #expect(
            fixture.writes == [
                "store create 1", "create v1/ConfigMap/one", "wait hookOnly", "store update 1 deployed",
            ])
    }

    @Test func installWithDescription() async throws {
        let fixture = ActionFixture()
        try await fixture.install { $0.description = "mine" }
        #expect(fixture.history == ["1 deployed mine"])
    }

    @Test func installThatFails() async throws {
        let fixture = ActionFixture()
        fixture.cluster.fail("create", Self.refusal)
        await #expect(throws: ActionError.self) { try await fixture.install() }
        #expect(fixture.history == [#"1 failed Release "demo" failed: it is refused"#])
    }

    @Test func installThatTimesOut() async throws {
        let fixture = ActionFixture()
        fixture.cluster.fail("wait", Self.slow)
        let error = await #expect(throws: ActionError.self) { try await fixture.install { $0.apply.wait = .watcher } }
        #expect(error?.message == "context deadline exceeded")
        #expect(error?.code == .waitTimeout)
        #expect(fixture.history == ["1 failed Release \"demo\" failed: \(Self.slow.message)"])
    }

    @Test func atomicInstallThatFails() async throws {
        let fixture = ActionFixture()
        fixture.cluster.fail("wait", Self.slow)
        let error = await #expect(throws: ActionError.self) {
            try await fixture.install { $0.rollbackOnFailure = true }
        }
        #expect(
            error?.message
                == "release demo failed, and has been uninstalled due to atomic being set: context deadline exceeded")
        #expect(fixture.history.isEmpty)
        #expect(fixture.cluster.names.isEmpty)
        #expect(fixture.writes.contains("wait watcher"))
        #expect(fixture.writes.contains("store update 1 uninstalling"))
    }

    @Test func installOverAnUninstalledRelease() async throws {
        let fixture = ActionFixture()
        try await fixture.install()
        try await fixture.uninstall { $0.keepHistory = true }
        await #expect(throws: ActionError.self) { try await fixture.install() }
        try await fixture.install { $0.replace = true }
        #expect(fixture.history == ["1 superseded superseded by new release", "2 deployed Install complete"])
    }

    @Test func installOverAFailedRelease() async throws {
        let fixture = ActionFixture()
        fixture.cluster.fail("create", Self.refusal)
        await #expect(throws: ActionError.self) { try await fixture.install() }
        fixture.cluster.succeed()
        try await fixture.install { $0.replace = true }
        #expect(fixture.history == [#"1 failed Release "demo" failed: it is refused"#, "2 deployed Install complete"])
    }

    @Test func nameInUse() async throws {
        let fixture = ActionFixture()
        try await fixture.install()
        let error = await #expect(throws: ActionError.self) { try await fixture.install() }
        #expect(error?.message == "cannot re-use a name that is still in use")
        #expect(error?.code == .nameInUse)
        await #expect(throws: ActionError.self) { try await fixture.install { $0.replace = true } }
    }

    @Test func upgrade() async throws {
        let fixture = ActionFixture()
        try await fixture.install()
        try await fixture.upgrade(values: ["color": "red"])
        #expect(fixture.history == ["1 superseded Install complete", "2 deployed Upgrade complete"])
        let labels = fixture.store.entries(ReleaseQuery()).map { $0.labels.keys }
        #expect(
            labels == [
                ["modifiedAt", "name", "owner", "status", "version"],
                ["modifiedAt", "name", "owner", "status", "version"],
            ])
        let release = try fixture.store.release(named: "demo", revision: 2)
        let first = try fixture.store.release(named: "demo", revision: 1)
        #expect(release.info.firstDeployed == first.info.firstDeployed)
        #expect(release.config == ["color": "red"])
    }

    @Test func upgradeThatFails() async throws {
        let fixture = ActionFixture()
        try await fixture.install()
        fixture.cluster.fail("update", Self.refusal)
        await #expect(throws: ActionError.self) { try await fixture.upgrade() }
        #expect(
            fixture.history == [
                "1 deployed Install complete", #"2 failed Upgrade "demo" failed: it is refused"#,
            ])
        #expect(fixture.writes.suffix(2) == ["store update 1 deployed", "store update 2 failed"])
        fixture.cluster.succeed()
        try await fixture.upgrade()
        #expect(
            fixture.history == [
                "1 superseded Install complete", #"2 failed Upgrade "demo" failed: it is refused"#,
                "3 deployed Upgrade complete",
            ])
    }

    @Test func upgradeWhoseHookFails() async throws {
        let fixture = ActionFixture()
        let chart = ActionFixture.chart([
            "cm.yaml": ActionFixture.configMap("one"), "hook.yaml": ActionFixture.hook("h", "pre-upgrade"),
        ])
        try await fixture.install(chart)
        fixture.cluster.fail("hook", KubeError(.failed, "job failed"))
        let error = await #expect(throws: ActionError.self) { try await fixture.upgrade(chart) }
        #expect(error?.message == "pre-upgrade hooks failed: job failed")
        #expect(
            fixture.history == [
                "1 deployed Install complete", #"2 failed Upgrade "demo" failed: pre-upgrade hooks failed: job failed"#,
            ])
        #expect(!fixture.writes.contains("store update 1 deployed") || fixture.writes.last == "store update 2 failed")
    }

    /// Helm writes the old record again only where the upgrade failed by itself.
    @Test func aCancelledUpgradeLeavesTheOldRecordAlone() async throws {
        let fixture = ActionFixture()
        try await fixture.install()
        let before = fixture.writes.count
        fixture.cluster.fail("wait", KubeError(.cancelled, "context canceled"))
        let error = await #expect(throws: ActionError.self) { try await fixture.upgrade() }
        #expect(error?.code == .cancelled)
        #expect(
            fixture.writes.dropFirst(before) == [
                "store create 2", "update v1/ConfigMap/one", "wait hookOnly", "store update 2 failed",
            ])
    }

    @Test func atomicUpgradeThatFails() async throws {
        let fixture = ActionFixture()
        try await fixture.install()
        fixture.cluster.fail("wait watcher", Self.slow)
        let error = await #expect(throws: ActionError.self) {
            try await fixture.upgrade(values: ["color": "red"]) {
                $0.rollbackOnFailure = true
                $0.apply.wait = nil
            }
        }
        // The rollback waits in the same way, and so fails too.
        #expect(error?.message.hasPrefix("an error occurred while rolling back the release.") == true)
        #expect(fixture.history.count == 3)
    }

    @Test func atomicUpgradeRollsBack() async throws {
        let fixture = ActionFixture()
        try await fixture.install()
        let broken = ActionFixture.chart(["cm.yaml": ActionFixture.configMap("two")])
        fixture.cluster.fail("create v1/ConfigMap/two", Self.refusal)
        let error = await #expect(throws: ActionError.self) {
            try await fixture.upgrade(broken) { $0.rollbackOnFailure = true }
        }
        #expect(
            error?.message == "release demo failed, and has been rolled back due to atomic being set: it is refused")
        #expect(
            fixture.history == [
                "1 superseded Install complete", #"2 failed Upgrade "demo" failed: it is refused"#,
                "3 deployed Rollback to 1",
            ])
    }

    @Test func upgradeOfNothing() async throws {
        let fixture = ActionFixture()
        let error = await #expect(throws: ActionError.self) { try await fixture.upgrade() }
        #expect(error?.message == #""demo" has no deployed releases"#)
        try await fixture.upgrade { $0.install = true }
        #expect(fixture.history == ["1 deployed Install complete"])
        try await fixture.uninstall { $0.keepHistory = true }
        try await fixture.upgrade { $0.install = true }
        #expect(fixture.history == ["1 superseded superseded by new release", "2 deployed Install complete"])
    }

    @Test func cleanupOnFail() async throws {
        let fixture = ActionFixture()
        try await fixture.install()
        let chart = ActionFixture.chart([
            "a.yaml": ActionFixture.configMap("new"), "b.yaml": ActionFixture.configMap("one"),
        ])
        fixture.cluster.fail("update v1/ConfigMap/one", Self.refusal)
        await #expect(throws: ActionError.self) { try await fixture.upgrade(chart) { $0.cleanupOnFail = true } }
        #expect(fixture.cluster.names == ["v1/ConfigMap/one"])
    }

    @Test func rollback() async throws {
        let fixture = ActionFixture()
        try await fixture.install(values: ["color": "red"])
        try await fixture.upgrade(values: ["color": "blue"])
        let release = try await fixture.rollback()
        #expect(release.config == ["color": "red"])
        #expect(
            fixture.history == [
                "1 superseded Install complete", "2 superseded Upgrade complete", "3 deployed Rollback to 1",
            ])
        await #expect(throws: ActionError.self) { try await fixture.rollback(to: 99) }
    }

    @Test func rollbackThatIsRefused() async throws {
        let fixture = ActionFixture()
        try await fixture.install()
        try await fixture.upgrade()
        fixture.cluster.fail("update", Self.refusal)
        await #expect(throws: ActionError.self) { try await fixture.rollback() }
        #expect(
            fixture.history == [
                "1 superseded Install complete", "2 superseded Upgrade complete",
                #"3 failed Rollback "demo" failed: it is refused"#,
            ])
    }

    @Test func rollbackThatTimesOut() async throws {
        let fixture = ActionFixture()
        try await fixture.install()
        try await fixture.upgrade()
        fixture.cluster.fail("wait", Self.slow)
        await #expect(throws: ActionError.self) { try await fixture.rollback() }
        #expect(
            fixture.history == [
                "1 superseded Install complete", "2 deployed Upgrade complete",
                "3 failed Release \"demo\" failed: \(Self.slow.message)",
            ])
    }

    @Test func uninstall() async throws {
        let fixture = ActionFixture()
        try await fixture.install()
        try await fixture.upgrade()
        try await fixture.uninstall()
        #expect(fixture.history.isEmpty)
        #expect(fixture.cluster.names.isEmpty)
        #expect(
            fixture.writes.suffix(5) == [
                "store update 2 uninstalling", "delete v1/ConfigMap/one", "gone hookOnly", "store delete 1",
                "store delete 2",
            ])
        let error = await #expect(throws: ActionError.self) { try await fixture.uninstall() }
        #expect(error?.message == "uninstall: Release not loaded: demo: release: not found")
        let ignored = try await fixture.uninstall { $0.ignoreNotFound = true }
        #expect(ignored.release == nil)
    }

    @Test func uninstallKeepingHistory() async throws {
        let fixture = ActionFixture()
        try await fixture.install()
        try await fixture.uninstall { $0.keepHistory = true }
        #expect(fixture.history == ["1 uninstalled Uninstallation complete"])
        let error = await #expect(throws: ActionError.self) { try await fixture.uninstall { $0.keepHistory = true } }
        #expect(error?.message == #"the release named "demo" is already deleted"#)
        try await fixture.uninstall()
        #expect(fixture.history.isEmpty)
    }

    @Test func uninstallKeepsWhatIsToBeKept() async throws {
        let fixture = ActionFixture()
        let kept = ActionFixture.configMap("kept", annotations: ["helm.sh/resource-policy": "keep"])
        try await fixture.install(ActionFixture.chart(["a.yaml": kept, "b.yaml": ActionFixture.configMap("one")]))
        let result = try await fixture.uninstall()
        #expect(result.info == "These resources were kept due to the resource policy:\n[ConfigMap] kept\n")
        #expect(fixture.cluster.names == ["v1/ConfigMap/kept"])
    }

    /// Only what has no policy goes: Helm trims `keep` and takes it in any case, and leaves alone what it does not know.
    @Test(arguments: [("keep", true), ("Keep", true), (" keep ", true), ("retain", false), ("", false)])
    func uninstallObeysPolicies(_ policy: String, _ isTold: Bool) async throws {
        let fixture = ActionFixture()
        let kept = ActionFixture.configMap("kept", annotations: ["helm.sh/resource-policy": policy])
        try await fixture.install(ActionFixture.chart(["a.yaml": kept, "b.yaml": ActionFixture.configMap("one")]))
        let result = try await fixture.uninstall()
        #expect(result.info.contains("[ConfigMap] kept") == isTold)
        #expect(fixture.cluster.names == ["v1/ConfigMap/kept"])
    }

    /// A cluster or a store that does not answer is not a release that is not there.
    @Test func ignoringThatItIsNotFoundHidesNothingElse() async throws {
        let fixture = ActionFixture()
        _ = try await fixture.uninstall { $0.ignoreNotFound = true }
        fixture.faults.arm(at: 2, .storeDown)
        await #expect(throws: ActionError.self) { try await fixture.uninstall { $0.ignoreNotFound = true } }
    }

    /// The same object in another version of its kind has to be shown to be the release's.
    @Test func upgradeToAnotherVersionOfAKindChecksOwnership() async throws {
        let fixture = ActionFixture()
        try await fixture.install()
        let foreign = try #require(
            try await fixture.cluster.objects(
                of: "apiVersion: v2\nkind: ConfigMap\nmetadata: {name: one}", namespace: "ns", validates: false
            ).first)
        fixture.cluster.put(foreign)
        let other = ActionFixture.configMap("one").replacing("apiVersion: v1", with: "apiVersion: v2")
        let error = await #expect(throws: ActionError.self) {
            try await fixture.upgrade(ActionFixture.chart(["cm.yaml": other]))
        }
        #expect(error?.code == .notOwned)
        #expect(fixture.history == ["1 deployed Install complete"])
    }

    /// Nothing but what is to be kept, nothing but hooks, nothing at all.
    @Test(arguments: [
        ActionFixture.configMap("kept", annotations: ["helm.sh/resource-policy": "keep"]),
        ActionFixture.hook("h", "pre-install", "hook-succeeded"), "# nothing\n",
    ])
    func uninstallOfWhatHasNothingToDelete(_ template: String) async throws {
        let fixture = ActionFixture()
        try await fixture.install(ActionFixture.chart(["a.yaml": template]))
        try await fixture.uninstall()
        #expect(fixture.history.isEmpty)
    }

    @Test func uninstallThatFails() async throws {
        let fixture = ActionFixture()
        try await fixture.install()
        fixture.cluster.fail("delete", Self.refusal)
        let error = await #expect(throws: ActionError.self) { try await fixture.uninstall() }
        #expect(error?.message == "failed to delete release: demo")
        #expect(fixture.history == ["1 uninstalling Deletion in progress (or silently failed)"])
        fixture.cluster.succeed()
        try await fixture.uninstall()
        #expect(fixture.history.isEmpty)
    }

    @Test func historyIsPruned() async throws {
        let fixture = ActionFixture()
        try await fixture.install()
        for _ in 0..<5 { try await fixture.upgrade { $0.historyMax = 3 } }
        #expect(fixture.history.map { $0.split(separator: " ")[0] } == ["4", "5", "6"])
        try await fixture.upgrade { $0.historyMax = 1 }
        #expect(fixture.history.map { $0.split(separator: " ")[0] } == ["6", "7"])
    }

    @Test func pendingReleasesAreRefused() async throws {
        let fixture = ActionFixture()
        try await fixture.install()
        var stuck = try fixture.store.release(named: "demo", revision: 1)
        stuck.info.status = .pendingUpgrade
        stuck.revision = 2
        try fixture.store.create(stuck)
        let error = await #expect(throws: ActionError.self) { try await fixture.upgrade() }
        #expect(error?.message == "another operation (install/upgrade/rollback) is in progress")
        try await fixture.rollback(to: 1)
        #expect(fixture.history.last == "3 deployed Rollback to 1")
    }
}
