import Foundation
import HelmRepository
import HelmTesting
import HelmRepository
import HelmValues
import Testing

@testable import HelmAPI

@Suite("Charts of repositories and URLs")
struct RemoteChartTests {
    /// A chart repository with demo in two versions.
    private final class Repository: Sendable {
        let server: ScriptedServer
        let charts: [String: [UInt8]]
        let digests: [String: String]
        var url: String { server.url }
        var downloads: Int { server.requests.count { $0.target.hasSuffix(".tgz") } }

        init(authorization: String? = nil, wrongDigest: Bool = false, delay: Int = 0) throws {
            let folder = ChartFolder(path: FileManager.default.temporaryDirectory.path + "/remote-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(atPath: folder.path) }
            var charts: [String: [UInt8]] = [:]
            var digests: [String: String] = [:]
            var index = "apiVersion: v1\nentries:\n  demo:\n"
            for version in ["0.1.0", "0.2.0", "0.3.0-rc.1"] {
                try folder.writeDemo(version: version)
                let archive = try folder.archive("demo")
                charts["/demo-\(version).tgz"] = archive
                let digest = wrongDigest ? String(repeating: "0", count: 64) : try Self.sha256(archive, folder.path)
                digests[version] = digest
                index += "  - {name: demo, version: \(version), urls: [demo-\(version).tgz], digest: \(digest)}\n"
            }
            self.charts = charts
            self.digests = digests
            let (files, text) = (charts, index)
            server = try ScriptedServer { request in
                if let authorization, request.headers["authorization"] != authorization {
                    return ScriptedServer.answer(401, "")
                }
                if request.target == "/index.yaml" { return ScriptedServer.answer(200, text) }
                guard let bytes = files[request.target] else { return ScriptedServer.answer(404, "") }
                let head = "HTTP/1.1 200 OK\r\nContent-Length: \(bytes.count)\r\n\r\n"
                return [.sleep(milliseconds: delay), .send(Array(head.utf8) + bytes)]
            }
        }

        private static func sha256(_ bytes: [UInt8], _ folder: String) throws -> String {
            let path = "\(folder)/digest"
            try Data(bytes).write(to: URL(filePath: path))
            let (process, pipe) = (Process(), Pipe())
            process.executableURL = URL(filePath: "/usr/bin/sha256sum")
            process.arguments = [path]
            process.standardOutput = pipe
            try process.run()
            process.waitUntilExit()
            return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile().prefix(64), as: UTF8.self)
        }
    }

    private static let releases = "/api/namespaces/default/releases"

    private func run(
        _ repository: Repository, _ body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        defer { repository.server.stop() }
        try await TestServer.run(
            configure: { configuration, _ in
                configuration.helmRepos = [.init(name: "local", url: repository.url)]
            }, body)
    }

