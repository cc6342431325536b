import Foundation
import HelmHTTP
import HelmTesting
import Testing

/// TLS against `openssl s_server`, with certificates made for the test.
@Suite final class TLSTests {
    private static let openssl = "/usr/bin/openssl"
    let folder: String
    private var servers: [Process] = []

    init() throws {
        folder = NSTemporaryDirectory() + "tls-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["ca", "other"] {
            try run(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout \(name).key -out \(name).pem -subj /CN=\(name) -days 2"
            )
        }
        for name in ["server", "client"] {
            try run(
                "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout \(name).key -out \(name).csr -subj /CN=\(name)"
            )
            try Data("subjectAltName=DNS:kube.test\n".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name).ext"))
            try run(
                "x509 -req -in \(name).csr -CA ca.pem -CAkey ca.key -CAcreateserial -out \(name).pem -days 2 -extfile \(name).ext"
            )
        }
    }

    deinit {
        for server in servers { server.terminate() }
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func process(_ arguments: String) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.openssl)
        process.arguments = arguments.split(separator: " ").map(String.init)
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        return process
    }

    private func run(_ arguments: String) throws {
        let process = process(arguments)
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "openssl \(arguments)")
    }

    private func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
    }

    /// Starts a server and waits until it takes connections.
    private func serve(_ options: String = "") async throws -> String {
        let free = try ScriptedServer { _ in [] }
        let port = free.port
        free.stop()
        let server = process(
            "s_server -accept 127.0.0.1:\(port) -cert server.pem -key server.key -www -quiet \(options)")
        try server.run()
        servers.append(server)
        let client = HTTPClient()
        for _ in 0..<200 {
            do throws(HTTPError) {
                _ = try await client.send(HTTPRequest("GET", "http://127.0.0.1:\(port)/"))
            } catch {
                if error.code != .cannotConnect { return "https://127.0.0.1:\(port)" }
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record("openssl s_server does not start")
        return ""
    }

    private func get(_ url: String, _ tls: TLSOptions) async -> Result<HTTPResponse, HTTPError> {
        var request = HTTPRequest("GET", url + "/")
        request.tls = tls
        request.timeout = .seconds(20)
        do {
            return .success(try await HTTPClient().send(request))
        } catch {
            return .failure(error)
        }
    }

    private func error(_ url: String, _ tls: TLSOptions) async -> HTTPError? {
        if case .failure(let error) = await get(url, tls) { return error }
        return nil
    }

    @Test func trustsOnlyTheGivenAuthority() async throws {
        let url = try await serve()
        var tls = TLSOptions(certificateAuthority: try bytes("ca.pem"), serverName: "kube.test")
        #expect(try await get(url, tls).get().status == 200)
        tls.certificateAuthority = try bytes("other.pem")
        var failure = await error(url, tls)
        #expect(failure?.code == .tls)
        #expect(
            failure?.message == "tls: failed to verify certificate: x509: certificate signed by unknown authority")
        tls.certificateAuthority = nil
        #expect(await error(url, tls)?.code == .tls)
        // The name in the URL is not in the certificate.
        failure = await error(url, TLSOptions(certificateAuthority: try bytes("ca.pem")))
        #expect(failure?.code == .tls)
        #expect(
            failure?.message.hasPrefix("tls: failed to verify certificate: x509: ") == true, "\(failure?.message ?? "")"
        )
        #expect(try await get(url, TLSOptions(isInsecure: true)).get().status == 200)
    }

    @Test func presentsAClientCertificate() async throws {
        let url = try await serve("-Verify 1 -verify_return_error -CAfile ca.pem")
        let authority = try bytes("ca.pem")
        var tls = TLSOptions(certificateAuthority: authority, serverName: "kube.test")
        #expect(await error(url, tls) != nil)
        tls.clientCertificate = try bytes("client.pem")
        tls.clientKey = try bytes("client.key")
        #expect(try await get(url, tls).get().status == 200)
        tls.clientKey = Array("no key".utf8)
        #expect(await error(url, tls)?.code == .tls)
    }

    @Test func connectionsAreNotSharedAcrossTLSOptions() async throws {
        let url = try await serve("-Verify 1 -verify_return_error -CAfile ca.pem")
        let client = HTTPClient()
        var request = HTTPRequest("GET", url + "/")
        request.tls = TLSOptions(
            certificateAuthority: try bytes("ca.pem"), clientCertificate: try bytes("client.pem"),
            clientKey: try bytes("client.key"), serverName: "kube.test")
        #expect(try await client.send(request).status == 200)
        request.tls.clientCertificate = nil
        request.tls.clientKey = nil
        await #expect(throws: HTTPError.self) { try await client.send(request) }
        request.tls = TLSOptions(certificateAuthority: try bytes("other.pem"), serverName: "kube.test")
        await #expect(throws: HTTPError.self) { try await client.send(request) }
    }

    @Test func aServerThatSpeaksNoTLS() async throws {
        // Talks first, so that the client does not wait for it.
        let server = try ScriptedServer(greeting: "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        let failure = await error("https://127.0.0.1:\(server.port)", TLSOptions())
        #expect(failure?.message == "http: server gave HTTP response to HTTPS client")
    }
}
