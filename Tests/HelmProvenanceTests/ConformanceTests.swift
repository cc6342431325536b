import Foundation
import HelmValues
import Testing

@testable import HelmProvenance

@Suite("Provenance, as recorded from Helm")
struct ConformanceTests {
    @Test func everyCaseIsHere() { #expect(Corpus.cases.count == 40) }

    @Test(arguments: Corpus.cases.filter { $0.text("do") == nil })
    func verify(_ recorded: Corpus.Case) throws {
        let archive = try #require(recorded.path("archive"))
        let keyring = try #require(recorded.path("keyring"))
        let failure = Corpus.failure {
            let (proven, bytes) = try ProvenanceFiles.verify(
                archive: archive, provenance: recorded.path("provenance"), keyring: keyring, now: Corpus.now)
            #expect(proven.fileName == recorded.json["result"]?["fileName"]?.stringValue)
            #expect(proven.fileHash == recorded.json["result"]?["fileHash"]?.stringValue)
            #expect(Value.list(proven.signedBy.map { .string($0) }) == recorded.json["result"]?["signedBy"])
            #expect(bytes == (try Corpus.bytes(archive)))
        }
        let shown = failure?.replacing(archive, with: "CHART").replacing(Corpus.folder + "/", with: "")
        #expect(shown == recorded.text("error"))
    }

    @Test(arguments: Corpus.cases.filter { $0.text("do") == "sign" })
    func sign(_ recorded: Corpus.Case) throws {
        let archive = try #require(recorded.path("archive"))
        let fileName = URL(filePath: archive).lastPathComponent
        let failure = Corpus.failure {
            let made = try ProvenanceSigner(now: Corpus.now).sign(
                chart: Corpus.bytes(archive), fileName: fileName, key: try #require(recorded.text("key")),
                passphrase: nil, keyring: Keyring(path: try #require(recorded.path("keyring"))))
            let text = String(decoding: made, as: UTF8.self)
            let signed = text.components(separatedBy: "-----BEGIN PGP SIGNATURE-----").first
            #expect(signed == recorded.json["result"]?["signedText"]?.stringValue)
        }
        let shown = failure?.replacing("'\(fileName)'", with: "'CHART'")
        #expect(shown == recorded.text("error"))
    }

    @Test(arguments: Corpus.cases.filter { $0.text("do") == "digest" })
    func digest(_ recorded: Corpus.Case) throws {
        let archive = try #require(recorded.path("archive"))
        let failure = Corpus.failure {
            let bytes = try BoundedFile.read(archive, limit: ProvenanceLimits.archiveBytes)
            #expect(CheckSums.digest(bytes) == recorded.text("result"))
        }
        #expect(failure?.replacing(archive, with: "CHART") == recorded.text("error"))
    }
}