    @Test func everyVerbTakesChartsOfARepository() async throws {
        let repository = try Repository()
        try await run(repository) { server in
            let shown = try await server.call("GET", "/api/charts?chart=local/demo&info=chart")
            #expect(try shown.data?["version"] == "0.2.0", "\(shown.text)")
            let older = try await server.call("GET", "/api/charts?chart=local/demo&info=chart&version=0.1.0")
            #expect(try older.data?["version"] == "0.1.0")
            let installed = try await server.call(
                "POST", "\(Self.releases)/web?chart=local/demo", #"{"version":"~0.1"}"#)
            #expect(try installed.data?["chart_version"] == "0.1.0", "\(installed.text)")
            let upgraded = try await server.call("PUT", "\(Self.releases)/web?chart=local/demo", #"{"devel":true}"#)
            #expect(try upgraded.data?["chart_version"] == "0.3.0-rc.1", "\(upgraded.text)")
            let rendered = try await server.call("POST", "/api/charts/template?chart=local/demo")
            #expect(try rendered.data?["manifest"]?.stringValue?.contains("greeting: \"hello\"") == true)
            let linted = try await server.call("POST", "/api/charts/lint?chart=local/demo")
            #expect(try linted.code == 0, "\(linted.text)")
        }
        #expect(repository.downloads == 3)
    }

    @Test(arguments: [
        (
            "local/nope", "",
            #"chart "nope" matching  not found in local index. (try 'helm repo update'): no chart name found"#
        ),
        (
            "local/demo", "7",
            #"chart "demo" matching 7 not found in local index. (try 'helm repo update'): no chart version found for demo-7"#
        ),
        ("xx/demo", "", "repo xx not found"),
        ("demo", "", "non-absolute URLs should be in form of repo_name/path_to_chart, got: demo"),
    ])
    func whatIsNotThereIsToldInHelmsWords(_ chart: String, _ version: String, _ expected: String) async throws {
        try await run(Repository()) { server in
            let reply = try await server.call("GET", "/api/charts?chart=\(chart)&version=\(version)")
            #expect(try reply.error == expected)
        }
    }

    @Test func aURLIsAChartToo() async throws {
        let repository = try Repository()
        try await run(repository) { server in
            for method in ["POST", "PUT"] {
                let reply = try await server.call(
                    method, "\(Self.releases)/web?chart=\(repository.url)/demo-0.2.0.tgz")
                #expect(try reply.data?["chart_version"] == "0.2.0", "\(reply.text)")
            }
            let missing = try await server.call(
                "GET", "/api/charts?chart=http://user:secret@127.0.0.1:\(repository.server.port)/nope.tgz?token=hidden")
            #expect(try missing.error?.hasSuffix("/nope.tgz : 404 Not Found") == true, "\(missing.text)")
            #expect(!missing.text.contains("secret") && !missing.text.contains("hidden"))
        }
    }

    @Test func aRequestMayBringItsRepositoryAlong() async throws {
        let repository = try Repository(authorization: "Basic dXNlcjpwYXNz")
        defer { repository.server.stop() }
        try await TestServer.run { server in
            func template(_ chart: String, _ more: String) async throws -> HelmAPITests.Reply {
                try await server.call(
                    "POST", "/api/charts/template?chart=\(chart)",
                    #"{"repo":"\#(repository.url)","username":"user","password":"pass"\#(more)}"#)
            }
            let reply = try await template("demo", #","version":"0.1.0""#)
            #expect(try reply.code == 0, "\(reply.text)")
            #expect(
                try await template("nochart", "").error
                    == #"chart "nochart" not found in \#(repository.url) repository"#)
            #expect(
                try await template("demo", #","version":"9.9.9""#).error
                    == #"chart "demo" version "9.9.9" not found in \#(repository.url) repository"#)
            let denied = try await server.call(
                "POST", "/api/charts/template?chart=demo", #"{"repo":"\#(repository.url)"}"#)
            #expect(try denied.error?.contains("401 Unauthorized") == true, "\(denied.text)")
        }
    }

    @Test func aWrongDigestIsRefused() async throws {
        try await run(Repository(wrongDigest: true)) { server in
            let reply = try await server.call("GET", "/api/charts?chart=local/demo")
            #expect(try reply.error?.contains("is not that of the repository's index") == true, "\(reply.text)")
        }
    }

    @Test func whoeverAsksAtOnceSharesOneDownload() async throws {
        let repository = try Repository(delay: 200)
        try await run(repository) { server in
            try await withThrowingTaskGroup(of: Int?.self) { group in
                for _ in 0..<200 {
                    group.addTask { try await server.call("GET", "/api/charts?chart=local/demo&info=chart").code }
                }
                for try await code in group { #expect(code == 0) }
            }
        }
        #expect(repository.downloads == 1)
        #expect(repository.server.requests.count { $0.target == "/index.yaml" } == 1)
    }

    @Test func chartsAreKeptAcrossRestarts() async throws {
        let repository = try Repository()
        defer { repository.server.stop() }
        let cache = FileManager.default.temporaryDirectory.path + "/remote-cache-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: cache) }
        for _ in 0..<2 {
            try await TestServer.run(configure: { configuration, environment in
                configuration.helmRepos = [.init(name: "local", url: repository.url)]
                environment.contentCache = cache
            }) { server in
                let reply = try await server.call("GET", "/api/charts?chart=local/demo&info=chart")
                #expect(try reply.data?["version"] == "0.2.0")
            }
        }
        #expect(repository.downloads == 1)
    }

    @Test func pullMakesAnUpload() async throws {
        try await run(Repository()) { server in
            let reply = try await server.call("POST", "/api/charts/pull?chart=local/demo&version=0.1.0")
            #expect(try reply.data?["file"] == "demo-0.1.0.tgz", "\(reply.text)")
            #expect(try await server.call("GET", "/api/charts/upload").data == ["demo-0.1.0.tgz"])
            let again = try await server.call("POST", "/api/charts/pull?chart=demo-0.1.0.tgz")
            #expect(try again.error == "demo-0.1.0.tgz is on this server already")
        }
    }

    @Test func onlyAllowedHostsAreAsked() async throws {
        let repository = try Repository()
        defer { repository.server.stop() }
        try await TestServer.run(configure: { configuration, _ in
            configuration.allowedHosts = ["charts.example.com"]
        }) { server in
            for chart in ["http://127.0.0.1:\(repository.server.port)/demo-0.1.0.tgz", "http://169.254.169.254/x.tgz"] {
                let reply = try await server.call("GET", "/api/charts?chart=\(chart)")
                #expect(reply.header("X-Helm-Error") == "forbidden", "\(reply.text)")
            }
        }
        #expect(repository.server.requests.isEmpty)
    }

    /// A digest says what a chart is, not who may have it.
    @Test func knowingADigestGivesNobodyAChart() async throws {
        let secret = try Repository(authorization: "Basic dXNlcjpwYXNz")
        defer { secret.server.stop() }
        let digest = secret.digests["0.1.0"] ?? ""
        let thief = try ScriptedServer { request in
            request.target == "/index.yaml"
                ? ScriptedServer.answer(
                    200,
                    "apiVersion: v1\nentries:\n  demo:\n  - {name: demo, version: 1.0.0, urls: [gone.tgz], digest: \(digest)}\n"
                )
                : ScriptedServer.answer(404, "")
        }
        defer { thief.stop() }
        try await TestServer.run { server in
            let own = try await server.call(
                "POST", "/api/charts/template?chart=demo",
                #"{"repo":"\#(secret.url)","username":"user","password":"pass","version":"0.1.0"}"#)
            #expect(try own.code == 0, "\(own.text)")
            let added = try await server.call("POST", "/api/repositories", #"{"name":"evil","url":"\#(thief.url)"}"#)
            #expect(try added.code == 0, "\(added.text)")
            let stolen = try await server.call("GET", "/api/charts?chart=evil/demo")
            #expect(try stolen.error?.hasSuffix("/gone.tgz : 404 Not Found") == true, "\(stolen.text)")
        }
    }

    @Test func aRepositoryMayKeepItsChartsInARegistry() async throws {
        let registry = try await DockerRegistry.start()
        try await TestServer.run { server in
            try server.charts.writeDemo()
            _ = try await server.upload(server.charts.archive("demo"), fileName: "demo-0.1.0.tgz")
            let pushed = try await server.call(
                "POST", "/api/charts/push",
                #"{"chart":"demo-0.1.0.tgz","remote":"oci://\#(registry.host)/charts","plain_http":true}"#)
            #expect(try pushed.code == 0, "\(pushed.text)")
            let index = """
                apiVersion: v1
                entries:
                  demo:
                  - {name: demo, version: 0.1.0, urls: ["oci://\(registry.host)/charts/demo:0.1.0"]}
                """
            let repository = try ScriptedServer { _ in ScriptedServer.answer(200, index) }
            defer { repository.stop() }
            let reply = try await server.call(
                "POST", "/api/charts/template?chart=demo", #"{"repo":"\#(repository.url)","plain_http":true}"#)
            #expect(try reply.code == 0, "\(reply.text)")
        }
    }

    @Test func addressesOfRepositoriesAreLockedWithoutSecrets() async throws {
        let repository = try Repository(authorization: "Basic bWU6aGlkZGVu")
        defer { repository.server.stop() }
        try await TestServer.run(configure: { configuration, _ in
            configuration.helmRepos = [.init(name: "corp", url: "http://me:hidden@127.0.0.1:\(repository.server.port)")]
        }) { server in
            let parent = try server.charts.write(
                "parent", extra: "dependencies: [{name: demo, version: 0.x, repository: '@corp'}]\n")
            let reply = try await server.call("PUT", "/api/charts/dependencies?chart=\(parent)")
            #expect(try reply.code == 0, "\(reply.text)")
            let lock = try String(contentsOfFile: parent + "/Chart.lock", encoding: .utf8)
            #expect(lock.contains("repository: \(repository.url)\n") && !lock.contains("hidden"), "\(lock)")
            let again = try await server.call("PUT", "/api/charts/dependencies?chart=\(parent)&mode=build")
            #expect(try again.code == 0, "\(again.text)")
        }
    }

    @Test func whatACallerWroteIsOneLineOfTheLog() {
        let forged = EnvelopeMiddleware.oneLine("a\nb\r\u{1b}[31mc" + String(repeating: "x", count: 10_000))
        #expect(forged.hasPrefix("a b  [31mcxxx") && forged.utf8.count == 2 << 10)
    }
}
