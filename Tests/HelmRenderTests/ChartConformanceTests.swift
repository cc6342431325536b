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

    /// Charts of our own making.
    @Test(arguments: Corpus.fixtures)
    func fixtureMatchesHelm(_ testCase: ConformanceCase) async throws {
        let findings = try await Self.threads.run { Self.findings(testCase) }
        #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
    }

    /// The scaffold that Helm creates.
    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["HELM_WRAPPER_PYTHON"] != nil, "make test sets HELM_WRAPPER_PYTHON"),
        arguments: Corpus.scaffold
    )
    func scaffoldMatchesHelm(_ testCase: ConformanceCase) async throws {
        let findings = try await Self.threads.run { Self.findings(testCase) }
        #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
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
            return wrongError("\(error)".replacing(testCase.chartFolder, with: "CHART"), testCase)
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
        compareCRDs(testCase, &findings)
        return findings
    }

    /// The whole text must be Helm's; where Helm's own order is random, its lines in any order.
    private static func wrongError(_ message: String, _ testCase: ConformanceCase) -> [String] {
        guard let expected = testCase.text("errorFull") else { return ["fails: \(message)"] }
        let known = [expected, testCase.text("cliError") ?? expected]
        if known.contains(where: { bytesEqual($0, message) }) { return [] }
        if testCase.flag("unordered"), lines(message) == lines(expected) { return [] }
        return ["fails with \(message)\nnot with \(expected)"]
    }

    private static func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init).sorted() }

    /// `crds` was recorded before dependencies are looked at, `withCRDs` by a Helm that cuts white space.
    private static func compareCRDs(_ testCase: ConformanceCase, _ findings: inout [String]) {
        if let expected = testCase.json["crds"], let chart = try? ChartLoader.load(folder: testCase.chartFolder) {
            let crds = Value.list(
                chart.crds.map {
                    [
                        "name": .string($0.name), "filename": .string($0.filename),
                        "data": .string(String(decoding: $0.data, as: UTF8.self)),
                    ]
                })
            if crds != expected { findings.append("crds:\n\(json(crds))\nnot\n\(json(expected))") }
        }
        if let expected = testCase.text("withCRDs"), let ours = try? testCase.render(renderer, includeCRDs: true) {
            compare("withCRDs", withoutSpace(ours.manifest), withoutSpace(expected), &findings)
        }
    }

    private static func withoutSpace(_ text: String) -> String {
        text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
            .joined(separator: "\n")
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
