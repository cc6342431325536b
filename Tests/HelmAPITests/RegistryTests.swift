import Foundation
import HelmTesting
import HelmValues
import Testing

@testable import HelmAPI

/// Charts in OCI registries over HTTP, with Debian's `docker-registry` on the other side.
@Suite("OCI registries over HTTP", .timeLimit(.minutes(2)))
struct RegistryTests {
    private static let releases = "/api/namespaces/default/releases"
    private static let plain = #"{"plain_http":true}"#

    /// Uploads demo in a version and pushes it.
    private static func push(_ server: TestServer, _ version: String, to remote: String) async throws {
        try server.charts.writeDemo(version: version)
        _ = try await server.upload(server.charts.archive("demo"), fileName: "demo-\(version).tgz")
        let reply = try await server.call(
            "POST", "/api/charts/push",
            #"{"chart":"demo-\#(version).tgz","remote":"\#(remote)","plain_http":true}"#)
        #expect(try reply.data?["digest"]?.stringValue?.hasPrefix("sha256:") == true, "\(reply.text)")
        #expect(try reply.data?["ref"]?.stringValue?.hasSuffix("/charts/demo:\(version)") == true)
    }

    @Test func everyVerbTakesChartsOfARegistry() async throws {
        let registry = try await DockerRegistry.start()
        let remote = "oci://\(registry.host)/charts"
        try await TestServer.run { server in
            for version in ["0.1.0", "0.2.0", "0.3.0-rc.1"] { try await Self.push(server, version, to: remote) }
            func version(_ reference: String, _ more: String = "") async throws -> Value? {
                let reply = try await server.call(
                    "PUT", "\(Self.releases)/web?chart=\(reference)",
                    #"{"plain_http":true,"install":true\#(more)}"#)
                #expect(try reply.code == 0, "\(reply.text)")
                return try reply.data?["chart_version"]
            }
            #expect(try await version("\(remote)/demo") == "0.2.0")
            #expect(try await version("\(remote)/demo:0.1.0") == "0.1.0")
            #expect(try await version("\(remote)/demo", #","version":"^0.1""#) == "0.1.0")
            #expect(try await version("\(remote)/demo", #","devel":true"#) == "0.3.0-rc.1")
            let rendered = try await server.call("POST", "/api/charts/template?chart=\(remote)/demo", Self.plain)
            #expect(try rendered.data?["manifest"]?.stringValue?.contains("greeting: \"hello\"") == true)
            let missing = try await server.call(
                "POST", "/api/charts/template?chart=\(remote)/demo", #"{"plain_http":true,"version":"9"}"#)
            #expect(try missing.code == 1 && missing.header("X-Helm-Error") == "not-found", "\(missing.text)")
        }
    }

    @Test func pullMakesAnUpload() async throws {
        let registry = try await DockerRegistry.start()
        let remote = "oci://\(registry.host)/charts"
        try await TestServer.run { server in
            try await Self.push(server, "0.1.0", to: remote)
            _ = try await server.call("DELETE", "/api/charts/upload/demo-0.1.0.tgz")
            let reply = try await server.call("POST", "/api/charts/pull?chart=\(remote)/demo&version=0.1.0", Self.plain)
            #expect(try reply.data?["file"] == "demo-0.1.0.tgz", "\(reply.text)")
            #expect(try await server.call("GET", "/api/charts/upload").data == ["demo-0.1.0.tgz"])
        }
    }

    @Test func aLoginServesLaterRequests() async throws {
        let registry = try await DockerRegistry.start(asksForPassword: true)
        let user = DockerRegistry.user
        let remote = "oci://\(registry.host)/charts"
        try await TestServer.run { server in
            try server.charts.writeDemo()
            _ = try await server.upload(server.charts.archive("demo"), fileName: "demo-0.1.0.tgz")
            let push = #"{"chart":"demo-0.1.0.tgz","remote":"\#(remote)","plain_http":true}"#
            #expect(try await server.call("POST", "/api/charts/push", push).code == 1)
            func logIn(_ password: String) async throws -> HelmAPITests.Reply {
                try await server.call(
                    "POST", "/api/registries",
                    #"{"host":"\#(registry.host)","username":"\#(user.name)","password":"\#(password)","plain_http":true}"#
                )
            }
            let wrong = try await logIn("nonsense")
            #expect(try wrong.code == 1 && !wrong.text.contains("nonsense"), "\(wrong.text)")
            #expect(try await server.call("GET", "/api/registries").data == [])
            #expect(try await logIn(user.password).text == #"{"code":0}"#)
            let hosts = try await server.call("GET", "/api/registries")
            #expect(try hosts.data == [.string(registry.host)])
            #expect(!hosts.text.contains(user.password))
            #expect(try await server.call("POST", "/api/charts/push", push).code == 0)
            #expect(try await server.call("DELETE", "/api/registries/\(registry.host)").text == #"{"code":0}"#)
            #expect(try await server.call("POST", "/api/charts/push", push).code == 1)
        }
    }

    @Test(arguments: [
        (#"{"remote":"oci://h/p"}"#, "chart name can not be empty"),
        (#"{"chart":"demo-0.1.0.tgz"}"#, "remote can not be empty"),
        (#"{"chart":"demo-0.1.0.tgz","remote":"https://h/p"}"#, #"scheme prefix missing from remote (e.g. "oci://")"#),
    ])
    func refusalsOfPushes(_ body: String, _ expected: String) async throws {
        try await TestServer.run { server in
            try server.charts.writeDemo()
            _ = try await server.upload(server.charts.archive("demo"), fileName: "demo-0.1.0.tgz")
            let reply = try await server.call("POST", "/api/charts/push", body)
            #expect(try reply.error == expected)
        }
    }
}
