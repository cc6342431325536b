import Foundation
import HelmArchive
import HelmChart
import HelmRepository
import HelmTesting
import Testing

/// Hostile dependencies: refused before anything of the chart's folder changes, in bounded time and memory.
@Suite struct SecurityRowTests {
    /// A repository that hands out one archive, and a provenance file where it has one.
    private struct Shelf: DependencyRepository {
        let archive: [UInt8]
        var proof: [UInt8]?

        func url(ofAlias name: String) -> String? { nil }

        func find(
            _ name: String, in repository: String, version: RequestedVersion
        ) async throws(RepositoryError) -> FoundChart? {
            FoundChart(
                name: name, version: "1.0.0", url: "https://user:pass@charts.invalid/a/\(name)-1.0.0.tgz?token=t",
                digest: "", repository: repository)
        }

        func archive(_ chart: FoundChart) async throws(RepositoryError) -> [UInt8] { archive }

        func provenance(of chart: FoundChart) async throws(RepositoryError) -> [UInt8] {
            guard let proof else { throw RepositoryError(.notFound, "404") }
            return proof
        }
    }

    /// A chart's folder that wants `dependency`, and what must not be touched beside it.
    private struct Workspace {
        let root = FileManager.default.temporaryDirectory.path + "/hostile-\(UUID().uuidString)"
        var chart: String { root + "/chart" }

        init(_ dependency: String, apiVersion: String = "v2") throws {
            try FileManager.default.createDirectory(atPath: chart, withIntermediateDirectories: true)
            let head = "apiVersion: \(apiVersion)\nname: chart\nversion: 0.1.0\n"
            let list = "dependencies: [\(dependency)]\n"
            try write("Chart.yaml", apiVersion == "v1" ? head : head + list)
            if apiVersion == "v1" { try write("requirements.yaml", list) }
            try Data("untouched".utf8).write(to: URL(filePath: root + "/victim"))
        }

        func write(_ name: String, _ text: String) throws {
            try Data(text.utf8).write(to: URL(filePath: "\(chart)/\(name)"))
        }

        var files: [String] { get throws { try FileManager.default.subpathsOfDirectory(atPath: root).sorted() } }

        /// An update that must fail and leave everything as it is.
        func refusal(
            _ repository: any DependencyRepository, verify: ArchiveVerification? = nil
        ) async throws -> RepositoryError? {
            let before = try files
            let updater = DependencyUpdater(
                repository: repository, roots: [root], verify: verify, now: { "2024-01-02T03:04:05Z" })
            var failure: RepositoryError?
            try await BoundedWork.run {
                do {
                    try await updater.update(folder: chart)
                } catch let error as RepositoryError {
                    failure = error
                }
            }
            #expect(try files == before)
            #expect(try Data(contentsOf: URL(filePath: root + "/victim")) == Data("untouched".utf8))
            try FileManager.default.removeItem(atPath: root)
            return failure
        }
    }

    private static func archive(_ name: String) throws -> [UInt8] {
        let file = "apiVersion: v2\nname: \"\(name)\"\nversion: 1.0.0\n"
        return try ArchiveWriter.tgz([ArchiveEntry(path: "a/Chart.yaml", data: Array(file.utf8))])
    }

    private static let wanted = "{name: kid, version: 1.x, repository: 'https://charts.invalid/a'}"

    /// The chart inside an archive names a path.
    @Test(arguments: ["..", "../../victim", "/etc/passwd", "other"])
    func archivesOfOtherNames(_ name: String) async {
        await #expect(processExitsWith: .success) { [name] in
            let error = try await Workspace(Self.wanted).refusal(Shelf(archive: Self.archive(name)))
            #expect(error?.code == .invalidChart)
        }
    }

    /// What Chart.yaml asks for names a path.
    @Test(arguments: ["..", ".", "../victim", "a/../../victim"])
    func dependenciesNamedAsPaths(_ name: String) async {
        await #expect(processExitsWith: .success) { [name] in
            for repository in ["", "https://charts.invalid/a"] {
                let dependency = "{name: '\(name)', version: 1.x, repository: '\(repository)'}"
                let error = try await Workspace(dependency).refusal(Shelf(archive: Self.archive("kid")))
                #expect(error?.message.contains("is not allowed") == true)
            }
        }
    }

    /// A lock file that is a link: to a file that is there, to one that is not, to itself.
    @Test(arguments: ["../victim", "../new", "/dev/null", "Chart.lock", "requirements.lock"], ["v1", "v2"])
    func lockFilesThatAreLinks(_ target: String, _ apiVersion: String) async {
        await #expect(processExitsWith: .success) { [target, apiVersion] in
            let work = try Workspace(Self.wanted, apiVersion: apiVersion)
            let lock = apiVersion == "v1" ? "requirements.lock" : "Chart.lock"
            try FileManager.default.createSymbolicLink(
                atPath: "\(work.chart)/\(lock)", withDestinationPath: target)
            let error = try await work.refusal(Shelf(archive: Self.archive("kid")))
            #expect(error != nil)
        }
    }

    /// No provenance, or one that does not speak for the archive: nothing is taken.
    @Test(arguments: [true, false])
    func unprovenArchives(_ hasProof: Bool) async {
        await #expect(processExitsWith: .success) { [hasProof] in
            let shelf = Shelf(archive: try Self.archive("kid"), proof: hasProof ? Array("proof".utf8) : nil)
            let error = try await Workspace(Self.wanted).refusal(
                shelf,
                verify: { (_, fileName, provenance) throws(RepositoryError) in
                    #expect(fileName == "kid-1.0.0.tgz" && provenance == Array("proof".utf8))
                    throw RepositoryError(.notVerified, "no good")
                })
            #expect(error?.code == .notVerified)
            let missing = "failed to fetch provenance \"https://charts.invalid/a/kid-1.0.0.tgz.prov\""
            #expect(error?.message == (hasProof ? "no good" : missing))
        }
    }
}
