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
        #expect(ours == expected, "\(text(ours))\nnot\n\(text(expected))")
    }

    private func lint(_ testCase: TableCase, _ folder: ChartFolder, path: String) async throws -> LintResult {
        var request = LintRequest(folder: folder, path: path, environment: Linting.environment)
        request.values = testCase.json["values"]?.mapValue ?? [:]
        request.kubeVersion = try testCase.text("kubeVersion").map { try KubeVersion(parsing: $0) }
        request.isStrict = testCase.flag("strict")
        request.skipSchemaValidation = testCase.flag("skipSchemaValidation")
        return try await Linting.run(request)
    }

    private func text(_ value: Value) -> String { String(decoding: JSON.encode(value), as: UTF8.self) }
}
