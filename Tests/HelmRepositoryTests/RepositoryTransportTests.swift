import Foundation
import HelmHTTP
import HelmTesting
import Testing

@testable import HelmRepository

/// What is sent to whom, and what is told of failures.
@Suite struct RepositoryTransportTests {
    private let transport = RepositoryTransport(gate: OutboundGate())

    private func entry(_ url: String, _ change: (inout RepositoryEntry) -> Void = { _ in }) -> RepositoryEntry {
        var entry = RepositoryEntry(name: "local", url: url)
        (entry.username, entry.password) = ("me", "secret")
        change(&entry)
        return entry
    }

    private func request(_ url: String, _ entry: RepositoryEntry) -> RepositoryRequest {
        RepositoryRequest(url, of: entry, maximumBytes: 1 << 20)
    }

    @Test func credentialsStayWithTheirOrigin() async throws {
        let own = try ScriptedServer { _ in ScriptedServer.answer(200, "x") }
        let other = try ScriptedServer { _ in ScriptedServer.answer(200, "x") }
        var entry = entry(own.url)
        _ = try await transport.bytes(request(own.url + "/a", entry))
        _ = try await transport.bytes(request(other.url + "/a", entry))
        entry.passesCredentials = true
        _ = try await transport.bytes(request(other.url + "/b", entry))
        #expect(own.requests.map { $0.headers["authorization"] } == ["Basic bWU6c2VjcmV0"])
        #expect(other.requests.map { $0.headers["authorization"] } == [nil, "Basic bWU6c2VjcmV0"])
    }

    @Test func redirectsLoseCredentialsElsewhere() async throws {
        let other = try ScriptedServer { _ in ScriptedServer.answer(200, "there") }
        let own = try ScriptedServer { request in
            switch request.target {
            case "/away": ScriptedServer.answer(302, "", headers: ["Location": other.url + "/x"])
            case "/near": ScriptedServer.answer(307, "", headers: ["Location": "/here"])
            default: ScriptedServer.answer(200, "here")
            }
        }
        let entry = entry(own.url) { $0.passesCredentials = true }
        #expect(try await transport.bytes(request(own.url + "/away", entry)) == Array("there".utf8))
        #expect(try await transport.bytes(request(own.url + "/near", entry)) == Array("here".utf8))
        #expect(own.requests.allSatisfy { $0.headers["authorization"] != nil })
        #expect(own.requests.count == 3)
        #expect(other.requests.map { $0.headers["authorization"] } == [nil])
    }

    @Test func kindsOfCredentials() async throws {
        let server = try ScriptedServer { _ in ScriptedServer.answer(200, "x") }
        let named = "http://u%40x:p%3Aw@127.0.0.1:\(server.port)"
        var bearer = RepositoryEntry(name: "b", url: server.url)
        bearer.bearerToken = "token"
        var userOnly = RepositoryEntry(name: "b", url: server.url)
        userOnly.username = "me"
        for entry in [bearer, userOnly, RepositoryEntry(name: "n", url: named)] {
            _ = try await transport.bytes(request(server.url + "/a", entry))
        }
        _ = try await transport.bytes(request(named + "/a", RepositoryEntry(name: "n", url: "http://x.invalid")))
        let expected = "Basic " + Data("u@x:p:w".utf8).base64EncodedString()
        #expect(server.requests.map { $0.headers["authorization"] } == ["Bearer token", nil, expected, expected])
    }

