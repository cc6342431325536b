import Foundation
import HelmHTTP
import HelmTesting
import Testing

@testable import HelmRepository

/// A repository behind TLS (`openssl s_server`), with certificates made for the test.
@Suite final class RepositoryTLSTests {
    private let fixture: RepositoryFixture
    private var servers: [Process] = []

    init() throws {
        fixture = try RepositoryFixture()
        try fixture.write(indexText(["demo"]), to: fixture.folder + "/charts/index.yaml")
        for name in ["ca", "other"] {
            try openssl(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout \(name).key -out \(name).pem "
                    + "-subj /CN=\(name) -days 2")
        }
        for name in ["server", "client"] {
            try openssl(
                "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout \(name).key -out \(name).csr "
                    + "-subj /CN=\(name)")
            try fixture.write("subjectAltName=IP:127.0.0.1\n", to: "\(fixture.folder)/\(name).ext")
            try openssl(
                "x509 -req -in \(name).csr -CA ca.pem -CAkey ca.key -CAcreateserial -out \(name).pem -days 2 "
                    + "-extfile \(name).ext")
        }
    }

    deinit { for server in servers { server.terminate() } }

    private func process(_ arguments: String) -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments.split(separator: " ").map(String.init)
        process.currentDirectoryURL = URL(filePath: fixture.folder)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        return process
    }

    private func openssl(_ arguments: String) throws {
        let process = process(arguments)
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "openssl \(arguments)")
    }

    /// Starts a server of the test's folder and waits until it takes connections.
    private func serve(_ options: String = "") async throws -> RepositoryEntry {
        let free = try ScriptedServer { _ in [] }
        let port = free.port
        free.stop()
        let server = process(
            "s_server -accept 127.0.0.1:\(port) -cert server.pem -key server.key -WWW -quiet \(options)")
        try server.run()
        servers.append(server)
        for _ in 0..<500 {
            do throws(HTTPError) {
                _ = try await HTTPClient.shared.send(HTTPRequest("GET", "http://127.0.0.1:\(port)/"))
            } catch {
                if error.code != .cannotConnect { break }
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        return RepositoryEntry(name: "tls", url: "https://127.0.0.1:\(port)/charts")
    }

    private func add(_ entry: RepositoryEntry) async -> RepositoryError? {
        await failure { try await fixture.catalog().add(entry, isForced: true) }
    }

    private func path(_ name: String) -> String { "\(fixture.folder)/\(name)" }

    @Test func aPrivateAuthority() async throws {
        var entry = try await serve()
        let shown = "\(entry.url)/index.yaml"
        let prefix =
            "looks like \"\(entry.url)\" is not a valid chart repository or cannot be reached: Get \"\(shown)\": "
        let unknown = "tls: failed to verify certificate: x509: certificate signed by unknown authority"
        #expect(await add(entry)?.message == prefix + unknown)
        entry.caFile = path("other.pem")
        #expect(await add(entry)?.message == prefix + unknown)
        entry.caFile = path("ca.pem")
        #expect(await add(entry) == nil)
        // Kept with the entry, for every later request.
        let catalog = fixture.catalog()
        #expect(try await catalog.entry(named: "tls")?.caFile == path("ca.pem"))
        #expect(try await catalog.update().isEmpty)
        entry.caFile = path("missing.pem")
        #expect(
            await add(entry)?.message
                == "looks like \"\(entry.url)\" is not a valid chart repository or cannot be reached: "
                + "can't create TLS config for client: a certificate file of the repository cannot be read")
        // A device is no certificate, and nobody waits for it.
        entry.caFile = "/dev/zero"
        #expect(await add(entry)?.message.hasSuffix("cannot be read") == true)
    }

    @Test func withoutVerification() async throws {
        var entry = try await serve()
        entry.isInsecure = true
        #expect(await add(entry) == nil)
    }

    @Test func clientCertificates() async throws {
        var entry = try await serve("-Verify 1 -verify_return_error -CAfile ca.pem")
        entry.caFile = path("ca.pem")
        #expect(await add(entry)?.code == .unreachable)
        (entry.certFile, entry.keyFile) = (path("client.pem"), path("client.key"))
        #expect(await add(entry) == nil)
        entry.keyFile = path("server.key")
        #expect(await add(entry)?.code == .unreachable)
        // Another origin never sees the certificate.
        (entry.keyFile, entry.url) = (path("client.key"), "https://other.invalid/charts")
        let port = try #require(servers.last?.arguments?[2].split(separator: ":").last)
        let request = RepositoryRequest(
            "https://127.0.0.1:\(port)/charts/index.yaml", of: entry, maximumBytes: 1 << 20)
        let transport = RepositoryTransport(gate: OutboundGate())
        #expect(await failure { try await transport.bytes(request) }?.code == .unreachable)
        entry.passesCredentials = true
        let passed = RepositoryRequest(request.url, of: entry, maximumBytes: 1 << 20)
        #expect(await failure { try await transport.bytes(passed) } == nil)
    }
}
