import Foundation
import HelmArchive
import HelmChart
import HelmHTTP
import HelmRepository
import HelmTesting
import HelmValues
import Testing

@Suite struct HTTPRepositoriesTests {
    private static func packed(_ name: String, _ version: String) throws -> ChartArchive {
        try ChartLoader.load(files: [
            ChartFile(name: "Chart.yaml", data: Array("apiVersion: v2\nname: \(name)\nversion: \(version)\n".utf8))
        ]).packaged()
    }

    /// A repository that lists versions of `kid`: of those named, the archives are there.
    private func server(
        _ versions: [(version: String, url: String, digest: String?)], serving archive: ChartArchive
    ) throws -> ScriptedServer {
        let entries = versions.map { item in
            "  - {name: kid, version: \(item.version), urls: ['\(item.url)']"
                + (item.digest.map { ", digest: \($0)" } ?? "") + "}\n"
        }.joined()
        let index =
            "apiVersion: v1\nentries:\n  kid:\n  - null\n  - {name: kid, version: nonsense, urls: [x]}\n\(entries)"
        return try ScriptedServer { request in
            switch request.target {
            case "/charts/index.yaml": ScriptedServer.answer(200, index)
            case "/charts/a/kid.tgz":
                [
                    .send(
                        Array("HTTP/1.1 200 OK\r\nContent-Length: \(archive.bytes.count)\r\n\r\n".utf8) + archive.bytes)
                ]
            case "/charts/moved": ScriptedServer.answer(302, "", headers: ["Location": "http://169.254.169.254/x"])
            default: ScriptedServer.answer(404, "nothing")
            }
        }
    }

    private let fixture: RepositoryFixture

    init() throws { fixture = try RepositoryFixture() }

    private func repositories(
        _ server: ScriptedServer, gate: OutboundGate = OutboundGate(), maximumIndexBytes: Int = 1 << 20
    ) async throws -> HTTPRepositories {
        var entry = RepositoryEntry(name: "local", url: server.url + "/charts/")
        (entry.username, entry.password) = ("me", "secret")
        let catalog = fixture.catalog([entry], gate: gate) { $0.maximumIndexBytes = maximumIndexBytes }
        return try await HTTPRepositories(catalog: catalog, transport: RepositoryTransport(gate: gate))
    }

    @Test func findsTheNewestThatFitsAndFetchesIt() async throws {
        let archive = try Self.packed("kid", "1.9.0")
        let digest = Checksum.sha256(archive.bytes)
        let server = try server(
            [("1.9.0", "a/kid.tgz", digest), ("1.10.0", "a/no.tgz", nil), ("2.0.0-rc.1", "a/no.tgz", nil)],
            serving: archive)
        let repositories = try await repositories(server)
        #expect(repositories.url(ofAlias: "local") == server.url + "/charts/")
        let place = server.url + "/charts"
        let newest = try await repositories.find("kid", in: place, version: .newest(VersionConstraint("*")))
        #expect(newest?.version == "1.10.0")
        #expect(try await repositories.find("kid", in: place, version: .newest(VersionConstraint(">9"))) == nil)
        let found = try #require(try await repositories.find("kid", in: place, version: .exactly("v1.9.0")))
        #expect(found.url == server.url + "/charts/a/kid.tgz")
        #expect(try await repositories.archive(found) == archive.bytes)
        // One index for all, with the credentials.
        #expect(server.requests.filter { $0.target == "/charts/index.yaml" }.count == 1)
        #expect(server.requests.allSatisfy { $0.headers["authorization"] == "Basic bWU6c2VjcmV0" })
    }

