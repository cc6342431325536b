import Foundation
import HelmChart
import HelmRepository
import HelmValues
import Testing

/// `helm dependency list` and `helm dependency update` as real Helm 4.2.3 does them.
@Suite struct DependencyConformanceTests {
    private static let cases = PackageCases.table("dependency")

    @Test func allCasesAreThere() { #expect(Self.cases.count == 14) }

    @Test(arguments: cases.indices) func answers(_ index: Int) async throws {
        let entry = Self.cases[index]
        let path = entry["chart"]?.stringValue ?? ""
        if entry["do"] == "update" {
            try await updates(path, entry)
        } else {
            let folder = PackageCases.root.appending(path: path).path
            if let expected = entry["error"]?.stringValue {
                let error = #expect(throws: ChartError.self) { try ChartLoader.load(folder: folder) }
                #expect(error?.message == expected)
            } else {
                #expect(try rows(folder) == entry["result"])
            }
        }
    }

    private func updates(_ path: String, _ entry: Value) async throws {
        let work = FileManager.default.temporaryDirectory.appending(path: "helm-update-\(UUID().uuidString)")
        let parts = path.split(separator: "/").map(String.init)
        try FileManager.default.copyItem(at: PackageCases.root.appending(path: parts[0]), to: work)
        defer { try? FileManager.default.removeItem(at: work) }
        let folder = work.appending(path: parts[1]).path
        let updater = DependencyUpdater(repository: NoRepository(), roots: [work.path], now: { "TIME" })
        let before = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
        if let expected = entry["error"]?.stringValue {
            let error = await #expect(throws: RepositoryError.self) { try await updater.update(folder: folder) }
            let message = (error?.message ?? "").replacing(work.path, with: "CHART")
            #expect(message == expected)
            #expect(try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() == before)
            return
        }
        try await updater.update(folder: folder)
        let result = try #require(entry["result"])
        let lockFile = try #require(result["lockFile"]?.stringValue)
        let lock = try String(contentsOfFile: "\(folder)/\(lockFile)", encoding: .utf8)
        // The lock's writer knows a text that is no time as the unset one.
        #expect(lock.replacing("0001-01-01T00:00:00Z", with: "TIME") == result["lock"]?.stringValue)
        let charts = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/charts").sorted()
        #expect(.list(charts.map { .string($0) }) == result["charts"])
        #expect(try rows(folder) == result["rows"])
        // A build from the lock that was just written gives the same, and so does another update.
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
        try await updater.build(folder: folder)
        try await updater.update(folder: folder)
        #expect(try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() == files)
        #expect(try String(contentsOfFile: "\(folder)/\(lockFile)", encoding: .utf8) == lock)
    }

    private func rows(_ folder: String) throws -> Value {
        let states = try ChartLoader.load(folder: folder).dependencyStates(folder: folder)
        return .list(
            states.map { state in
                [
                    "name": .string(state.dependency.name), "version": .string(state.dependency.version),
                    "repository": .string(state.dependency.repository), "status": .string(state.status.rawValue),
                ]
            })
    }
}
