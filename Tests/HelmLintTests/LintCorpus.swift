import Foundation
import HelmChart
import HelmLint
import HelmRender
import HelmTemplate
import HelmValues
import Testing

/// One case of a table: what Helm was asked, and what it said.
struct TableCase: Sendable, CustomTestStringConvertible {
    var id: String
    var json: ValueMap

    var testDescription: String { id }

    func text(_ key: String) -> String? { json[key]?.stringValue }
    func flag(_ key: String) -> Bool { json[key]?.boolValue ?? false }
}

/// Where tables and charts lie.
enum LintCorpus {
    static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    /// The cases of a table.
    static func table(_ name: String) -> [TableCase] {
        do {
            let file = tests.appending(path: "Conformance/lint/\(name).json")
            let isPacked = !FileManager.default.fileExists(atPath: file.path)
            let data = try isPacked ? run(["gzip", "-dc", file.path + ".gz"]) : Data(contentsOf: file)
            let cases = try JSON.parse(Array(data), numbers: .floats).mapValue?["cases"]?.listValue ?? []
            return cases.enumerated().map { index, value in
                let json = value.mapValue ?? [:]
                let name = json["name"]?.stringValue ?? json["chart"]?.stringValue ?? ""
                return TableCase(id: "\(index) \(name)", json: json)
            }
        } catch {
            fatalError("cannot read the table \(name): \(error)")
        }
    }

    /// The folder of the unpacked charts, made once a run.
    static let charts: String = {
        do {
            let root = FileManager.default.temporaryDirectory.appending(path: "helm-lint-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
            _ = try run(["tar", "-xzf", tests.appending(path: "Conformance/lint/charts.tar.gz").path, "-C", root.path])
            return root.path
        } catch {
            fatalError("cannot unpack the charts: \(error)")
        }
    }()

    /// What a program prints.
    private static func run(_ command: [String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        if process.terminationStatus != 0 { throw CocoaError(.executableLoad) }
        return data
    }
}

/// Lints as the tests do: on render threads, in a fixed environment.
enum Linting {
    static let threads = RenderThreads(count: 2)
    static let linter = Linter(Renderer())
    static let environment = TemplateEnvironment(
        now: { (seconds: 1_700_000_000, nanoseconds: 0) }, randomBytes: { [UInt8](repeating: 7, count: $0) })

    static func run(_ request: LintRequest) async throws -> LintResult {
        try await threads.run { try linter.lint(request) }
    }

    /// The result in the form of the tables.
    static func json(_ result: LintResult, path: String) -> Value {
        func scrubbed(_ text: String) -> Value { .string(text.replacing(path, with: "CHART")) }
        return [
            "chartsLinted": .float(result.isLinted ? 1 : 0), "errors": .list(result.errors.map(scrubbed)),
            "messages": .list(
                result.messages.map {
                    [
                        "severity": .string($0.severity.rawValue), "path": scrubbed($0.path),
                        "message": scrubbed($0.text),
                    ]
                }),
        ]
    }
}
