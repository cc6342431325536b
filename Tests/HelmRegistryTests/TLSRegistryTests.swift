import Foundation
import HelmHTTP
import HelmTesting
import Testing

@testable import HelmRegistry

/// A registry whose certificate only a private authority vouches for.
@Suite struct TLSRegistryTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
        try folder.write("subjectAltName=IP:127.0.0.1\n", to: "server.ext")
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        for name in ["ca", "other"] {
            try openssl("req -x509 \(key) -keyout \(name).key -out \(name).pem -subj /CN=\(name) -days 2")
        }
        try openssl("req \(key) -keyout server.key -out server.csr -subj /CN=server")
        try openssl(
            "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem -days 2 -extfile server.ext"
        )
    }

    private func openssl(_ arguments: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments.split(separator: " ").map(String.init)
        process.currentDirectoryURL = URL(filePath: folder.path)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "openssl \(arguments)")
    }

    private func authority(_ name: String) throws -> [UInt8] { Array(try #require(folder.read("\(name).pem")).utf8) }

    @Test(.timeLimit(.minutes(2))) func trustsWhomItIsTold() async throws {
        let registry = try await DockerRegistry.start(
            asksForPassword: true, tls: ("\(folder.path)/server.pem", "\(folder.path)/server.key"))
        let client = RegistryClient.testing(try TestFolder())
        let archive = try DockerRegistryTests.chart("plain").archive
        let credential = RegistryCredential(
            username: DockerRegistry.user.name, password: DockerRegistry.user.password)
        let trusting = RegistryAccess(
            credential: credential, tls: TLSOptions(certificateAuthority: try authority("ca")))
        let pushed = try await client.push(
            archive, into: "oci://\(registry.host)/a", trusting, options: DockerRegistryTests.options)
        #expect(try await client.pull(pushed.reference, trusting).archive == archive)
        for tls in [TLSOptions(), TLSOptions(certificateAuthority: try authority("other"))] {
            let access = RegistryAccess(credential: credential, tls: tls)
            let error = await #expect(throws: RegistryError.self) {
                try await client.pull(pushed.reference, access)
            }
            #expect(error?.code == .unreachable)
            #expect(error?.message.contains("x509") == true, "\(error?.message ?? "")")
            await #expect(throws: RegistryError.self) { try await client.login(registry.host, credential, access) }
        }
        // Over HTTP/2 they share a connection.
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<24 { group.addTask { try await client.pull(pushed.reference, trusting).archive } }
            for try await pulled in group { #expect(pulled == archive) }
        }
        let insecure = RegistryAccess(credential: credential, tls: TLSOptions(isInsecure: true))
        #expect(try await client.pull(pushed.reference, insecure).archive == archive)
        // Plain HTTP to a port that speaks TLS.
        await #expect(throws: RegistryError.self) { try await client.pull(pushed.reference, .plain) }
    }

    @Test func speaksNoPlainHTTPUnasked() async throws {
        let registry = try await DockerRegistry.start()
        let client = RegistryClient.testing(try TestFolder())
        let error = await #expect(throws: RegistryError.self) {
            try await client.tags(try OCIReference("\(registry.host)/a"))
        }
        #expect(error?.code == .unreachable)
        #expect(error?.message.contains("server gave HTTP response to HTTPS client") == true, "\(error?.message ?? "")")
    }
}
