import Foundation
import HelmValues
import Testing

@testable import HelmProvenance

@Suite("Signing")
struct SigningTests {
    private static let keys = Corpus.folder + "/keys"
    private static let metadata = Array("apiVersion: v2\nname: signed\nversion: 1.0.0\n".utf8)

    private func sign(
        _ metadata: [UInt8] = metadata, key: String, keyring: String, passphrase: String? = nil
    ) throws -> [UInt8] {
        try ProvenanceSigner(now: Corpus.now).sign(
            archive: Corpus.fixture("signed-1.0.0.tgz"), metadata: metadata, fileName: "signed-1.0.0.tgz", key: key,
            passphrase: passphrase, keyring: Keyring(path: keyring))
    }

    @Test(arguments: ["rsa", "ecdsa", "dsa", "subkey"])
    func whatIsSignedVerifies(_ name: String) throws {
        let made = try sign(key: "<\(name)@example.com>", keyring: "\(Self.keys)/\(name).sec.gpg")
        let proven = try Corpus.verify(made, Keyring(path: "\(Self.keys)/\(name).pub.gpg"))
        #expect(proven.signedBy.contains { $0.contains("<\(name)@example.com>") })
        #expect(!made.contains(0x0d))
    }

    @Test func aPassphraseUnlocks() throws {
        let keyring = "\(Self.keys)/locked.sec.gpg"
        let made = try sign(key: "Ring Locked", keyring: keyring, passphrase: "open sesame")
        #expect(try Corpus.verify(made, Keyring(path: keyring)).signedBy == ["Ring Locked <locked@example.com>"])
        for wrong in [nil, "", "open sesam", "open sesame "] as [String?] {
            let failure = Corpus.failure { _ = try sign(key: "Ring Locked", keyring: keyring, passphrase: wrong) }
            #expect(failure == "openpgp: invalid data: private key checksum failure")
        }
    }

    /// A keyring may hold the secret key and, in the public one, what has become of it.
    @Test(arguments: ["expired", "revoked"])
    func keysThatAreNoMoreValidDoNotSign(_ name: String) throws {
        let both = try ["sec", "pub"].map { try Corpus.bytes("\(Self.keys)/\(name).\($0).gpg") }
        let keyring = try Keyring(both[0] + both[1])
        let failure = Corpus.failure {
            _ = try ProvenanceSigner(now: Corpus.now).sign(
                archive: [1], metadata: Self.metadata, fileName: "a-1.tgz", key: "\(name)@example.com",
                passphrase: nil, keyring: keyring)
        }
        #expect(failure?.hasPrefix("openpgp: ") == true, "\(failure ?? "signed")")
    }

    @Test func twoNamesOfOneKeyAreTwo() {
        let keyring = "\(Self.keys)/rsa.sec.gpg"
        #expect(
            Corpus.failure { _ = try sign(key: "Ring", keyring: keyring) }
                == "more than one key contain the id \"Ring\"")
        #expect(Corpus.failure { _ = try sign(key: "Ring Second Name <second@example.com>", keyring: keyring) } == nil)
        #expect(Corpus.failure { _ = try sign(key: "", keyring: keyring) } == "private key not found")
    }

    /// Lines that the framework changes: with hyphens, with white space at their end, and with the framework's own words.
    @Test(arguments: [
        "description: |\n  a  \n\t\n- b\n-----BEGIN PGP SIGNATURE-----\n", "a: b\n\n\n", "- - - x\n",
        "a: \u{e9}\u{1f600}\n",
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA1\n\n", "a: b \r\nc: d\r\n",
    ])
    func oddTexts(_ text: String) throws {
        let made = try sign(Array(text.utf8), key: "<rsa@example.com>", keyring: "\(Self.keys)/rsa.sec.gpg")
        let message = try #require(ClearSigned(made))
        #expect(message.text.starts(with: ClearSigned.normalized(Array(text.utf8))))
        #expect(try Corpus.verify(made, Keyring(path: "\(Self.keys)/rsa.pub.gpg")).fileName == "signed-1.0.0.tgz")
    }

    @Test func metadataIsBounded() {
        let text = [UInt8](repeating: UInt8(ascii: "a"), count: ProvenanceLimits.provenanceBytes)
        let failure = Corpus.failure {
            _ = try sign(text, key: "<rsa@example.com>", keyring: "\(Self.keys)/rsa.sec.gpg")
        }
        #expect(failure == "chart metadata too large to sign")
    }
}
