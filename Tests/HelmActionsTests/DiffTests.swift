import HelmKube
import HelmValues
import HelmYAML
import KubeSchema
import Synchronization
import Testing

@testable import HelmActions

@Suite struct DiffTests {
    private func difference(
        _ fixture: ActionFixture, _ templates: [String: String], live: Bool = false,
        _ change: (inout UpgradeOptions) -> Void = { _ in }
    ) async throws -> [ObjectDifference] {
        var options = UpgradeOptions()
        change(&options)
        return try await Diff(fixture.context).run(
            UpgradeRequest(name: "demo", chart: ActionFixture.chart(templates), options: options), live: live)
    }

    @Test func tellsWhatIsAddedChangedAndRemoved() async throws {
        let fixture = ActionFixture()
        try await fixture.install(
            ActionFixture.chart([
                "a.yaml": ActionFixture.configMap("same"), "b.yaml": ActionFixture.configMap("other"),
                "c.yaml": ActionFixture.configMap("gone"),
            ]))
        let before = (fixture.history, fixture.cluster.names)
        let found = try await difference(
            fixture,
            [
                "a.yaml": ActionFixture.configMap("same"),
                "b.yaml": ActionFixture.configMap("other") + "  size: large\n",
                "d.yaml": ActionFixture.configMap("new"),
            ])
        let changes = Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0.change) })
        #expect(changes == ["same": .unchanged, "other": .changed, "new": .added, "gone": .removed])
        let changed = try #require(found.first { $0.name == "other" })
        #expect(
            changed.diff == """
                @@ -1,6 +1,7 @@
                 apiVersion: v1
                 data:
                   color: none
                +  size: large
                 kind: ConfigMap
                 metadata:
                   name: other

                """)
        #expect(found.first { $0.name == "gone" }?.diff.contains("-  name: gone") == true)
        #expect((fixture.history, fixture.cluster.names) == before)
    }

    @Test func withInstallEverythingIsNew() async throws {
        let found = try await difference(ActionFixture(), ["a.yaml": ActionFixture.configMap("one")]) {
            $0.install = true
        }
        #expect(found.map(\.change) == [.added])
        let error = await #expect(throws: ActionError.self) {
            try await difference(ActionFixture(), ["a.yaml": ActionFixture.configMap("one")])
        }
        #expect(error?.message == #""demo" has no deployed releases"#)
    }

    @Test func lookingAtTheClusterSeesWhatWasChangedThere() async throws {
        let fixture = ActionFixture()
        try await fixture.install(ActionFixture.chart(["a.yaml": ActionFixture.configMap("one")]))
        fixture.cluster.state.withLock { state in
            var object = state.objects["v1/ConfigMap/one"]?.mapValue ?? [:]
            object["data"] = .map(["color": .string("painted by hand")])
            state.objects["v1/ConfigMap/one"] = .map(object)
        }
        let stored = try await difference(fixture, ["a.yaml": ActionFixture.configMap("one")])
        #expect(stored.map(\.change) == [.unchanged])
        let live = try await difference(fixture, ["a.yaml": ActionFixture.configMap("one")], live: true)
        #expect(live.map(\.change) == [.changed])
        #expect(live[0].diff.contains("-  color: painted by hand") && live[0].diff.contains("+  color: none"))
    }

    // MARK: Secrets

    private func secret(_ fields: String) throws -> Value {
        try YAML.parse(Array("apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n\(fields)".utf8))
    }

    @Test func whatSecretsHoldIsNeverShown() throws {
        let old = try secret("data: {same: c2FtZQ==, changed: b2xk, gone: Z29uZQ==}\n")
        let new = try secret("data: {same: c2FtZQ==}\nstringData: {changed: fresh, added: shiny}\n")
        let (before, after) = Redaction.redacted(old, new)
        #expect(
            before?["data"] == [
                "same": "<redacted>", "changed": "<redacted> (old)", "gone": "<redacted>",
            ])
        #expect(
            after?["data"] == [
                "same": "<redacted>", "changed": "<redacted> (new)", "added": "<redacted>",
            ])
        #expect(after?["stringData"] == nil)
        let text = [before, after].map { String(decoding: YAML.encode($0 ?? .null), as: UTF8.self) }.joined()
        for value in ["c2FtZQ", "b2xk", "Z29uZQ", "fresh", "shiny"] { #expect(!text.contains(value)) }
    }

    @Test func aSecretIsRedactedWhateverItWasBefore() throws {
        let other = try YAML.parse(Array("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: s}\ndata: {a: b}\n".utf8))
        let (before, after) = Redaction.redacted(other, try secret("stringData: {a: hidden}\n"))
        #expect(after?["data"] == ["a": "<redacted> (new)"] || after?["data"] == ["a": "<redacted>"])
        #expect(before?["data"] != nil)
    }

    // MARK: Lines

    /// As `diff -U3` prints them.
    @Test(arguments: [
        ("a\nb\nc\n", "a\nb\nc\n", ""),
        ("", "a\n", "@@ -0,0 +1 @@\n+a\n"),
        ("a\n", "", "@@ -1 +0,0 @@\n-a\n"),
        ("a\nb\nc\n", "a\nx\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n"),
        (
            "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\nx\n3\n4\n5\n6\n7\n8\ny\n",
            "@@ -1,9 +1,9 @@\n 1\n-2\n+x\n 3\n 4\n 5\n 6\n 7\n 8\n-9\n+y\n"
        ),
        (
            "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n", "1\nx\n3\n4\n5\n6\n7\n8\n9\ny\n",
            "@@ -1,5 +1,5 @@\n 1\n-2\n+x\n 3\n 4\n 5\n@@ -7,4 +7,4 @@\n 7\n 8\n 9\n-10\n+y\n"
        ),
    ])
    func hunks(_ old: String, _ new: String, _ expected: String) {
        #expect(LineDiff.unified(Array(old.utf8), Array(new.utf8)) == expected)
    }

    @Test func largeTextsAreToldAsReplaced() {
        let old = (0..<20_000).map { "old \($0)\n" }.joined()
        let new = (0..<20_000).map { "new \($0)\n" }.joined()
        let diff = LineDiff.unified(Array(old.utf8), Array(new.utf8))
        #expect(diff.hasPrefix("@@ -1,20000 +1,20000 @@\n-old 0\n"))
    }
}