    @Test func statusesAndFaultsInHelmsWords() async throws {
        let server = try ScriptedServer { request in
            switch request.target.split(separator: "?").first {
            case "/dies": [.send(Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".utf8)), .close]
            case "/resets": [.reset]
            case "/big": ScriptedServer.answer(200, String(repeating: "x", count: 2000))
            case "/slow": [.sleep(milliseconds: 20_000), .close]
            case "/garbage": [.send(Array("what?\r\n\r\n".utf8)), .close]
            case "/loop": ScriptedServer.answer(302, "", headers: ["Location": "/loop"])
            case .some(let path): ScriptedServer.answer(Int(path.dropFirst()) ?? 500, "")
            default: ScriptedServer.answer(500, "")
            }
        }
        let entry = entry(server.url)
        func error(_ path: String) async -> RepositoryError? {
            var request = request("http://a:hidden@127.0.0.1:\(server.port)/\(path)?token=hidden", entry)
            request.maximumBytes = 1000
            if path == "slow" { request.timeout = .milliseconds(500) }
            return await failure { try await transport.bytes(request) }
        }
        for (status, name, code) in [
            (401, "Unauthorized", RepositoryError.Code.unauthorized), (403, "Forbidden", .unauthorized),
            (404, "Not Found", .notFound), (503, "Service Unavailable", .unreachable),
            (304, "Not Modified", .unreachable), (204, "No Content", .unreachable),
        ] {
            let failure = await error("\(status)")
            #expect(failure?.message == "failed to fetch \(server.url)/\(status) : \(status) \(name)")
            #expect(failure?.code == code)
        }
        #expect(await error("dies")?.message == "Get \"\(server.url)/dies\": unexpected EOF")
        #expect(await error("slow")?.message == "Get \"\(server.url)/slow\": context deadline exceeded")
        #expect(await error("loop")?.message == "Get \"\(server.url)/loop\": stopped after 10 redirects")
        #expect(await error("big")?.message == "\(server.url)/big is larger than the 1000 bytes that are allowed")
        for path in ["resets", "garbage"] {
            let failure = await error(path)
            #expect(failure?.code == .unreachable)
            #expect(failure?.message.contains("hidden") == false)
        }
        let unreachable = await failure {
            try await transport.bytes(request("http://u:hidden@127.0.0.1:1/x?token=hidden", entry))
        }
        #expect(
            unreachable?.message
                == "Get \"http://127.0.0.1:1/x\": dial tcp 127.0.0.1:1: connect: connection refused")
    }

    @Test func refusedPlaces() async throws {
        let gate = OutboundGate(allowedHosts: [HostPattern("*.example.com")])
        let bounded = RepositoryTransport(gate: gate)
        for url in ["http://127.0.0.1:1/x", "http://169.254.169.254/latest"] {
            #expect(await failure { try await bounded.bytes(request(url, entry(url))) }?.code == .forbidden)
        }
        let metadata = await failure {
            try await transport.bytes(request("http://169.254.169.254/x", entry("http://169.254.169.254")))
        }
        #expect(metadata?.code == .forbidden)
        let file = await failure { try await transport.bytes(request("file:///etc/passwd", entry("file:///etc"))) }
        #expect(file?.code == .invalid)
    }

    @Test func conditionsAreSentAndTaken() async throws {
        let server = try ScriptedServer { request in
            request.headers["if-none-match"] == "\"one\""
                ? ScriptedServer.answer(304, "")
                : ScriptedServer.answer(
                    200, "x", headers: ["ETag": "\"one\"", "Last-Modified": "Wed, 21 Oct 2015 07:28:00 GMT"])
        }
        var request = request(server.url + "/a", entry(server.url))
        guard case .body(let body, let validators) = try await transport.get(request) else {
            return #expect(Bool(false))
        }
        #expect(body == Array("x".utf8))
        request.validators = validators
        guard case .unchanged = try await transport.get(request) else { return #expect(Bool(false)) }
        #expect(server.requests.last?.headers["if-modified-since"] == "Wed, 21 Oct 2015 07:28:00 GMT")
    }

    @Test(arguments: [
        ("index.yaml", "http://h/charts", "http://h/charts/index.yaml"),
        ("index.yaml", "http://h/charts/", "http://h/charts/index.yaml"),
        ("index.yaml", "http://h", "http://h/index.yaml"),
        ("index.yaml", "http://h/charts?a=b%2Fc", "http://h/charts/index.yaml?a=b%2Fc"),
        ("../x.tgz", "http://h/a/b", "http://h/a/x.tgz"),
        ("/x.tgz", "http://h/a/b/?q=1", "http://h/x.tgz?q=1"),
        ("charts/x.tgz?z=1", "http://h/a", "http://h/a/charts/x.tgz"),
        ("https://other/x.tgz?s=1", "http://h/a?q=2", "https://other/x.tgz?s=1"),
        ("oci://r/x", "http://h/a", "oci://r/x"), ("x%2Fy.tgz", "http://h/a", "http://h/a/x%2Fy.tgz"),
        ("x.tgz", "http://u:p@h/a", "http://u:p@h/a/x.tgz"),
    ])
    func resolves(_ reference: String, _ base: String, _ expected: String) {
        #expect(RepositoryURL.resolve(reference, against: base) == expected)
    }

    @Test func certificatesOfRequestsStayInTheirFolders() throws {
        let fixture = try RepositoryFixture()
        try fixture.write("a", to: fixture.folder + "/trusted/ca.pem")
        try fixture.write("b", to: fixture.folder + "/secret.pem")
        try FileManager.default.createSymbolicLink(
            atPath: fixture.folder + "/trusted/link.pem", withDestinationPath: fixture.folder + "/secret.pem")
        let folders = CertificateFolders([fixture.folder + "/trusted", "/nowhere"])
        func checked(_ path: String) -> Result<String, RepositoryError> {
            var entry = RepositoryEntry(name: "x", url: "http://x.invalid")
            entry.caFile = path
            do throws(RepositoryError) { return .success(try folders.checked(entry).caFile) } catch {
                return .failure(error)
            }
        }
        let real = try #require(realpath(fixture.folder + "/trusted/ca.pem", nil))
        defer { free(real) }
        #expect(try checked("ca.pem").get() == String(cString: real))
        #expect(try checked(fixture.folder + "/trusted/../trusted/ca.pem").get() == String(cString: real))
        #expect(try checked("").get() == "")
        for path in ["link.pem", "../secret.pem", fixture.folder + "/secret.pem", "/etc/passwd", "missing.pem", "."] {
            guard case .failure(let error) = checked(path) else { return #expect(Bool(false), "\(path)") }
            #expect(
                error.message == "ca_file: \(path) is not a file inside one of the configured certificateDirs")
            #expect(error.code == .forbidden)
        }
    }
}
