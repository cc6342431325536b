import HelmValues
import Testing

@testable import HelmAPI

@Suite("Envelope, unknown routes, environment")
struct EnvelopeTests {
    @Test func greetsInPlainText() async throws {
        try await TestServer.run { server in
            let reply = try await server.call("GET", "/")
            #expect(reply.text == "Welcome helm wrapper server")
            #expect(reply.header("Content-Type")?.hasPrefix("text/plain") == true)
            #expect(reply.header("X-Request-Id")?.isEmpty == false)
        }
    }

    @Test func unknownPathsAndMethodsHaveTheirStatusAndTheEnvelope() async throws {
        try await TestServer.run { server in
            let unknown = try await server.call("GET", "/api/nowhere")
            #expect(unknown.status == 404)
            #expect(try unknown.code == 1)
            #expect(unknown.header("X-Helm-Error") == "not-found")
            let method = try await server.call("PATCH", "/api/envs")
            #expect(method.status == 405)
            #expect(method.header("Allow") == "GET")
            #expect(try method.code == 1)
            #expect(method.header("X-Helm-Error") == "method-not-allowed")
        }
    }

    @Test func environmentIsSortedAndHidesTheToken() async throws {
        try await TestServer.run(configure: { $1.kubeToken = "very-secret" }) { server in
            let reply = try await server.call("GET", "/api/envs")
            #expect(reply.header("Content-Type") == "application/json; charset=utf-8")
            let variables = try #require(try reply.data?.mapValue)
            #expect(variables["HELM_KUBETOKEN"] == "\u{3c}redacted\u{3e}")
            #expect(reply.text.contains(#""HELM_KUBETOKEN":"\u003credacted\u003e""#))
            #expect(variables["HELM_MAX_HISTORY"] == "10")
            #expect(variables["KUBECONFIG"] != nil)
            #expect(!reply.text.contains("very-secret"))
        }
    }

    @Test func requestIdsAreTakenOverOrMade() async throws {
        try await TestServer.run { server in
            let given = try await server.call("GET", "/api/envs", headers: [("X-Request-Id", "abc-123")])
            #expect(given.header("X-Request-Id") == "abc-123")
            let long = String(repeating: "x", count: 500)
            let refused = try await server.call("GET", "/api/envs", headers: [("X-Request-Id", long)])
            #expect(refused.header("X-Request-Id") != long)
        }
    }

    @Test func handledFailuresAre200UnlessTrueStatusesAreAskedFor() async throws {
        try await TestServer.run { server in
            let reply = try await server.call("GET", "/api/namespaces/default/releases/none/status")
            #expect(reply.status == 200)
            #expect(reply.header("X-Helm-Error") == "not-found")
        }
        try await TestServer.run(configure: { configuration, _ in configuration.httpStatus = true }) { server in
            let reply = try await server.call("GET", "/api/namespaces/default/releases/none/status")
            #expect(reply.status == 404)
            #expect(try reply.error == "release: not found")
        }
    }

    @Test func oversizedBodiesAreRefused() async throws {
        try await TestServer.run { server in
            let body = "{\"values\":\"" + String(repeating: "a", count: 9 << 20) + "\"}"
            let reply = try await server.call("POST", "/api/charts/template?chart=x", body)
            #expect(reply.status == 413)
            #expect(try reply.code == 1)
            #expect(reply.header("X-Helm-Error") == "payload-too-large")
        }
    }
}
