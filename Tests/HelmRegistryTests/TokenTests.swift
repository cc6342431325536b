import HelmHTTP
import HelmTesting
import HelmValues
import Synchronization
import Testing

@testable import HelmRegistry

/// Authorizations: what they are asked for with, how long they are kept and who may use them.
@Suite struct TokenTests {
    @Test(arguments: [
        ("Basic", AuthChallenge.basic), (#"BASIC realm="x""#, .basic),
        (
            #"Bearer realm="https://a/t",service="s",scope="x y""#,
            .bearer(realm: "https://a/t", service: "s", scope: "x y")
        ),
        (#"bearer  realm = "a\"b" , scope=c"#, .bearer(realm: #"a"b"#, service: "", scope: "c")),
        (#"Bearer realm="unended"#, .bearer(realm: "", service: "", scope: "")),
        ("Bearer =x,realm=y", .bearer(realm: "", service: "", scope: "")),
    ])
    func readsChallenges(_ header: String, _ expected: AuthChallenge) { #expect(AuthChallenge(header) == expected) }

    @Test func skipsChallengesItCannotMeet() {
        #expect(AuthChallenge.first(of: ["Negotiate", "Basic realm=x"]) == .basic)
        #expect(AuthChallenge.first(of: ["Negotiate", "", "=,"]) == nil)
    }

    /// A registry where everything needs a token, and the service that gives them.
    final class Registry: Sendable {
        let given = Atomic<Int>(0)
        let expiresIn: Int

        init(expiresIn: Int) { self.expiresIn = expiresIn }

        func answer(_ request: ScriptedServer.Request) -> [ScriptedServer.Step] {
            let host = request.headers["host"] ?? ""
            if request.target.hasPrefix("/token") {
                let number = given.add(1, ordering: .relaxed).newValue
                let who = request.headers["authorization"]?.dropFirst(6) ?? "nobody"
                return ScriptedServer.answer(200, #"{"token":"\#(number)-\#(who)","expires_in":\#(expiresIn)}"#)
            }
            guard request.headers["authorization"]?.hasPrefix("Bearer ") == true else {
                let repository = request.target.split(separator: "/")[1]
                let challenge = #"Bearer realm="http://\#(host)/token",scope="repository:\#(repository):pull""#
                return ScriptedServer.answer(401, "{}", headers: ["WWW-Authenticate": challenge])
            }
            return ScriptedServer.answer(200, #"{"tags":["1.0.0"]}"#)
        }
    }

    private func access(_ user: String) -> RegistryAccess {
        var access = RegistryAccess.plain
        access.credential = RegistryCredential(username: user, password: "secret")
        return access
    }

    @Test func keepsTokensForTheirOwners() async throws {
        let registry = Registry(expiresIn: 300)
        let server = try ScriptedServer(registry.answer)
        defer { server.stop() }
        let client = RegistryClient.testing(try TestFolder())
        let (a, b) = (try OCIReference("\(server.host)/a"), try OCIReference("\(server.host)/b"))
        for _ in 0..<3 {
            _ = try await client.tags(a, access("ann"))
            _ = try await client.tags(a, access("bob"))
            _ = try await client.tags(b, access("ann"))
            _ = try await client.tags(a, .plain)
        }
        #expect(registry.given.load(ordering: .relaxed) == 4)
        let used = Set(
            server.requests.filter { $0.target == "/v2/a/tags/list" }.compactMap { $0.headers["authorization"] })
        #expect(used.count == 3)
    }

    @Test func asksAgainWhenTokensExpire() async throws {
        let registry = Registry(expiresIn: 0)
        let server = try ScriptedServer(registry.answer)
        defer { server.stop() }
        let client = RegistryClient.testing(try TestFolder())
        for _ in 0..<3 { _ = try await client.tags(try OCIReference("\(server.host)/a"), access("ann")) }
        #expect(registry.given.load(ordering: .relaxed) == 3)
    }

    @Test func isBounded() throws {
        let cache = TokenCache(limit: 3)
        let origin = try #require(URLOrigin("https://h/"))
        func key(_ scope: String) -> TokenCache.Key {
            TokenCache.Key(origin: origin, identity: .stored("x"), tls: TLSOptions(), scope: scope)
        }
        for number in 0..<10 { cache.store("t\(number)", for: key("\(number)"), lifetime: .seconds(60)) }
        #expect((0..<10).compactMap { cache.header(key("\($0)")) } == ["t7", "t8", "t9"])
        cache.store("old", for: key("7"), lifetime: .seconds(-1))
        #expect(cache.header(key("7")) == nil)
        cache.removeStored(host: "h")
        #expect(cache.header(key("9")) == nil)
    }

    @Test func forgetsWhatLogoutEnds() async throws {
        let server = try ScriptedServer { request in
            request.headers["authorization"] == "Basic YW5uOnNlY3JldA=="
                ? ScriptedServer.answer(200, #"{"tags":[]}"#)
                : ScriptedServer.answer(401, "{}", headers: ["WWW-Authenticate": "Basic realm=x"])
        }
        defer { server.stop() }
        let client = RegistryClient.testing(try TestFolder())
        let reference = try OCIReference("\(server.host)/a")
        try await client.login(server.host, RegistryCredential(username: "ann", password: "secret"), .plain)
        _ = try await client.tags(reference, .plain)
        try await client.logout(server.host)
        await #expect(throws: RegistryError.self) { try await client.tags(reference, .plain) }
    }

    @Test func gaspsNoCredentialsAcrossOrigins() async throws {
        // The registry sends blobs elsewhere, and there somebody asks for its password.
        let thief = try ScriptedServer { request in
            ScriptedServer.answer(401, "{}", headers: ["WWW-Authenticate": "Basic realm=x"])
        }
        defer { thief.stop() }
        let place = thief.url
        let server = try ScriptedServer { _ in ScriptedServer.answer(307, "", headers: ["Location": "\(place)/x"]) }
        defer { server.stop() }
        let client = RegistryClient.testing(try TestFolder())
        let error = await #expect(throws: RegistryError.self) {
            try await client.tags(try OCIReference("\(server.host)/a"), access("ann"))
        }
        #expect(error?.code == .unauthorized)
        #expect(thief.requests.count == 1)
        #expect((thief.requests + server.requests).allSatisfy { $0.headers["authorization"] == nil })
    }

    @Test func tokensOfAnotherHostPassTheGate() async throws {
        let server = try ScriptedServer { request in
            let realm = request.target.contains("/inner/") ? "169.254.169.254" : "tokens.example.test"
            return ScriptedServer.answer(
                401, "{}", headers: ["WWW-Authenticate": #"Bearer realm="http://\#(realm)/t""#])
        }
        defer { server.stop() }
        let gate = OutboundGate(allowedHosts: [HostPattern("127.0.0.1"), HostPattern("169.*")])
        let client = RegistryClient.testing(try TestFolder(), gate: gate)
        var error = await #expect(throws: RegistryError.self) {
            try await client.tags(try OCIReference("\(server.host)/a"), access("ann"))
        }
        #expect(error?.code == .forbidden)
        #expect(error?.message.hasSuffix("host tokens.example.test is not one that this server may reach") == true)
        error = await #expect(throws: RegistryError.self) {
            try await client.tags(try OCIReference("\(server.host)/inner/a"), access("ann"))
        }
        #expect(error?.code == .forbidden)
    }

    @Test func aServiceOnAnotherPortGetsTheCredentials() async throws {
        let service = try ScriptedServer { _ in ScriptedServer.answer(200, #"{"token":"t"}"#) }
        defer { service.stop() }
        let realm = "\(service.url)/token"
        let server = try ScriptedServer { request in
            request.headers["authorization"] == "Bearer t"
                ? ScriptedServer.answer(200, #"{"tags":["1.0.0"]}"#)
                : ScriptedServer.answer(401, "{}", headers: ["WWW-Authenticate": #"Bearer realm="\#(realm)""#])
        }
        defer { server.stop() }
        let client = RegistryClient.testing(try TestFolder())
        #expect(try await client.tags(try OCIReference("\(server.host)/a"), access("ann")) == ["1.0.0"])
        #expect(service.requests.map { $0.headers["authorization"] } == ["Basic YW5uOnNlY3JldA=="])
        #expect(service.requests.map(\.target) == ["/token?scope=repository%3Aa%3Apull"])
    }

    @Test(arguments: [
        "http://10.0.0.1/t", "http://192.168.1.1/t", "http://172.20.0.1/t", "http://127.0.0.2/t", "http://localhost/t",
        "http://[::1]/t", "http://[fe80::1]/t", "http://[fd00::1]/t", "http://0.0.0.0/t", "http://169.254.169.254/t",
        "http://[::ffff:10.0.0.1]/t", "ftp://example.com/t", "", "/token", "file:///etc/passwd",
    ])
    func refusesInnerRealms(_ realm: String) throws {
        let registry = try #require(URLOrigin("http://registry.example.com/"))
        #expect(throws: RegistryError.self) { try BearerRealm(realm, of: registry) }
    }

    @Test func refusesWeakerRealms() throws {
        let registry = try #require(URLOrigin("https://registry.example.com/"))
        #expect(throws: RegistryError.self) { try BearerRealm("http://registry.example.com/t", of: registry) }
        _ = try BearerRealm("https://auth.example.com/t", of: registry)
    }

    @Test func showsNothingOfCredentials() {
        let credential = RegistryCredential(username: "ann", password: "secret", identityToken: "i", accessToken: "a")
        var dumped = ""
        dump(credential, to: &dumped)
        dump(RegistryAccess(credential: credential), to: &dumped)
        for text in [
            "\(credential)", String(reflecting: credential), "\(RegistryAccess(credential: credential))", dumped,
        ] {
            #expect(!text.contains("secret"), "\(text)")
            #expect(!text.contains("ann"), "\(text)")
        }
    }
}
