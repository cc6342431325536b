import Foundation
import HelmChart
import HelmLint
import HelmRender
import HelmValues
import Testing

/// Every chart of the table, message by message as Helm 4.2.3 answers.
@Suite struct LintConformanceTests {
    @Test(arguments: LintCorpus.table("lint"))
    func matchesHelm(_ testCase: TableCase) async throws {
        let path = "\(LintCorpus.charts)/\(testCase.text("chart") ?? "")"
        let result = try await lint(testCase, ChartFolder(path: path), path: path)
        let expected = testCase.json["result"] ?? .null
        let ours = Linting.json(result, path: path)
        #expect(bytesEqual(text(ours), text(expected)), "\(text(ours))\nnot\n\(text(expected))")
    }

    /// Charts of files in the table itself, linted as a folder that is nowhere on disk.
    @Test(arguments: LintCorpus.table("more"))
    func matchesHelmWithoutDisk(_ testCase: TableCase) async throws {
        let files = (testCase.json["files"]?.mapValue ?? [:]).map {
            ChartFile(name: $0.key, data: Array(($0.value.stringValue ?? "").utf8))
        }
        let result = try await lint(testCase, ChartFolder(files: files), path: "CHART")
        let expected = testCase.json["result"] ?? .null
        let ours = Linting.json(result, path: "CHART")
        #expect(bytesEqual(text(ours), text(expected)), "\(text(ours))\nnot\n\(text(expected))")
    }

    private func lint(_ testCase: TableCase, _ folder: ChartFolder, path: String) async throws -> LintResult {
        var request = LintRequest(folder: folder, path: path, environment: Linting.environment)
        request.namespace = ""
        request.values = testCase.json["values"]?.mapValue ?? [:]
        request.kubeVersion = try testCase.text("kubeVersion").map { try KubeVersion(parsing: $0) }
        request.isStrict = testCase.flag("strict")
        request.skipSchemaValidation = testCase.flag("skipSchemaValidation")
        return try await Linting.run(request)
    }

    private func text(_ value: Value) -> String { String(decoding: JSON.encode(value), as: UTF8.self) }
}
