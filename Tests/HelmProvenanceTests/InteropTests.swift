import Foundation
import Testing

@testable import HelmProvenance

/// Real Helm, as PyPI packs it, in the environment that `make test` sets up.
private let python = ProcessInfo.processInfo.environment["HELM_WRAPPER_PYTHON"]

@Suite("Real Helm and we on the same provenance", .enabled(if: python != nil, "make test sets HELM_WRAPPER_PYTHON"))
struct InteropTests {
    private static let keys = Corpus.folder + "/keys"
    private static let script =
        URL(filePath: Corpus.folder).deletingLastPathComponent().deletingLastPathComponent().path
        + "/Interop/provenance.py"
    /// Helm goes by the machine's clock.
    private static var now: UInt64 { UInt64(Date().timeIntervalSince1970) }

    private static func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/provenance-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(Corpus.fixture("unsigned-1.0.0.tgz")).write(to: URL(filePath: folder + "/unsigned-1.0.0.tgz"))
        try body(folder)
    }

    private static func helm(_ arguments: String...) throws -> (status: Int32, output: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: try #require(python))
        process.arguments = [script] + arguments
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    private static func metadata() -> [UInt8] {
        Array("apiVersion: v2\ndescription: |\n  - é  \n  text\nname: unsigned\nversion: 1.0.0\n".utf8)
    }

    @Test(arguments: ["rsa", "ecdsa", "dsa", "subkey", "locked"])
    func helmVerifiesWhatWeSign(_ name: String) throws {
        try Self.inFolder { folder in
            let archive = folder + "/unsigned-1.0.0.tgz"
            let made = try ProvenanceSigner(now: Self.now).sign(
                archive: Corpus.bytes(archive), metadata: Self.metadata(), fileName: "unsigned-1.0.0.tgz",
                key: "<\(name)@example.com>", passphrase: "open sesame",
                keyring: Keyring(path: "\(Self.keys)/\(name).sec.gpg"))
            try Data(made).write(to: URL(filePath: archive + ".prov"))
            let (status, output) = try Self.helm("verify", archive, "\(Self.keys)/\(name).pub.gpg")
            #expect(status == 0, "\(output)")
            #expect(output.contains("<\(name)@example.com>"))
            let changed = made.map { $0 == UInt8(ascii: "x") ? UInt8(ascii: "y") : $0 }
            try Data(changed).write(to: URL(filePath: archive + ".prov"))
            #expect(try Self.helm("verify", archive, "\(Self.keys)/\(name).pub.gpg").status != 0)
        }
    }

    @Test(arguments: ["rsa", "ecdsa", "dsa", "locked"])
    func weVerifyWhatHelmSigns(_ name: String) throws {
        try Self.inFolder { folder in
            let archive = folder + "/unsigned-1.0.0.tgz"
            try Data("open sesame\n".utf8).write(to: URL(filePath: folder + "/passphrase"))
            let (status, output) = try Self.helm(
                "sign", archive, "<\(name)@example.com>", "\(Self.keys)/\(name).sec.gpg", folder + "/passphrase")
            try #require(status == 0, "\(output)")
            let (proven, _) = try ProvenanceFiles.verify(
                archive: archive, keyring: "\(Self.keys)/\(name).pub.gpg", now: Self.now)
            #expect(proven.signedBy.contains { $0.contains("<\(name)@example.com>") })
            let other = Corpus.failure {
                _ = try ProvenanceFiles.verify(archive: archive, keyring: "\(Self.keys)/expired.pub.gpg", now: Self.now)
            }
            #expect(other == "openpgp: signature made by unknown entity")
        }
    }

    /// Helm's signed text and ours, of one chart and one Chart.yaml.
    @Test func theTextsAreTheSame() throws {
        try Self.inFolder { folder in
            let archive = folder + "/unsigned-1.0.0.tgz"
            let keyring = "\(Self.keys)/rsa.sec.gpg"
            let (status, output) = try Self.helm("sign", archive, "<rsa@example.com>", keyring)
            try #require(status == 0, "\(output)")
            let theirs = try Corpus.bytes(archive + ".prov")
            let text = try #require(ClearSigned(theirs)).text
            let end = try #require(text[...].firstIndex(of: Array("\n...\n".utf8)))
            let ours = try ProvenanceSigner(now: Self.now).sign(
                archive: Corpus.bytes(archive), metadata: Array(text[..<end]), fileName: "unsigned-1.0.0.tgz",
                key: "<rsa@example.com>", passphrase: nil, keyring: Keyring(path: keyring))
            let marker = Array("-----BEGIN PGP SIGNATURE-----\n\n".utf8)
            let head = try #require(theirs[...].firstIndex(of: marker))
            #expect(theirs[..<(head + marker.count)] == ours.prefix(head + marker.count))
            #expect(ours.suffix(27) == theirs.suffix(27))
        }
    }
}
