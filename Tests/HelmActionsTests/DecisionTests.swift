import Foundation
import HelmChart
import HelmRelease
import HelmValues
import Testing

@testable import HelmActions

@Suite struct DecisionTests {
    /// Names that real Helm takes and refuses.
    @Test func releaseNames() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Conformance/names/names.json")
        let cases = try #require(try JSON.parse([UInt8](Data(contentsOf: file)))["cases"]?.listValue)
        #expect(cases.count > 10)
        for item in cases {
            let name = item["name"]?.stringValue ?? ""
            #expect(ReleaseName.fault(in: name) == item["error"]?.stringValue, "\(name)")
        }
    }

    @Test func generatedNames() {
        #expect(ReleaseName.generated(for: "web", seconds: 17) == "web-17")
        #expect(ReleaseName.generated(for: "web.d", seconds: 17) == "web-17")
        #expect(ReleaseName.generated(for: "", seconds: 17) == "chart-17")
    }

    private func entry(_ revision: Int, _ status: ReleaseStatus, _ name: String = "demo") -> ReleaseEntry {
        ReleaseEntry(name: name, namespace: "ns", revision: revision, status: status)
    }

    @Test func upgradesStartFromTheDeployedRevision() {
        let last = entry(3, .failed)
        let current = entry(2, .deployed)
        let start = HistoryDecisions.upgradeStart([entry(1, .superseded), current, last], installs: true)
        #expect(start == .upgrade(last: last, current: current))
        #expect(HistoryDecisions.upgradeStart([last], installs: true) == .upgrade(last: last, current: last))
        #expect(HistoryDecisions.upgradeStart([entry(1, .uninstalled)], installs: true) == .install(replace: true))
        #expect(HistoryDecisions.upgradeStart([entry(1, .uninstalled)], installs: false) == .nothingDeployed)
        #expect(HistoryDecisions.upgradeStart([], installs: true) == .install(replace: false))
        #expect(HistoryDecisions.upgradeStart([], installs: false) == .nothingDeployed)
        for status in [ReleaseStatus.pendingInstall, .pendingUpgrade, .pendingRollback] {
            #expect(HistoryDecisions.upgradeStart([current, entry(4, status)], installs: true) == .pending)
        }
    }

    @Test func pruningSparesTheDeployedRevision() {
        let entries = [entry(1, .deployed), entry(2, .failed), entry(3, .failed), entry(4, .failed)]
        #expect(HistoryDecisions.pruned(entries, maximum: 3).map(\.revision) == [2, 3])
        #expect(HistoryDecisions.pruned(entries, maximum: 1).map(\.revision) == [2, 3, 4])
        #expect(HistoryDecisions.pruned(entries, maximum: 0).isEmpty)
        #expect(HistoryDecisions.pruned(entries, maximum: 10).isEmpty)
    }

    @Test func rollbackTargets() throws {
        let entries = [entry(1, .superseded), entry(2, .failed), entry(3, .deployed)]
        #expect(try HistoryDecisions.rollbackTarget(entries, revision: 0).revision == 2)
        #expect(try HistoryDecisions.rollbackTarget(entries, revision: 1).revision == 1)
        func message(_ entries: [ReleaseEntry], _ revision: Int) -> String? {
            do throws(ActionError) {
                _ = try HistoryDecisions.rollbackTarget(entries, revision: revision)
                return nil
            } catch {
                return error.message
            }
        }
        #expect(message(entries, 99) == "release has no 99 version")
        #expect(message(entries, -1) == "invalid release revision")
        #expect(message([], 0) == "release: not found")
        #expect(message([entry(1, .deployed)], 0) == "release has no 0 version")
        #expect(HistoryDecisions.lastGood(entries)?.revision == 3)
    }

    @Test func applyMethods() {
        #expect(ApplyDecisions.isServerSide(.auto, before: .serverSide))
        #expect(!ApplyDecisions.isServerSide(.auto, before: .clientSide))
        #expect(!ApplyDecisions.isServerSide(nil, before: nil))
        #expect(ApplyDecisions.isServerSide(.on, before: nil))
        #expect(!ApplyDecisions.isServerSide(.off, before: .serverSide))
        #expect(ApplyDecisions.waitStrategy(nil, rollbackOnFailure: false) == .hookOnly)
        #expect(ApplyDecisions.waitStrategy(nil, rollbackOnFailure: true) == .watcher)
        #expect(ApplyDecisions.waitStrategy(.legacy, rollbackOnFailure: true) == .legacy)
    }

    @Test func valuesOfAnUpgrade() throws {
        var old = ActionFixture.chart(values: ["kept": "old", "color": "old"])
        old.metadata.version = "0.1.0"
        let current = Release(
            name: "demo", namespace: "ns", revision: 1, info: ReleaseInfo(), chart: old,
            config: ["a": 1, "b": ["c": 1]])
        let chart = ActionFixture.chart(values: ["color": "new"])
        func applied(_ reuse: ValuesReuse, _ given: ValueMap) throws -> (ValueMap, ValueMap) {
            let result = try reuse.applied(to: given, chart: chart, current: current)
            return (result.values, result.chart.values)
        }
        #expect(try applied(.whenNoneGiven, [:]) == (["a": 1, "b": ["c": 1]], ["color": "new"]))
        #expect(try applied(.whenNoneGiven, ["x": 1]) == (["x": 1], ["color": "new"]))
        #expect(try applied(.reset, [:]) == ([:], ["color": "new"]))
        #expect(try applied(.resetThenReuse, ["b": ["d": 2]]) == (["a": 1, "b": ["c": 1, "d": 2]], ["color": "new"]))
        let reused = try applied(.reuse, ["a": nil])
        #expect(reused.0 == ["b": ["c": 1]])
        #expect(reused.1 == ["a": 1, "b": ["c": 1], "color": "old", "kept": "old"])
    }

    @Test func listsShowStates() {
        let entries = [
            entry(1, .superseded, "a"), entry(2, .deployed, "a"), entry(1, .failed, "b"),
            entry(1, .pendingInstall, "c"),
            entry(1, .uninstalled, "d"),
        ]
        func shown(_ change: (inout ListOptions) -> Void) -> [String] {
            var options = ListOptions()
            change(&options)
            return ListSelection(options).chosen(from: entries).map { "\($0.name)\($0.revision)" }.sorted()
        }
        #expect(shown { _ in } == ["a2", "b1"])
        #expect(shown { $0.all = true } == ["a2", "b1", "c1", "d1"])
        #expect(shown { $0.superseded = true } == ["a1"])
        #expect(shown { $0.pending = true } == ["c1"])
        #expect(shown { ($0.uninstalled, $0.failed) = (true, true) } == ["b1", "d1"])
    }

    @Test(arguments: [
        ("team=blue", true), ("team==blue", true), ("team = blue", true), ("team=red", false), ("team!=red", true),
        ("team in (red, blue)", true), ("team notin (blue)", false), ("team", true), ("!team", false), ("!other", true),
        ("other!=x", true), ("size>3", true), ("size<3", false), ("team=blue,size=4", true),
        ("team=blue,size=5", false),
        ("", true), ("other=", false),
    ])
    func labelSelectors(_ text: String, _ expected: Bool) throws {
        let labels: ByteOrderedMap<String> = ["size": "4", "team": "blue"]
        #expect(try LabelSelector(text).matches(labels) == expected)
    }

    @Test(arguments: ["=", "a=b=c", "a in", "a in (", "a in (b", "a b", ",", "a,", "!", "size>x", "a in (b))"])
    func badSelectors(_ text: String) { #expect(throws: ActionError.self) { try LabelSelector(text) } }

    @Test(arguments: [
        ("templates/a.yaml", "templates/a.yaml", true), ("templates/*.yaml", "templates/a.yaml", true),
        ("templates/*", "templates/a/b.yaml", false), ("*/*/*.yaml", "templates/a/b.yaml", true),
        ("templates/?.yaml", "templates/a.yaml", true), ("templates/[a-c].yaml", "templates/b.yaml", true),
        ("templates/[^a-c].yaml", "templates/b.yaml", false), ("templates/[", "templates/[", false),
        ("a*b*c*d", "axxbxxcxxd", true), ("a*b*c*d", "axxbxxcxx", false), ("\\*", "*", true), ("", "", true),
    ])
    func globs(_ pattern: String, _ text: String, _ expected: Bool) {
        #expect(Glob.matches(text, pattern) == expected)
    }
}
