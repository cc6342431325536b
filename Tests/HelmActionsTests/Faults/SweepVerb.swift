import Testing
import HelmChart
import HelmRelease
import HelmValues

@testable import HelmActions

/// A verb with what must be there before it.
struct SweepVerb: Sendable, CustomTestStringConvertible {
    enum Kind: Sendable {
        /// Changes nothing at all.
        case read
        case write
        /// Takes revisions away.
        case remove
    }

    let name: String
    var kind = Kind.write
    /// The charts' objects without their hooks may be somebody else's.
    var takesOwnership = false
    let prepare: @Sendable (Steps) async throws -> Void
    let run: @Sendable (Steps) async throws -> Void

    var testDescription: String { name }

    /// The name of every release of a sweep.
    static let release = "demo"

    /// Verbs over one context.
    struct Steps: Sendable {
        let context: ActionContext
        var chart = SweepVerb.chart
        var name = SweepVerb.release
        /// For each wait.
        var timeout: Duration = .seconds(20)

        func install(
            _ chart: Chart? = nil, _ change: (inout InstallOptions) -> Void = { _ in }
        ) async throws {
            var options = InstallOptions()
            options.apply.timeout = timeout
            change(&options)
            _ = try await Install(context).run(
                InstallRequest(name: name, chart: chart ?? self.chart, values: [:], options: options))
        }

        func upgrade(
            _ chart: Chart? = nil, values: ValueMap = [:], _ change: (inout UpgradeOptions) -> Void = { _ in }
        ) async throws {
            _ = try await Upgrade(context).run(request(chart, values, change))
        }

        func diff(live: Bool) async throws {
            _ = try await Diff(context).run(request(SweepVerb.bigger, ["color": "red"]) { _ in }, live: live)
        }

        private func request(
            _ chart: Chart?, _ values: ValueMap, _ change: (inout UpgradeOptions) -> Void
        ) -> UpgradeRequest {
            var options = UpgradeOptions()
            options.apply.timeout = timeout
            change(&options)
            return UpgradeRequest(name: name, chart: chart ?? self.chart, values: values, options: options)
        }

        func rollback(_ change: (inout RollbackOptions) -> Void = { _ in }) async throws {
            var options = RollbackOptions()
            options.apply.timeout = timeout
            change(&options)
            _ = try await Rollback(context).run(name: name, revision: 0, options: options)
        }

        func uninstall(_ change: (inout UninstallOptions) -> Void = { _ in }) async throws {
            var options = UninstallOptions()
            options.timeout = timeout
            change(&options)
            _ = try await Uninstall(context).run(name: name, options: options)
        }

        func test() async throws {
            var options = TestOptions()
            options.timeout = timeout
            options.withLogs = true
            _ = try await HelmActions.Test(context).run(name: name, options: options)
        }

        func unlock() async throws { _ = try await Unlock(context).run(name: name) }

        /// What a server that died leaves of an upgrade.
        func leavePending() async throws {
            var release = try await context.releases.release(named: name, revision: 1)
            release.revision = 2
            release.info.status = .pendingUpgrade
            try await context.releases.create(release)
        }
    }

    static let chart = ActionFixture.chart([
        "a.yaml": ActionFixture.configMap("one"), "b.yaml": ActionFixture.configMap("two"),
    ])

    /// With one object more, and one less, than ``chart``.
    static let bigger = ActionFixture.chart(
        ["a.yaml": ActionFixture.configMap("one"), "c.yaml": ActionFixture.configMap("three")], version: "0.2.0")

    static let hooked = ActionFixture.chart([
        "a.yaml": ActionFixture.configMap("one"), "b.yaml": ActionFixture.configMap("two"),
        "h.yaml": ActionFixture.hook(
            "h",
            "pre-install,post-install,pre-upgrade,post-upgrade,pre-rollback,post-rollback,pre-delete,post-delete,test",
            "hook-succeeded,before-hook-creation"),
    ])

    /// All objects of all these charts: what follows a failed upgrade deletes, as with Helm, nothing that only that
    /// upgrade's manifest names.
    static let everything = ActionFixture.chart(templates, version: "0.3.0")
    static let everythingHooked = ActionFixture.chart(
        templates.merging(["h.yaml": ActionFixture.hook("h", "pre-upgrade,pre-delete")]) { $1 }, version: "0.3.0")

    private static let templates = [
        "a.yaml": ActionFixture.configMap("one"), "b.yaml": ActionFixture.configMap("two"),
        "c.yaml": ActionFixture.configMap("three"), "d.yaml": pod,
    ]

    /// Something to wait for that costs a cluster little.
    static let pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: web, annotations: {color: {{ .Values.color | default "none" }}}}
        spec: {containers: [{name: main, image: busybox}]}
        """

    static let withDefinition: Chart = {
        var chart = SweepVerb.chart
        let text = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: things.example.com}
            spec:
              group: example.com
              names: {kind: Thing, plural: things, singular: thing, listKind: ThingList}
              scope: Namespaced
              versions:
              - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}

            """
        chart.files = [ChartFile(name: "crds/things.yaml", data: Array(text.utf8))]
        return chart
    }()
}

extension SweepVerb {
    static let all = installs + upgrades + others + reads

