import HelmHTTP
import HelmTesting
import Testing

@Suite struct OutboundGateTests {
    @Test(arguments: [
        ("charts.example.com", "https://charts.example.com/a", true), ("*.example.com", "https://a.example.com", true),
        ("*.example.com", "https://example.com", false), ("example.com", "https://example.com:8443/", true),
        ("example.com:8443", "https://example.com/", false), ("Example.com:443", "https://EXAMPLE.com/", true),
        ("*", "http://10.0.0.1/", true), ("[::1]:80", "http://[::1]/", true), ("[::1]", "http://[::1]:81/", true),
        ("*.example.com", "https://evil.com/.example.com", false), ("a*b*c", "http://aXbYc", true),
    ])
    func patternsMeanHosts(_ pattern: String, _ url: String, _ expected: Bool) throws {
        let origin = try #require(URLOrigin(url))
        #expect(HostPattern(pattern).matches(origin) == expected)
    }

    @Test func refusesHostsThatAreNotListed() async throws {
        let gate = OutboundGate(allowedHosts: [HostPattern("charts.example.com")])
        #expect(throws: HTTPError.self) { try gate.check("https://other.example.com/") }
        #expect(throws: HTTPError.self) { try gate.check("http://169.254.169.254/latest/meta-data") }
        #expect(throws: HTTPError.self) { try gate.check("file:///etc/passwd") }
        try gate.check("https://charts.example.com/index.yaml")
    }

    @Test func checksEveryRedirect() async throws {
        let server = try ScriptedServer { _ in
            ScriptedServer.answer(302, "", headers: ["Location": "http://169.254.169.254/latest/meta-data"])
        }
        defer { server.stop() }
        let error = await #expect(throws: HTTPError.self) {
            try await OutboundGate().send(HTTPRequest("GET", server.url))
        }
        #expect(error?.code == .refusedAddress)
    }

    @Test func keepsCredentialsFromOtherOrigins() async throws {
        let target = try ScriptedServer { _ in ScriptedServer.answer(200, "there") }
        defer { target.stop() }
        let url = target.url
        let first = try ScriptedServer { request in
            request.target == "/start"
                ? ScriptedServer.answer(302, "", headers: ["Location": "/same"])
                : ScriptedServer.answer(307, "", headers: ["Location": "\(url)/end"])
        }
        defer { first.stop() }
        var request = HTTPRequest("GET", "\(first.url)/start")
        request.headers["Authorization"] = "Basic abc"
        let response = try await OutboundGate().send(request)
        #expect(String(decoding: response.body, as: UTF8.self) == "there")
        #expect(first.requests.map { $0.headers["authorization"] } == ["Basic abc", "Basic abc"])
        #expect(target.requests.map { $0.headers["authorization"] } == [nil])
    }

    @Test func endsLoops() async throws {
        let server = try ScriptedServer { _ in ScriptedServer.answer(301, "", headers: ["Location": "/again"]) }
        defer { server.stop() }
        let error = await #expect(throws: HTTPError.self) {
            try await OutboundGate().send(HTTPRequest("GET", server.url))
        }
        #expect(error?.code == .tooManyRedirects)
        #expect(server.requests.count == 11)
    }
}
