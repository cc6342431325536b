import Foundation
import HelmArchive
import HelmChart
import HelmRepository
import Testing

/// What an update must never do: follow links, leave the roots, or change a folder and then fail.
@Suite struct DependencyUpdaterTests {
    /// A chart with a dependency beside it; its folder goes with the object.
    private final class Workspace: Sendable {
        let root: String
        var chart: String { root + "/chart" }

        init(dependencies: String, kid: String = "apiVersion: v2\nname: kid\nversion: 0.2.0\n") throws {
            root = FileManager.default.temporaryDirectory.path + "/helm-updater-\(UUID().uuidString)"
            try write("chart/Chart.yaml", "apiVersion: v2\nname: chart\nversion: 0.1.0\ndependencies:\n\(dependencies)")
            try write("kid/Chart.yaml", kid)
        }

        deinit { try? FileManager.default.removeItem(atPath: root) }

        func write(_ path: String, _ text: String) throws {
            let file = URL(filePath: "\(root)/\(path)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }

        func link(_ path: String, to target: String) throws {
            try FileManager.default.createSymbolicLink(atPath: "\(root)/\(path)", withDestinationPath: target)
        }

        func text(_ path: String) -> String? { try? String(contentsOfFile: "\(root)/\(path)", encoding: .utf8) }

        var files: [String] {
            get throws { try FileManager.default.subpathsOfDirectory(atPath: root).sorted() }
        }

        func updater(roots: [String]? = nil) -> DependencyUpdater {
            DependencyUpdater(
                repository: NoRepository(), roots: roots ?? [root], now: { "2024-01-02T03:04:05.678Z" })
        }

        /// The error of an update that must change nothing.
        func refusal(roots: [String]? = nil, isBuild: Bool = false) async throws -> RepositoryError? {
            let before = try files
            let updater = updater(roots: roots)
            let error = await #expect(throws: RepositoryError.self) {
                isBuild ? try await updater.build(folder: chart) : try await updater.update(folder: chart)
            }
            #expect(try files == before)
            return error
        }
    }

    private static let kid = "- {name: kid, version: 0.x, repository: 'file://../kid'}\n"

    @Test func updatesKeepsAndRemoves() async throws {
        let work = try Workspace(dependencies: Self.kid + "- {name: inhouse, version: '*', repository: ''}\n")
        try work.write("chart/charts/inhouse/Chart.yaml", "apiVersion: v2\nname: inhouse\nversion: 1.0.0\n")
        try work.write("chart/charts/inhouse/deep/er/file", "kept")
        try work.link("chart/charts/inhouse/deep/link", to: "er/file")
        try work.write("chart/charts/README.md", "kept")
        try work.write("chart/charts/broken.tgz", "kept, since it is no chart")
        let old = try ChartLoader.load(files: [
            ChartFile(name: "Chart.yaml", data: Array("apiVersion: v2\nname: old\nversion: 1.0.0\n".utf8))
        ]).packaged()
        try Data(old.bytes).write(to: URL(filePath: "\(work.chart)/charts/\(old.fileName)"))
        // A chart with a broken archive does not load, as in Helm.
        #expect(try await work.refusal()?.code == .invalidChart)
        try FileManager.default.removeItem(atPath: "\(work.chart)/charts/broken.tgz")
        try FileManager.default.removeItem(atPath: "\(work.chart)/charts/README.md")
        try await work.updater().update(folder: work.chart)
        #expect(
            try FileManager.default.subpathsOfDirectory(atPath: "\(work.chart)/charts").sorted() == [
                "inhouse", "inhouse/Chart.yaml", "inhouse/deep", "inhouse/deep/er", "inhouse/deep/er/file",
                "inhouse/deep/link", "kid-0.2.0.tgz",
            ])
        let lock = try #require(work.text("chart/Chart.lock"))
        #expect(lock.contains("generated: \"2024-01-02T03:04:05.678Z\"\n"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: work.chart).allSatisfy { !$0.hasPrefix(".") })
    }

    /// CVE-2025-53547.
    @Test func lockFileThatIsALink() async throws {
        let work = try Workspace(dependencies: Self.kid)
        try work.write("victim", "untouched")
        try work.link("chart/Chart.lock", to: "../victim")
        try work.write("victim", "digest: x\n")
        #expect(try await work.refusal()?.message == "the Chart.lock file is a symlink to \"../victim\"")
        #expect(work.text("victim") == "digest: x\n")
    }