    private static let nothing: @Sendable (Steps) async throws -> Void = { _ in }
    private static let installed: @Sendable (Steps) async throws -> Void = { try await $0.install() }
    private static let installedWithHooks: @Sendable (Steps) async throws -> Void = { try await $0.install(hooked) }
    private static let upgraded: @Sendable (Steps) async throws -> Void = {
        try await $0.install()
        try await $0.upgrade(bigger)
    }

    static let installs = [
        SweepVerb(name: "install", prepare: nothing) { try await $0.install() },
        SweepVerb(name: "install with hooks", prepare: nothing) { try await $0.install(hooked) },
        SweepVerb(name: "install, atomic", prepare: nothing) {
            try await $0.install(hooked) { $0.rollbackOnFailure = true }
        },
        SweepVerb(name: "install with definitions and namespace", prepare: nothing) {
            try await $0.install(withDefinition) { $0.createNamespace = true }
        },
        SweepVerb(name: "install over an uninstalled one") { steps in
            try await steps.install()
            try await steps.uninstall { $0.keepHistory = true }
        } run: {
            try await $0.install { $0.replace = true }
        },
        SweepVerb(name: "upgrade that installs", prepare: nothing) { try await $0.upgrade { $0.install = true } },
        SweepVerb(name: "install that takes over", takesOwnership: true) { steps in
            // The objects stay, but nobody knows any more whose they are.
            try await steps.install(name: "other")
            try await steps.forget("other")
        } run: {
            try await $0.install { $0.render.takeOwnership = true }
        },
    ]

    static let upgrades = [
        SweepVerb(name: "upgrade", prepare: installed) { try await $0.upgrade(bigger, values: ["color": "red"]) },
        SweepVerb(name: "upgrade with hooks", prepare: installedWithHooks) {
            try await $0.upgrade(hooked, values: ["color": "red"])
        },
        SweepVerb(name: "upgrade, atomic", prepare: installedWithHooks) {
            try await $0.upgrade(hooked, values: ["color": "red"]) { $0.rollbackOnFailure = true }
        },
        SweepVerb(name: "upgrade that cleans up", prepare: installed) {
            try await $0.upgrade(bigger) { $0.cleanupOnFail = true }
        },
        SweepVerb(name: "upgrade that prunes", kind: .remove, prepare: upgraded) {
            try await $0.upgrade(bigger, values: ["color": "red"]) { $0.historyMax = 2 }
        },
    ]

    static let others = [
        SweepVerb(name: "rollback", prepare: upgraded) { try await $0.rollback() },
        SweepVerb(name: "rollback with hooks") { steps in
            try await steps.install(hooked)
            try await steps.upgrade(hooked, values: ["color": "red"])
        } run: {
            try await $0.rollback()
        },
        SweepVerb(name: "uninstall", kind: .remove, prepare: upgraded) { try await $0.uninstall() },
        SweepVerb(name: "uninstall with hooks", kind: .remove, prepare: installedWithHooks) {
            try await $0.uninstall()
        },
        SweepVerb(name: "uninstall, history kept", prepare: upgraded) {
            try await $0.uninstall { $0.keepHistory = true }
        },
        SweepVerb(name: "test", prepare: installedWithHooks) { try await $0.test() },
        SweepVerb(name: "unlock") { steps in
            try await steps.install()
            try await steps.leavePending()
        } run: {
            try await $0.unlock()
        },
    ]

    static let reads = [
        SweepVerb(name: "diff", kind: .read, prepare: installed) { try await $0.diff(live: false) },
        SweepVerb(name: "diff, live", kind: .read, prepare: installed) { try await $0.diff(live: true) },
        SweepVerb(name: "dry runs", kind: .read, prepare: installed) { steps in
            try await steps.upgrade(bigger) { $0.apply.dryRun = .server }
            try await steps.rollbackToFirst { $0.apply.dryRun = .server }
            try await steps.uninstall { $0.dryRun = true }
        },
        SweepVerb(name: "status", kind: .read, prepare: upgraded) {
            _ = try await Status($0.context).run(name: $0.name, revision: 0, withResources: true)
        },
        SweepVerb(name: "list", kind: .read, prepare: upgraded) {
            _ = try await List($0.context).run(ListOptions())
        },
        SweepVerb(name: "history", kind: .read, prepare: upgraded) {
            _ = try await History($0.context).run(name: $0.name, maximum: 10)
        },
        SweepVerb(name: "get", kind: .read, prepare: upgraded) {
            _ = try await Get($0.context).values(name: $0.name, revision: 0, all: true)
            _ = try await Get($0.context).metadata(name: $0.name, revision: 1)
        },
    ]
}

extension SweepVerb.Steps {
    fileprivate func install(name: String) async throws {
        var other = self
        other.name = name
        try await other.install()
    }

    /// Removes the records of a release, and leaves its objects.
    fileprivate func forget(_ name: String) async throws {
        for entry in try await context.releases.entries(ReleaseQuery(name: name)) {
            try await context.releases.delete(named: name, revision: entry.revision)
        }
    }

    fileprivate func rollbackToFirst(_ change: (inout RollbackOptions) -> Void) async throws {
        var options = RollbackOptions()
        change(&options)
        _ = try await Rollback(context).run(name: name, revision: 1, options: options)
    }
}
