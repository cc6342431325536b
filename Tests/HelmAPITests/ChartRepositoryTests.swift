import Foundation
import HelmRepository
import HelmTesting
import HelmValues
import Testing

@testable import HelmAPI

@Suite("The upload store as a chart repository")
struct ChartRepositoryTests {
    private static let python = ProcessInfo.processInfo.environment["HELM_WRAPPER_PYTHON"]

    @Test func indexAndArchives() async throws {
        try await TestServer.run { server in
            let empty = try await server.call("GET", "/charts/index.yaml")
            #expect(empty.text.hasPrefix("apiVersion: v1\nentries: {}\ngenerated: \""))
            try server.charts.writeDemo()
            let archive = try server.charts.archive("demo")
            _ = try await server.upload(archive, fileName: "demo.tgz")
            let index = try await server.call("GET", "/charts/index.yaml")
            #expect(index.text.contains("    digest: \(Checksum.sha256(archive))\n"))
            #expect(index.text.contains("    urls:\n    - demo-0.1.0.tgz\n"))
            #expect(index.header("Content-Type") == "application/yaml")
            #expect(index.header("ETag") != empty.header("ETag"))
            #expect(try await server.call("GET", "/charts/index.yaml").body == index.body)

            let file = try await server.call("GET", "/charts/demo-0.1.0.tgz")
            #expect(file.body == archive)
            #expect(file.header("ETag") == "\"\(Checksum.sha256(archive))\"")
            #expect(file.header("Content-Type") == "application/gzip")
            #expect(file.header("Content-Length") == "\(archive.count)")
            for path in ["/charts/index.yaml", "/charts/demo-0.1.0.tgz"] {
                let whole = try await server.call("GET", path)
                let tag = try #require(whole.header("ETag"))
                let head = try await server.call("HEAD", path)
                #expect(head.status == 200)
                #expect(head.body.isEmpty)
                #expect(head.header("Content-Length") == "\(whole.body.count)")
                #expect(head.header("ETag") == tag)
                for known in [tag, "\"other\", \(tag)", "*"] {
                    let same = try await server.call("GET", path, headers: [("If-None-Match", known)])
                    #expect(same.status == 304)
                    #expect(same.body.isEmpty)
                    #expect(same.header("ETag") == tag)
                }
                let other = try await server.call("GET", path, headers: [("If-None-Match", "\"other\"")])
                #expect(other.body == whole.body)
            }
        }
    }

    @Test(arguments: [false, true])
    func statusesAreTrueWhateverTheConfigurationSays(_ isOn: Bool) async throws {
        try await TestServer.run(configure: { configuration, _ in configuration.httpStatus = isOn }) { server in
            for name in [
                "nope-1.0.0.tgz", "nope-1.0.0.tgz.prov", "..%2F..%2Fetc%2Fpasswd", "..%2Fx.tgz", "a%0A.tgz", "%2e%2e",
                "x.txt", ".upload-1",
            ] {
                let reply = try await server.call("GET", "/charts/\(name)")
                #expect(reply.status == 404)
                #expect(try reply.code == 1)
                #expect(reply.header("X-Helm-Error") == "not-found")
            }
            #expect(try await server.call("HEAD", "/charts/nope-1.0.0.tgz").status == 404)
            #expect(try await server.call("PUT", "/charts/nope-1.0.0.tgz").status == 405)
            // Every other route answers as before.
            #expect(try await server.call("DELETE", "/api/charts/upload/x.txt").status == (isOn ? 400 : 200))
        }
    }

