import HelmHTTP
import HelmTesting
import HelmValues
import Testing

@testable import HelmRegistry

/// Registries that do not do what they should.
@Suite struct FaultTests {
    private func pull(
        _ server: ScriptedServer, _ access: RegistryAccess = .plain, pauses: Pauses = Pauses()
    ) async throws -> RegistryError? {
        let client = RegistryClient.testing(try TestFolder(), pauses: pauses)
        do throws(RegistryError) {
            _ = try await client.pull(try OCIReference("\(server.host)/charts/demo:1.0.0"), access)
            return nil
        } catch {
            return error
        }
    }

    /// A registry with one chart, but for the answers that `fault` gives.
    private func registry(
        _ fault: @escaping @Sendable (ScriptedServer.Request) -> [ScriptedServer.Step]?
    ) throws -> ScriptedServer {
        let chart = Array("this stands for a chart".utf8)
        let config = Array(#"{"name":"demo","version":"1.0.0"}"#.utf8)
        let parts = [(MediaType.config, config), (MediaType.chart, chart)].map {
            ($1, Descriptor(mediaType: $0, content: $1))
        }
        func json(_ descriptor: Descriptor) -> String {
            var writer = JSONWriter()
            descriptor.write(to: &writer)
            return String(decoding: writer.bytes, as: UTF8.self)
        }
        let manifest = #"{"schemaVersion":2,"config":\#(json(parts[0].1)),"layers":[\#(json(parts[1].1))]}"#
        return try ScriptedServer { request in
            if let steps = fault(request) { return steps }
            let part = parts.first { request.target.hasSuffix($0.1.digest.text) }
            let body = part.map { String(decoding: $0.0, as: UTF8.self) } ?? manifest
            let head =
                "HTTP/1.1 200 OK\r\nContent-Type: \(MediaType.manifest)\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            return [.send(Array((head + body).utf8))]
        }
    }

    @Test func worksWithoutFaults() async throws {
        let server = try registry { _ in nil }
        defer { server.stop() }
        #expect(try await pull(server) == nil)
        #expect(server.requests.count == 3)
        #expect(server.requests.allSatisfy { $0.headers["user-agent"] == "helm-wrapper" })
    }

    @Test func waitsAsLongAsItIsTold() async throws {
        let server = try registry { request in
            ScriptedServer.answer(429, "", headers: ["Retry-After": "2"])
        }
        defer { server.stop() }
        let pauses = Pauses()
        #expect(try await pull(server, pauses: pauses)?.code == .unreachable)
        #expect(pauses.all == Array(repeating: .seconds(2), count: 5))
        #expect(server.requests.count == 6)
    }

    @Test func waitsNoLongerThanHelm() async throws {
        let server = try registry { _ in ScriptedServer.answer(429, "", headers: ["Retry-After": "86400"]) }
        defer { server.stop() }
        let pauses = Pauses()
        _ = try await pull(server, pauses: pauses)
        #expect(pauses.all == Array(repeating: .seconds(3), count: 5))
    }

    @Test func triesAgainAfterServerErrors() async throws {
        let failures = Locked(0)
        let server = try registry { _ in
            failures.change { $0 += 1 }
            return failures.value % 2 == 1 ? ScriptedServer.answer(503, "") : nil
        }
        defer { server.stop() }
        let pauses = Pauses()
        #expect(try await pull(server, pauses: pauses) == nil)
        #expect(pauses.all.count == 3)
    }

    @Test func endsWithItsTime() async throws {
        let server = try registry { _ in [.sleep(milliseconds: 5_000), .close] }
        defer { server.stop() }
        var access = RegistryAccess.plain
        access.timeout = .milliseconds(150)
        let error = try await pull(server, access)
        #expect(error?.code == .unreachable)
    }

    @Test(.timeLimit(.minutes(1))) func doesNotGoRoundAndRound() async throws {
        let server = try registry { request in
            request.target.hasPrefix("/token")
                ? ScriptedServer.answer(200, #"{"token":"t"}"#)
                : ScriptedServer.answer(
                    401, "{}",
                    headers: ["WWW-Authenticate": #"Bearer realm="http://\#(request.headers["host"] ?? "")/token""#])
        }
        defer { server.stop() }
        #expect(try await pull(server)?.code == .unauthorized)
        #expect(server.requests.count == 3)
    }

    @Test func aCutBlob() async throws {
        let server = try registry { request in
            guard request.target.contains("/blobs/") else { return nil }
            return [.send(Array("HTTP/1.1 200 OK\r\nContent-Length: 33\r\n\r\n{\"name\"".utf8)), .close]
        }
        defer { server.stop() }
        #expect(try await pull(server)?.code == .unreachable)
    }

    @Test func anUnendingManifest() async throws {
        let server = try registry { _ in
            let piece = ScriptedServer.chunk(String(repeating: " ", count: 1 << 20))
            return [ScriptedServer.chunkedHead] + Array(repeating: piece, count: 64)
        }
        defer { server.stop() }
        #expect(try await pull(server)?.code == .tooLarge)
    }

    @Test func aGiganticBlob() async throws {
        let digest = "sha256:" + String(repeating: "a", count: 64)
        let manifest =
            #"{"config":{"mediaType":"\#(MediaType.config)","digest":"\#(digest)","size":9},"layers":[{"mediaType":"\#(MediaType.chart)","digest":"\#(digest)","size":9223372036854775807}]}"#
        let server = try registry { request in
            request.target.contains("/manifests/")
                ? [
                    .send(
                        Array(
                            "HTTP/1.1 200 OK\r\nContent-Type: \(MediaType.manifest)\r\nContent-Length: \(manifest.utf8.count)\r\n\r\n\(manifest)"
                                .utf8))
                ] : nil
        }
        defer { server.stop() }
        #expect(try await pull(server)?.code == .tooLarge)
    }

    @Test(arguments: ["/metadata", "http://169.254.169.254/latest", "http://[fe80::1]/", "http://metadata.test:1/"])
    func redirectsGoNowhereForbidden(_ location: String) async throws {
        let server = try registry { request in
            ScriptedServer.answer(
                307, "", headers: ["Location": request.target == "/metadata" ? "http://169.254.169.254/" : location])
        }
        defer { server.stop() }
        let gate = OutboundGate(allowedHosts: [HostPattern("127.0.0.1"), HostPattern("169.*"), HostPattern("fe80*")])
        let client = RegistryClient.testing(try TestFolder(), gate: gate)
        let error = await #expect(throws: RegistryError.self) {
            try await client.pull(try OCIReference("\(server.host)/charts/demo:1.0.0"), .plain)
        }
        #expect(error?.code == .forbidden)
    }

    @Test func hostsMustBeAllowed() async throws {
        let gate = OutboundGate(allowedHosts: [HostPattern("registry.example.com")])
        let client = RegistryClient.testing(try TestFolder(), gate: gate)
        let error = await #expect(throws: RegistryError.self) {
            try await client.tags(try OCIReference("127.0.0.1:1/a"), .plain)
        }
        #expect(error?.code == .forbidden)
        let refused = await #expect(throws: RegistryError.self) {
            try await RegistryClient.testing(try TestFolder()).tags(try OCIReference("169.254.169.254/a"), .plain)
        }
        #expect(refused?.code == .forbidden)
    }

    @Test(.timeLimit(.minutes(1))) func pagesWithoutEnd() async throws {
        let server = try ScriptedServer { request in
            ScriptedServer.answer(200, #"{"tags":["1.0.0"]}"#, headers: ["Link": "<\(request.target)>; rel=\"next\""])
        }
        defer { server.stop() }
        let error = await #expect(throws: RegistryError.self) {
            try await RegistryClient.testing(try TestFolder()).tags(try OCIReference("\(server.host)/a"), .plain)
        }
        #expect(error?.code == .tooLarge)
        #expect(server.requests.count == RegistryBounds.tagPages)
    }

    @Test(.timeLimit(.minutes(1))) func tagsWithoutEnd() async throws {
        let page = #"{"tags":[\#(Array(repeating: "\"1.0.0\"", count: 20_000).joined(separator: ","))]}"#
        let server = try ScriptedServer { request in
            ScriptedServer.answer(200, page, headers: ["Link": "</next>; rel=\"next\""])
        }
        defer { server.stop() }
        let error = await #expect(throws: RegistryError.self) {
            try await RegistryClient.testing(try TestFolder()).tags(try OCIReference("\(server.host)/a"), .plain)
        }
        #expect(error?.code == .tooLarge)
        #expect(server.requests.count == 6)
    }