    @Test func whatIsRefused() async throws {
        let archive = try Self.packed("kid", "1.0.0")
        let server = try server(
            [
                ("1.0.0", "a/kid.tgz", "00ff"), ("2.0.0", "moved", nil), ("3.0.0", "gone", nil),
                ("4.0.0", "file:///etc/passwd", nil),
            ], serving: archive)
        let repositories = try await repositories(server)
        let place = server.url + "/charts"
        func fetch(_ version: String) async throws -> [UInt8] {
            let found = try await repositories.find("kid", in: place, version: .exactly(version))
            return try await repositories.archive(#require(found))
        }
        #expect(
            await failure { try await fetch("1.0.0") }?.message
                == "could not download \(place)/a/kid.tgz: its digest is not that of the index")
        #expect(await failure { try await fetch("2.0.0") }?.code == .forbidden)
        #expect(await failure { try await fetch("3.0.0") }?.code == .notFound)
        #expect(await failure { try await fetch("4.0.0") }?.code == .invalid)
        let unknown = await failure {
            try await repositories.find("other", in: place, version: .exactly("1"))
        }
        #expect(unknown?.message == "other chart not found in repo \(place)")
        var gate = OutboundGate(allowedHosts: [HostPattern("*.example.com")])
        gate.trustedOrigins = [try #require(URLOrigin(server.url))]
        let bounded = try await self.repositories(server, gate: gate)
        #expect(try await bounded.find("kid", in: place, version: .exactly("1.0.0")) != nil)
        let elsewhere = await failure {
            try await bounded.find("kid", in: "http://u:p@other.invalid/x?t=1", version: .exactly("1"))
        }
        #expect(elsewhere?.code == .forbidden)
        #expect(
            elsewhere?.message
                == "looks like \"http://other.invalid/x\" is not a valid chart repository or cannot be reached: "
                + "host other.invalid is not one that this server may reach")
    }

    @Test func boundsAndBadIndexes() async throws {
        let server = try ScriptedServer { request in
            switch request.target {
            case "/big/index.yaml": ScriptedServer.answer(200, String(repeating: "a", count: 20_000))
            case "/text/index.yaml": ScriptedServer.answer(200, "- a\n")
            case "/none/index.yaml": ScriptedServer.answer(200, "entries: {}\n")
            case "/twice/index.yaml":
                ScriptedServer.answer(
                    200,
                    "apiVersion: v1\nentries:\n  kid: [{version: 1.0.0, urls: [a]}]\n  kid: [{version: 1.0.0, urls: [b]}]\n"
                )
            default: ScriptedServer.answer(500, "")
            }
        }
        let repositories = try await repositories(server, maximumIndexBytes: 10_000)
        for path in ["big", "text", "none", "twice", "broken"] {
            let error = await failure {
                try await repositories.find("kid", in: "\(server.url)/\(path)", version: .exactly("1"))
            }
            #expect(error?.code == .unreachable)
            #expect(error?.message.hasPrefix("looks like \"\(server.url)/\(path)\" is not a valid chart") == true)
        }
        // Credentials of another repository are not sent along.
        #expect(server.requests.allSatisfy { $0.headers["authorization"] == nil })
    }

    /// A whole update by alias: index, archive, lock.
    @Test func updatesByAlias() async throws {
        let archive = try Self.packed("kid", "1.9.0")
        let server = try server([("1.9.0", "a/kid.tgz", nil)], serving: archive)
        let root = FileManager.default.temporaryDirectory.path + "/helm-remote-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: root) }
        let text = """
            apiVersion: v2
            name: chart
            version: 0.1.0
            dependencies:
            - {name: kid, version: ^1.0, repository: "@local"}
            """
        try Data(text.utf8).write(to: URL(filePath: root + "/Chart.yaml"))
        let updater = DependencyUpdater(
            repository: try await repositories(server), roots: [], now: { "2024-01-02T03:04:05Z" })
        try await updater.update(folder: root)
        #expect(try [UInt8](Data(contentsOf: URL(filePath: root + "/charts/kid-1.9.0.tgz"))) == archive.bytes)
        let lock = try String(contentsOfFile: root + "/Chart.lock", encoding: .utf8)
        #expect(lock.contains("- name: kid\n  repository: \(server.url)/charts/\n  version: 1.9.0\n"))
        try FileManager.default.removeItem(atPath: root + "/charts")
        try await updater.build(folder: root)
        #expect(FileManager.default.fileExists(atPath: root + "/charts/kid-1.9.0.tgz"))
    }
}
