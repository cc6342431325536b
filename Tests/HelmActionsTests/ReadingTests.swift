import HelmRelease
import HelmValues
import Testing

@testable import HelmActions

/// List, history, get, status and template.
@Suite struct ReadingTests {
    private func list(_ fixture: ActionFixture, _ change: (inout ListOptions) -> Void = { _ in }) async throws
        -> [String]
    {
        var options = ListOptions()
        change(&options)
        return try await List(fixture.context).run(options).map { "\($0.name) \($0.revision)" }
    }

    @Test func lists() async throws {
        let fixture = ActionFixture()
        for name in ["c", "a", "b"] {
            try await fixture.install(ActionFixture.chart(["cm.yaml": ActionFixture.configMap(name)]), name: name)
        }
        #expect(try await list(fixture) == ["a 1", "b 1", "c 1"])
        #expect(try await list(fixture) { $0.sortReverse = true } == ["c 1", "b 1", "a 1"])
        #expect(try await list(fixture) { $0.byDate = true } == ["b 1", "a 1", "c 1"])
        #expect(try await list(fixture) { ($0.byDate, $0.sortReverse) = (true, true) } == ["c 1", "a 1", "b 1"])
        #expect(try await list(fixture) { ($0.limit, $0.offset) = (1, 1) } == ["b 1"])
        #expect(try await list(fixture) { $0.offset = 5 } == [])
        #expect(try await list(fixture) { $0.filter = "^(a|c)$" } == ["a 1", "c 1"])
        #expect(try await list(fixture) { $0.selector = "name=b" } == ["b 1"])
        let error = await #expect(throws: ActionError.self) { _ = try await list(fixture) { $0.filter = "(" } }
        #expect(error?.message == "error parsing regexp: missing closing ): `(`")
    }

    @Test func histories() async throws {
        let fixture = ActionFixture()
        try await fixture.install()
        for _ in 0..<3 { try await fixture.upgrade() }
        let history = History(fixture.context)
        #expect(try await history.run(name: "demo", maximum: 0).map(\.revision) == [4, 3, 2, 1])
        #expect(try await history.run(name: "demo", maximum: 2).map(\.revision) == [4, 3])
        let error = await #expect(throws: ActionError.self) { _ = try await history.run(name: "nope", maximum: 0) }
        #expect(error?.message == "release: not found")
    }

    @Test func gets() async throws {
        let fixture = ActionFixture()
        let chart = ActionFixture.chart(values: ["color": "blue", "size": 1])
        try await fixture.install(chart)
        try await fixture.upgrade(chart, values: ["color": "red"])
        let get = Get(fixture.context)
        #expect(try await get.values(name: "demo", revision: 0, all: false) == ["color": "red"])
        #expect(try await get.values(name: "demo", revision: 1, all: false) == nil)
        #expect(try await get.values(name: "demo", revision: 0, all: true) == ["color": "red", "size": 1])
        #expect(try await get.metadata(name: "demo", revision: 0).revision == 2)
        for revision in [0, 9] {
            let name = revision == 0 ? "nope" : "demo"
            let error = await #expect(throws: ActionError.self) {
                _ = try await get.release(name: name, revision: revision)
            }
            #expect(error?.message == "release: not found")
        }
    }

    @Test func statuses() async throws {
        let fixture = ActionFixture()
        try await fixture.install()
        let result = try await Status(fixture.context).run(name: "demo", revision: 0, withResources: true)
        #expect(result.resources.map { "\($0.kind) \($0.name) \($0.status)" } == ["ConfigMap one Current"])
    }

    @Test func templates() async throws {
        let fixture = ActionFixture()
        var context = fixture.context
        context.cluster = OfflineCluster()
        let chart = ActionFixture.chart([
            "a.yaml": ActionFixture.configMap("one"), "b.yaml": ActionFixture.configMap("two"),
            "h.yaml": ActionFixture.hook("h", "pre-install"), "t.yaml": ActionFixture.hook("t", "test"),
        ])
        var options = TemplateOptions()
        func text() async throws -> String {
            try await Template(context).run(TemplateRequest(name: "demo", chart: chart, options: options)).text
        }
        let all = try await text()
        #expect(all.components(of: "# Source: ") == ["a.yaml", "b.yaml", "h.yaml", "t.yaml"])
        options.skipTests = true
        #expect(try await text().components(of: "# Source: ") == ["a.yaml", "b.yaml", "h.yaml"])
        options.showOnly = ["templates/b.yaml"]
        #expect(try await text().components(of: "# Source: ") == ["b.yaml"])
        options.showOnly = ["templates/x.yaml"]
        let error = await #expect(throws: ActionError.self) { _ = try await text() }
        #expect(error?.message == "could not find template templates/x.yaml in chart")
    }

    @Test func dryRunsWriteNothing() async throws {
        let fixture = ActionFixture()
        let release = try await fixture.install { $0.apply.dryRun = .server }
        #expect(release.info.description == "Dry run complete")
        #expect(release.info.status == .pendingInstall)
        #expect(release.manifest.contains("name: one"))
        _ = try await fixture.install { $0.apply.dryRun = .client }
        #expect(fixture.writes.isEmpty)
        let error = await #expect(throws: ActionError.self) {
            try await fixture.install { $0.render.hideSecret = true }
        }
        #expect(error?.message == "hiding Kubernetes secrets requires a dry-run mode")
        try await fixture.install()
        let count = fixture.writes.count
        _ = try await fixture.upgrade { $0.apply.dryRun = .server }
        _ = try await fixture.rollback(to: 1) { $0.apply.dryRun = .server }
        _ = try await fixture.uninstall { $0.dryRun = true }
        #expect(fixture.writes.count == count)
    }

    @Test func oneOperationAtATime() async throws {
        let fixture = ActionFixture()
        try await fixture.install()
        let results = await withTaskGroup(of: String?.self) { group in
            for color in ["a", "b", "c", "d"] {
                group.addTask {
                    do {
                        try await fixture.upgrade(values: ["color": .string(color)])
                        return nil
                    } catch {
                        return "\(error)"
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.contains { $0 == nil })
        for text in results.compactMap({ $0 }) {
            #expect(text == "another operation (install/upgrade/rollback) is in progress")
        }
        #expect(fixture.history.filter { $0.contains(" deployed ") }.count == 1)
    }
}

extension String {
    /// The file names of the lines that begin with `marker`.
    fileprivate func components(of marker: String) -> [String] {
        split(separator: "\n").filter { $0.hasPrefix(marker) }.compactMap {
            $0.split(separator: "/").last.map(String.init)
        }
    }
}