    @Test func chartsFolderThatIsALink() async throws {
        let work = try Workspace(dependencies: Self.kid)
        try work.write("elsewhere/a/Chart.yaml", "apiVersion: v2\nname: a\nversion: 1.0.0\n")
        try work.link("chart/charts", to: "../elsewhere")
        #expect(try await work.refusal()?.code == .forbidden)
    }

    @Test func foldersOutsideOfTheRoots() async throws {
        let work = try Workspace(dependencies: Self.kid)
        let message = "dependency repository file://../kid is not inside one of the configured chartRoots"
        #expect(try await work.refusal(roots: [work.chart])?.message == message)
        // Neither by a link, and nothing is told of what is there.
        let linked = try Workspace(dependencies: "- {name: kid, version: 0.x, repository: 'file://kid'}\n")
        try linked.link("chart/kid", to: "../kid")
        #expect(try await linked.refusal(roots: [linked.chart])?.code == .forbidden)
        let missing = try Workspace(dependencies: "- {name: kid, version: 0.x, repository: 'file:///nowhere/at/all'}\n")
        #expect(try await missing.refusal()?.code == .forbidden)
    }

    @Test(arguments: [
        ("../kid", "''", "dependency name \"../kid\" is not allowed"),
        ("..", "''", "dependency name \"..\" is not allowed"),
        (
            "kid", "'oci://r.invalid/c'",
            "chart repository oci://r.invalid/c is not one that this server may reach"
        ),
        (
            "kid", "'https://charts.invalid'",
            "chart repository https://charts.invalid is not one that this server may reach"
        ),
        ("kid", "'@nobody'", "no repository definition for @nobody. Please add them via 'helm repo add'"),
        (
            "kid", "stable",
            "no repository definition for stable. Please add them via 'helm repo add'\nNote that repositories must be "
                + "URLs or aliases. For example, to refer to the \"example\"\nrepository, use "
                + "\"https://charts.example.com/\" or \"@example\" instead of\n\"example\". Don't forget to add the "
                + "repo, too ('helm repo add')."
        ),
    ])
    func refusals(_ name: String, _ repository: String, _ message: String) async throws {
        let work = try Workspace(dependencies: "- {name: \(name), version: 0.x, repository: \(repository)}\n")
        #expect(try await work.refusal()?.message == message)
    }

    @Test func lockThatIsOutOfSync() async throws {
        let work = try Workspace(dependencies: Self.kid)
        try await work.updater().update(folder: work.chart)
        try work.write(
            "chart/Chart.yaml",
            "apiVersion: v2\nname: chart\nversion: 0.1.0\ndependencies:\n"
                + Self.kid.replacing("0.x", with: "'>=0.1'"))
        #expect(
            try await work.refusal(isBuild: true)?.message
                == "the lock file (Chart.lock) is out of sync with the dependencies file (Chart.yaml). Please update "
                + "the dependencies with 'helm dependency update'")
        // What is locked is built, though there is a newer one.
        try await work.updater().update(folder: work.chart)
        try work.write("kid/Chart.yaml", "apiVersion: v2\nname: kid\nversion: 0.3.0\n")
        #expect(
            try await work.refusal(isBuild: true)?.message == "can't get a valid version for dependency kid")
        try await work.updater().update(folder: work.chart)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: "\(work.chart)/charts") == ["kid-0.3.0.tgz"])
    }

    /// What a killed update left is put right by the next one.
    @Test func leftoversOfAKilledUpdate() async throws {
        let work = try Workspace(dependencies: "- {name: inhouse, version: '*', repository: ''}\n")
        try work.write(
            "chart/.helm-wrapper-update-1/old/inhouse/Chart.yaml", "apiVersion: v2\nname: inhouse\nversion: 1.0.0\n")
        try work.write("chart/.helm-wrapper-update-1/charts/half.tgz", "")
        try await work.updater().update(folder: work.chart)
        #expect(
            try FileManager.default.subpathsOfDirectory(atPath: work.chart).sorted() == [
                "Chart.lock", "Chart.yaml", "charts", "charts/inhouse", "charts/inhouse/Chart.yaml",
            ])
    }

    @Test func nothingDeclared() async throws {
        let work = try Workspace(dependencies: "")
        try await work.updater().update(folder: work.chart)
        #expect(try FileManager.default.contentsOfDirectory(atPath: work.chart) == ["Chart.yaml"])
    }
}