    /// What follows the answer to HEAD on a connection is the next answer.
    @Test(.timeLimit(.minutes(1)), arguments: ["/charts/index.yaml", "/charts/nope.tgz", "/api/envs", "/nowhere"])
    func anAnswerToHeadHasNoBody(_ path: String) async throws {
        try await TestServer.run { server in
            let connection = try RawConnection(port: server.port)
            try await connection.send("HEAD \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
            try await connection.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let answers = String(decoding: try await connection.read(1 << 20), as: UTF8.self)
            let parts = answers.split(separator: "\r\n\r\n")
            #expect(parts.count == 3)
            #expect(!parts[0].contains("Content-Length: 0"))
            #expect(parts[1].hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(parts[2] == "Welcome helm wrapper server")
        }
    }

    @Test(.timeLimit(.minutes(1))) func aDownloadSurvivesTheDeletion() async throws {
        try await TestServer.run { server in
            let noise = (0..<4_000_000).map { _ in UInt8.random(in: 0...255) }
            try server.charts.write("large")
            try Data(noise).write(to: URL(filePath: server.charts.path + "/large/noise"))
            let archive = try server.charts.archive("large")
            #expect(try await server.upload(archive, fileName: "large.tgz").text == #"{"code":0}"#)
            let connection = try RawConnection(port: server.port)
            try await connection.send("GET /charts/large-0.1.0.tgz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            var received = try await connection.read(1000)
            #expect(try await server.call("DELETE", "/api/charts/upload/large-0.1.0.tgz").code == 0)
            #expect(try await server.call("GET", "/charts/large-0.1.0.tgz").status == 404)
            received += try await connection.read(1 << 30)
            #expect(received.suffix(archive.count).elementsEqual(archive))
        }
    }

    @Test func manyAskWhileManyUpload() async throws {
        try await TestServer.run { server in
            var archives: [[UInt8]] = []
            for number in 0..<20 {
                try server.charts.writeDemo(version: "0.\(number).0")
                archives.append(try server.charts.archive("demo"))
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, archive) in archives.enumerated() {
                    group.addTask {
                        #expect(try await server.upload(archive, fileName: "demo.tgz").code == 0)
                        // Whoever was told that it is stored finds it in the index.
                        let index = try await server.call("GET", "/charts/index.yaml")
                        #expect(index.text.contains("- demo-0.\(number).0.tgz\n"))
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test(.enabled(if: python != nil, "make test sets HELM_WRAPPER_PYTHON"), .timeLimit(.minutes(5)))
    func realHelmUsesIt() async throws {
        let python = try #require(Self.python)
        try await TestServer.run { server in
            let keys =
                URL(filePath: InteropTests.scripts).deletingLastPathComponent().path
                + "/Conformance/verify/_fixtures/verify"
            let script = InteropTests.scripts + "/upload_repository.py"
            let (status, output) = try await InteropTests().run(
                python, [script, server.address, server.kubeconfig, server.uploads, keys])
            #expect(status == 0, "\(output)")
            #expect(output.contains("all steps passed"))
        }
    }
}

@Suite("Hub search over HTTP")
struct HubRouteTests {
    @Test func asHelmWritesIt() async throws {
        let hub = try ScriptedServer { _ in
            ScriptedServer.answer(
                200,
                #"{"data":[{"id":"a/b","attributes":{"description":"<x>","repo":{"name":"a","url":"https://a"}},"relationships":{"latestChartVersion":{"data":{"version":"1.0.0","app_version":"2"}}}}]}"#
            )
        }
        defer { hub.stop() }
        let address = hub.url
        try await TestServer.run(configure: { configuration, _ in configuration.hubEndpoint = address }) { server in
            let reply = try await server.call("GET", "/api/hub/charts?keyword=a%20b")
            #expect(
                reply.text
                    == #"{"code":0,"data":[{"url":"\#(address)/charts/a/b","version":"1.0.0","app_version":"2","description":"\u003cx\u003e","repository":{"url":"https://a","name":"a"}}]}"#
            )
            #expect(hub.requests.map(\.target) == ["/api/chartsvc/v1/charts/search?q=a+b"])
            let other = try await server.call("GET", "/api/hub/charts?keyword=a&endpoint=http://169.254.169.254")
            #expect(other.header("X-Helm-Error") == "forbidden")
            #expect(try await server.call("GET", "/api/hub/charts?endpoint=\(address)").code == 0)
            #expect(hub.requests.count == 2)
        }
    }

    @Test(arguments: ["hub.example.com", "ftp://hub.example.com", "", "https://"])
    func theHubIsAURL(_ endpoint: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try ServerConfiguration.parse(Array("hubEndpoint: \"\(endpoint)\"\n".utf8), name: "c")
        }
        #expect(error?.message == "c: hubEndpoint must be an http or https URL")
    }

    @Test func noHubNoResult() async throws {
        let hub = try ScriptedServer { request in
            request.target.hasSuffix("=down") ? [.close] : ScriptedServer.answer(200, #"{"data":[]}"#)
        }
        defer { hub.stop() }
        let address = hub.url
        try await TestServer.run(configure: { configuration, _ in configuration.hubEndpoint = address }) { server in
            #expect(try await server.call("GET", "/api/hub/charts").text == #"{"code":0,"data":[]}"#)
            let none = try await server.call("GET", "/api/hub/charts?fail_on_no_result=true")
            #expect(try none.error == "no results found")
            #expect(try await server.call("GET", "/api/hub/charts?fail_on_no_result=x").code == 1)
            let reply = try await server.call("GET", "/api/hub/charts?keyword=down")
            #expect(try reply.error == "unable to perform search against \"\(address)\"")
            #expect(reply.header("X-Helm-Error") == "repository-error")
        }
    }
}
