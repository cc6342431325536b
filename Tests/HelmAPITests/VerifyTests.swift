import Foundation
import HelmAPI
import HelmValues
import Testing

@testable import HelmAPI

@Suite("Provenance over HTTP")
struct VerifyTests {
    private static let corpus =
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path + "/Conformance/verify"
    private static let keys = corpus + "/keys"
    private static let releases = "/api/namespaces/default/releases"

    private static func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }
    private static func archive() throws -> [UInt8] { try bytes(corpus + "/_fixtures/verify/signed-1.0.0.tgz") }

    /// A server that knows the keys, with the signed chart uploaded.
    private static func run(
        keyring: String? = "rsa.pub.gpg", _ body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        try await TestServer.run(configure: { configuration, _ in
            configuration.keyring = keyring.map { "\(keys)/\($0)" }
            configuration.keyringDirs = [keys]
        }) { server in
            #expect(try await server.upload(archive(), fileName: "signed-1.0.0.tgz").text == #"{"code":0}"#)
            try await body(server)
        }
    }

    private static func prove(_ server: TestServer, _ name: String) async throws {
        let reply = try await server.upload(bytes("\(keys)/\(name)"), fileName: "signed-1.0.0.tgz.prov")
        #expect(reply.text == #"{"code":0}"#)
    }

    @Test func aSignedChartVerifiesAndInstalls() async throws {
        try await Self.run { server in
            try await Self.prove(server, "rsa.prov")
            let reply = try await server.call("GET", "/api/charts/verify?chart=signed-1.0.0.tgz")
            #expect(
                try reply.data?["signed_by"] == ["Ring RSA <rsa@example.com>", "Ring Second Name <second@example.com>"])
            #expect(
                try reply.data?["file_hash"]
                    == "sha256:9fbe889658f5e2e51050ca067e52e962645daf7ec1459ea3dc1da7eb039acf69")
            #expect(try reply.data?["file_name"] == "signed-1.0.0.tgz")
            #expect(try reply.data?["fingerprint"]?.stringValue?.count == 40)
            let installed = try await server.call(
                "POST", "\(Self.releases)/web?chart=signed-1.0.0.tgz", #"{"verify":true}"#)
            #expect(try installed.code == 0, "\(installed.text)")
            #expect(try await server.call("GET", "/api/charts/upload").data == ["signed-1.0.0.tgz"])
        }
    }

    @Test func withoutProvenanceNothingIsInstalled() async throws {
        try await Self.run { server in
            let path = server.uploads + "/signed-1.0.0.tgz.prov"
            let missing = "could not load provenance file \(path): stat \(path): no such file or directory"
            let reply = try await server.call("GET", "/api/charts/verify?chart=signed-1.0.0.tgz")
            #expect(try reply.error == missing)
            for (method, verb) in [("POST", "web"), ("PUT", "web")] {
                let refused = try await server.call(
                    method, "\(Self.releases)/\(verb)?chart=signed-1.0.0.tgz", #"{"verify":true,"install":true}"#)
                #expect(try refused.error == missing)
            }
            #expect(try await server.call("GET", "\(Self.releases)/web").error == "release: not found")
            let rendered = try await server.call(
                "POST", "/api/charts/template?chart=signed-1.0.0.tgz", #"{"verify":true}"#)
            #expect(try rendered.error == missing)
            // A chart that was used without verification before is none that is verified.
            let plain = try await server.call("POST", "/api/charts/template?chart=signed-1.0.0.tgz")
            #expect(try plain.code == 0)
            let again = try await server.call(
                "POST", "/api/charts/template?chart=signed-1.0.0.tgz", #"{"verify":true}"#)
            #expect(try again.error == missing)
        }
    }

    @Test(arguments: [
        ("ecdsa.prov", "openpgp: signature made by unknown entity"), ("outdated.prov", "openpgp: signature expired"),
        ("one-part.prov", "message block must have at least two parts"),
    ])
    func whatProvesNothingIsRefused(_ name: String, _ reason: String) async throws {
        try await Self.run { server in
            try await Self.prove(server, name)
            let reply = try await server.call("GET", "/api/charts/verify?chart=signed-1.0.0.tgz")
            #expect(try reply.error == reason)
            #expect(reply.header("X-Helm-Error") == "unprocessable")
            let refused = try await server.call(
                "POST", "\(Self.releases)/web?chart=signed-1.0.0.tgz", #"{"verify":true}"#)
            #expect(try refused.error == reason)
        }
    }

    @Test func aRequestNamesKeyringsOfTrustedFoldersOnly() async throws {
        try await Self.run(keyring: nil) { server in
            try await Self.prove(server, "ecdsa.prov")
            let path = "/api/charts/verify?chart=signed-1.0.0.tgz"
            let none = try await server.call("GET", path)
            #expect(try none.error == "failed to load keyring: no keyring is configured")
            for good in ["all.pub.gpg", "pubring.kbx", "\(Self.keys)/ecdsa.pub.gpg"] {
                #expect(try await server.call("GET", "\(path)&keyring=\(good)").code == 0)
            }
            for bad in ["../_fixtures/verify/all.pub.gpg", "/etc/passwd", "nope.gpg", ".", Self.corpus] {
                let error = try await server.call("GET", "\(path)&keyring=\(bad)").error
                #expect(
                    error
                        == "failed to load keyring: \(bad) is not a file inside one of the configured keyringDirs")
            }
        }
    }

    @Test func uploadsOfProvenanceAreChecked() async throws {
        try await Self.run { server in
            let text = try await server.upload(Array("hello".utf8), fileName: "signed-1.0.0.tgz.prov")
            #expect(try text.error == "signature block not found")
            let outside = try await server.upload(Self.bytes("\(Self.keys)/rsa.prov"), fileName: "../x.tgz.prov")
            #expect(try outside.code == 1)
            try await Self.prove(server, "rsa.prov")
            #expect(try await server.call("DELETE", "/api/charts/upload/signed-1.0.0.tgz").code == 0)
            #expect(try FileManager.default.contentsOfDirectory(atPath: server.uploads) == [])
            let gone = try await server.call("GET", "/api/charts/verify?chart=signed-1.0.0.tgz")
            #expect(try gone.error == "path \"\(server.uploads)/signed-1.0.0.tgz\" not found")
        }
    }

    @Test func foldersCannotBeVerified() async throws {
        try await Self.run { server in
            try server.charts.writeDemo()
            let reply = try await server.call("GET", "/api/charts/verify?chart=\(server.charts.path)/demo")
            #expect(try reply.error == "unpacked charts cannot be verified")
        }
    }
}
