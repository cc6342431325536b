import Foundation
import HelmChart
import HelmRender
import HelmValues
import Testing

/// Every whole chart of the corpus, byte for byte as Helm 4.2.3 answers.
@Suite struct ChartConformanceTests {
    private static let threads = RenderThreads(count: 2)
    private static let renderer = Renderer()

    @Test(arguments: Corpus.cases)
    func matchesHelm(_ testCase: ConformanceCase) async throws {
        let findings = try await Self.threads.run { Self.findings(testCase) }
        if let reason = Corpus.differences[testCase.id] {
            #expect(!findings.isEmpty, "passes now, although differences.txt says: \(reason)")
        } else {
            #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
        }
    }

    @Test func differencesNameCases() {
        let ids = Set(Corpus.cases.map(\.id))
        #expect(Corpus.cases.count > 400)
        for id in Corpus.differences.keys { #expect(ids.contains(id), "\(id)") }
    }

    private static func findings(_ testCase: ConformanceCase) -> [String] {
        let rendered: Rendered
        do {
            rendered = try testCase.render(renderer)
        } catch {
            let message = "\(error)".replacing(testCase.chartFolder, with: "CHART")
            guard let expected = testCase.text("error") else { return ["fails: \(message)"] }
            return message.utf8.firstRange(of: expected.utf8) != nil ? [] : ["fails with \(message)\nnot with \(expected)"]
        }
        if let expected = testCase.text("error") { return ["passes, but Helm says: \(expected)"] }
        var findings: [String] = []
        compare("manifest", rendered.manifest, testCase.text("manifest"), &findings)
        compare("notes", rendered.notes, testCase.text("notes"), &findings)
        if let values = testCase.json["mergedValues"] {
            let ours = asFloats(.map(rendered.values))
            if ours != asFloats(values) { findings.append("values:\n\(json(ours))\nnot\n\(json(values))") }
        }
        if let hooks = testCase.json["hooks"] {
            let ours = Value.list(rendered.hooks.map(hookRecord))
            if asFloats(ours) != asFloats(hooks) { findings.append("hooks:\n\(json(ours))\nnot\n\(json(hooks))") }
        }
        let crds = Value.list(
            rendered.crds.map {
                [
                    "name": .string($0.name), "filename": .string($0.filename),
                    "data": .string(String(decoding: $0.data, as: UTF8.self)),
                ]
            })
        if let expected = testCase.json["crds"], crds != expected {
            findings.append("crds:\n\(json(crds))\nnot\n\(json(expected))")
        }
        return findings
    }

    private static func compare(_ name: String, _ ours: String, _ expected: String?, _ findings: inout [String]) {
        guard let expected, !bytesEqual(ours, expected) else { return }
        findings.append("\(name):\n\(ours)\nnot\n\(expected)")
    }

    private static func hookRecord(_ hook: Hook) -> Value {
        [
            "name": .string(hook.name), "kind": .string(hook.kind), "path": .string(hook.path),
            "events": .list(hook.events.map { .string($0.rawValue) }), "weight": .int(Int64(hook.weight)),
            "deletePolicies": .list(hook.deletePolicies.map { .string($0.rawValue) }),
            "outputLogPolicies": .list(hook.outputLogPolicies.map { .string($0.rawValue) }),
            "manifest": .string(hook.manifest),
        ]
    }

    private static func asFloats(_ value: Value) -> Value {
        switch value {
        case .int(let number): .float(Double(number))
        case .list(let values): .list(values.map(asFloats))
        case .map(let map): .map(map.mapValues(asFloats))
        default: value
        }
    }

    private static func json(_ value: Value) -> String { String(decoding: JSON.encode(value), as: UTF8.self) }
}
