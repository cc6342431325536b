import Foundation
import HelmRender
import HelmValues
import Testing

/// Every case of the engine corpus, byte for byte as Helm 4.2.3 renders it. One test a file of the corpus.
@Suite struct EngineConformanceTests {
    private static let threads = RenderThreads(count: 2)

    @Test(arguments: EngineCorpus.files)
    func matchesHelm(_ file: EngineCorpus.File) async throws {
        let findings = try await Self.threads.run { () -> [String] in
            let renderer = Renderer()
            return file.cases.compactMap { testCase in
                let finding = testCase.finding(renderer)
                guard let reason = EngineCorpus.differences[testCase.name] else { return finding }
                return finding == nil ? "\(testCase.name): passes now, although differences.txt says: \(reason)" : nil
            }
        }
        for finding in findings { Issue.record("\(finding)") }
        print("engine conformance: \(file.name) \(file.cases.count - findings.count)/\(file.cases.count)")
    }

    /// Users read positions and frames: the whole texts of errors must be Helm's as well, but for what Go's runtime says.
    @Test func errorsReadAsHelms() async throws {
        let (matching, total, others) = try await Self.threads.run { () -> (Int, Int, [String]) in
            let renderer = Renderer()
            var (matching, total, others) = (0, 0, [String]())
            for testCase in EngineCorpus.files.flatMap(\.cases) {
                guard let isFull = testCase.isFullError(renderer) else { continue }
                total += 1
                if isFull { matching += 1 } else { others.append(testCase.name) }
            }
            return (matching, total, others)
        }
        print("engine conformance: whole error texts \(matching)/\(total)")
        if ProcessInfo.processInfo.environment["ENGINE_ERRORS"] != nil { print(others.joined(separator: "\n")) }
        #expect(matching * 100 >= total * 95)
    }

    @Test func differencesNameCases() {
        let names = Set(EngineCorpus.files.flatMap(\.cases).map(\.name))
        #expect(names.count >= 8787)
        for name in EngineCorpus.differences.keys { #expect(names.contains(name), "\(name)") }
    }
}

/// Where the engine's cases lie.
enum EngineCorpus {
    struct File: Sendable, CustomTestStringConvertible {
        let name: String
        let cases: [EngineCase]

        var testDescription: String { name }
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Conformance/engine")

    /// The corpus, unpacked once a run. `ENGINE_ONLY=name` takes only the files whose names contain that.
    static let files: [File] = {
        do {
            let root = FileManager.default.temporaryDirectory.appending(path: "engine-corpus-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: root) }
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = ["tar", "-xzf", folder.appending(path: "cases.tar.gz").path, "-C", root.path]
            try process.run()
            process.waitUntilExit()
            let own = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
            let given = try FileManager.default.contentsOfDirectory(atPath: root.path).sorted()
            let files =
                try given.map { try read(root.appending(path: $0)) }
                + own.sorted().map { try read(folder.appending(path: $0)) }
            guard let only = ProcessInfo.processInfo.environment["ENGINE_ONLY"] else { return files }
            return files.filter { $0.name.contains(only) }
        } catch {
            fatalError("cannot read the engine corpus: \(error)")
        }
    }()

    private static func read(_ file: URL) throws -> File {
        let json = try JSON.parse(Array(Data(contentsOf: file)))
        let cases = (json.listValue ?? []).compactMap { $0.mapValue.map { EngineCase(json: $0) } }
        return File(name: file.deletingPathExtension().lastPathComponent, cases: cases)
    }

    /// Accepted differences: `CASE reason` a line. A case here that passes fails the test.
    static let differences: [String: String] = {
        let lines =
            (try? String(contentsOf: folder.appending(path: "differences.txt"), encoding: .utf8))?
            .split(separator: "\n") ?? []
        return Dictionary(
            uniqueKeysWithValues: lines.filter { !$0.hasPrefix("#") }.compactMap { line in
                guard let space = line.firstIndex(of: " ") else { return nil }
                return (String(line[..<space]), String(line[line.index(after: space)...]))
            })
    }()
}
