import Foundation
import HelmValues
import Testing

@testable import HelmAPI

@Suite("Which cluster a request works on")
struct ClusterSelectionTests {
    static let path = "/api/namespaces/default/releases"

    /// Server and token of the embedded cluster, as a caller would send them.
    private func credentials(of server: TestServer) throws -> (server: String, token: String) {
        let text = try String(contentsOf: URL(filePath: server.kubeconfig), encoding: .utf8)
        func value(of key: String) -> String {
            text.split(separator: "\n").first { $0.contains("\(key):") }.map { line in
                line.split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
            } ?? ""
        }
        // The kubeconfig's address carries credentials for Go's clients, which send no token over plain http.
        let address = value(of: "server").split(separator: "@").last.map(String.init) ?? ""
        return ("http://\(address)", value(of: "token"))
    }

    @Test func tokenAndServerOfTheCaller() async throws {
        try await TestServer.run { server in
            let caller = try credentials(of: server)
            let both = try await server.call(
                "GET", Self.path, headers: [("X-KubeApiServer", caller.server), ("X-KubeToken", caller.token)])
            #expect(try both.data == [])
            let tokenOnly = try await server.call("GET", Self.path, headers: [("X-KubeToken", caller.token)])
            #expect(try tokenOnly.data == [])
        }
    }

    @Test func aForeignTokenReplacesTheServersOwnCredentials() async throws {
        try await TestServer.run { server in
            let reply = try await server.call("GET", Self.path, headers: [("X-KubeToken", "wrong")])
            #expect(try reply.code == 1)
            #expect(reply.header("X-Helm-Error") == "unauthorized")
            #expect(!reply.text.contains("wrong"))
        }
    }

    /// The server's own credentials must not reach an address that a caller chose.
    @Test func aForeignServerWithoutATokenAndOneNotAllowedAreRefused() async throws {
        let foreign = ("X-KubeApiServer", "http://127.0.0.1:9")
        try await TestServer.run { server in
            let lone = try await server.call("GET", Self.path, headers: [foreign])
            #expect(try lone.error == "X-KubeApiServer needs X-KubeToken")
            #expect(lone.header("X-Helm-Error") == "forbidden")
        }
        try await TestServer.run(configure: { configuration, _ in configuration.allowedAPIServers = nil }) { server in
            let plain = try await server.call("GET", Self.path, headers: [foreign, ("X-KubeToken", "t")])
            #expect(plain.header("X-Helm-Error") == "forbidden")
        }
    }

    @Test func theOwnServerMayBeNamedAlone() async throws {
        try await TestServer.run { server in
            let own = try credentials(of: server).server
            #expect(try await server.call("GET", Self.path, headers: [("X-KubeApiServer", own)]).data == [])
        }
    }

    @Test func kubeconfigsOnlyInsideTheAllowedFolders() async throws {
        try await TestServer.run { server in
            let inside = try await server.call("GET", "\(Self.path)?kube_config=\(server.kubeconfig)")
            #expect(try inside.data == [])
            for outside in ["/etc/passwd", "\(server.kubeconfig)/../../../etc/passwd"] {
                let reply = try await server.call("GET", "\(Self.path)?kube_config=\(outside)")
                #expect(try reply.code == 1, "\(outside)")
            }
        }
    }

    @Test func withoutAnyClusterTheErrorNamesEmbedded() async throws {
        try await TestServer.run(configure: { _, environment in environment.kubeContext = "missing" }) { server in
            let reply = try await server.call("GET", Self.path)
            #expect(try reply.error == #"Kubernetes cluster unreachable: context "missing" does not exist"#)
        }
    }
}
