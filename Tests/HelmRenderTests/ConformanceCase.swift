import Foundation
import HelmChart
import HelmRender
import HelmTemplate
import HelmValues
import Testing

/// One case of the conformance corpus: inputs, and what real Helm made of them.
struct ConformanceCase: Sendable, CustomTestStringConvertible {
    var id: String
    var chartFolder: String
    var json: ValueMap

    var testDescription: String { id }

    func text(_ key: String) -> String? { json[key]?.stringValue }
    func flag(_ key: String) -> Bool { json[key]?.boolValue ?? false }
    func texts(_ key: String) -> [String] { (json[key]?.listValue ?? []).compactMap(\.stringValue) }

    /// Renders the case as `helm install --dry-run=client` would.
    func render(_ renderer: Renderer, includeCRDs: Bool = false) throws -> Rendered {
        let chart = try ChartLoader.load(folder: chartFolder)
        try chart.checkDependencies()
        var options = ValuesOptions()
        options.values = (text("values").map { [$0] } ?? texts("values")).map { Array($0.utf8) }
        options.setJSON = texts("setJSON")
        options.set = texts("set")
        options.setString = texts("setString")
        options.setLiteral = texts("setLiteral")
        let isUpgrade = flag("isUpgrade")
        let release = ReleaseContext(
            name: text("releaseName") ?? "", namespace: text("namespace") ?? "default", revision: isUpgrade ? 2 : 1,
            isInstall: !isUpgrade, isUpgrade: isUpgrade)
        var request = RenderRequest(
            chart: chart, values: try options.merged(), release: release, environment: .testing)
        if let version = text("kubeVersion") {
            request.capabilities.kubeVersion = try KubeVersion(parsing: version)
        }
        request.capabilities = request.capabilities.adding(apiVersions: texts("apiVersions"))
        request.includeCRDs = includeCRDs
        request.subNotes = flag("subNotes")
        request.skipSchemaValidation = flag("skipSchemaValidation")
        return try renderer.render(request)
    }
}

extension TemplateEnvironment {
    static let testing = TemplateEnvironment(
        now: { (seconds: 1_700_000_000, nanoseconds: 0) },
        randomBytes: { count in (0..<count).map { _ in UInt8.random(in: 0...255) } })
}

/// Where the cases lie.
enum Corpus {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    /// The conformance corpus, unpacked once a run.
    static let cases: [ConformanceCase] = {
        do {
            let root = try scratch()
            try run(
                "/usr/bin/env",
                ["tar", "-xzf", folder.appending(path: "Conformance/charts/cases.tar.gz").path, "-C", root.path])
            return try load(root)
        } catch {
            fatalError("cannot read the corpus: \(error)")
        }
    }()

    /// The charts of our own making.
    static let fixtures: [ConformanceCase] = {
        do { return try load(folder.appending(path: "Fixtures/charts")) } catch {
            fatalError("cannot read the fixtures: \(error)")
        }
    }()

    /// Helm's scaffold, made and recorded by real Helm now; empty where `make test` did not name a Python with it.
    static let scaffold: [ConformanceCase] = {
        guard let python = ProcessInfo.processInfo.environment["HELM_WRAPPER_PYTHON"] else { return [] }
        let record = folder.appending(path: "Conformance/record.py").path
        guard let root = try? scratch(), (try? run(python, [record, "--scaffold", root.path])) != nil,
            let cases = try? load(root)
        else { return [] }
        return cases
    }()

    /// Cases that fail by intent or for now: `ID reason` a line. A case here that passes fails the test.
    static let differences: [String: String] = {
        let file = folder.appending(path: "Conformance/charts/differences.txt")
        let lines = (try? String(contentsOf: file, encoding: .utf8))?.split(separator: "\n") ?? []
        return Dictionary(
            uniqueKeysWithValues: lines.filter { !$0.hasPrefix("#") }.compactMap { line in
                guard let space = line.firstIndex(of: " ") else { return nil }
                return (String(line[..<space]), String(line[line.index(after: space)...]))
            })
    }()

    private static func scratch() throws -> URL {
        let root = FileManager.default.temporaryDirectory.appending(path: "helm-charts-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        return root
    }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        if process.terminationStatus != 0 { throw CocoaError(.executableLoad) }
    }

    private static func load(_ root: URL) throws -> [ConformanceCase] {
        var cases: [ConformanceCase] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: root.path).sorted() {
            let folder = root.appending(path: name)
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            for file in files where file.hasPrefix("case") && file.hasSuffix(".json") {
                let data = try Data(contentsOf: folder.appending(path: file))
                let json = try JSON.parse(Array(data), numbers: .floats).mapValue ?? [:]
                let chart = folder.appending(path: json["chart"]?.stringValue ?? "chart").path
                let id = file == "case.json" ? name : "\(name)/\(file.dropLast(5))"
                cases.append(ConformanceCase(id: id, chartFolder: chart, json: json))
            }
        }
        return cases
    }
}