    @Test func pagesOfAnotherHost() async throws {
        let other = try ScriptedServer { _ in ScriptedServer.answer(200, "{}") }
        defer { other.stop() }
        let place = other.url
        let server = try ScriptedServer { _ in
            ScriptedServer.answer(200, #"{"tags":["1.0.0"]}"#, headers: ["Link": "<\(place)/v2/a/tags/list>"])
        }
        defer { server.stop() }
        let error = await #expect(throws: RegistryError.self) {
            try await RegistryClient.testing(try TestFolder()).tags(try OCIReference("\(server.host)/a"), .plain)
        }
        #expect(error?.code == .invalid)
        #expect(other.requests.isEmpty)
    }

    @Test(arguments: [(1, RegistryError.Code.corrupted), (64, .corrupted), (65, .tooLarge), (1_001, .tooLarge)])
    func anIndexOfMany(_ count: Int, _ code: RegistryError.Code) async throws {
        let server = try ScriptedServer { request in
            let digest = "sha256:" + String(repeating: "a", count: 64)
            let list = Array(
                repeating: #"{"mediaType":"\#(MediaType.index)","digest":"\#(digest)","size":2}"#, count: count)
            let body = #"{"manifests":[\#(list.joined(separator: ","))]}"#
            let head =
                "HTTP/1.1 200 OK\r\nContent-Type: \(MediaType.index)\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            return [.send(Array((head + body).utf8))]
        }
        defer { server.stop() }
        // Their digest cannot be right; nothing more is asked for once one is wrong, or there are too many.
        #expect(try await pull(server)?.code == code)
        #expect(server.requests.count == (code == .corrupted ? 2 : 1))
    }

    @Test func saysNothingOfSecrets() async throws {
        let server = try registry { request in
            request.target.hasPrefix("/token")
                ? ScriptedServer.answer(500, "")
                : ScriptedServer.answer(
                    401, "{}",
                    headers: [
                        "WWW-Authenticate":
                            #"Bearer realm="http://u:realmsecret@\#(request.headers["host"] ?? "")/token?key=realmsecret""#
                    ])
        }
        defer { server.stop() }
        var access = RegistryAccess.plain
        access.credential = RegistryCredential(username: "ann", password: "opensecret", identityToken: "idsecret")
        let error = try await pull(server, access)
        #expect(error?.code == .unreachable)
        #expect(error?.message.contains("secret") == false, "\(error?.message ?? "")")
    }
}
