import Foundation
import HelmValues
import Testing

@testable import HelmProvenance

@Suite("Hostile provenance files and keyrings")
struct HostileTests {
    /// A small generator, so that a failure can be had again.
    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    private static func mutated(_ bytes: [UInt8], _ random: inout Random) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            let index = bytes.indices.randomElement(using: &random) ?? 0
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes[index] = [0, 0xff, 0x0a, 0x20, 0x2d, 0xc2].randomElement(using: &random) ?? 0
            case 2: bytes.removeSubrange(index..<min(bytes.count, index + Int.random(in: 1...40, using: &random)))
            case 3: bytes.insert(contentsOf: bytes[index..<min(bytes.count, index + 30)], at: index)
            default: bytes.removeLast(bytes.count - index)
            }
        }
        return bytes
    }

    /// Whatever is changed, only what was signed is ever taken for true.
    @Test(arguments: ["signed-1.0.0.tgz.prov", "by-gpg/ed.prov", "crlf.prov"])
    func changedFilesProveNothingNew(_ name: String) throws {
        let original = try Corpus.fixture(name)
        let signed = try #require(ClearSigned(original)).canonical
        let keyring = try Corpus.keyring("all.pub.gpg")
        var random = Random(state: 7)
        var refused = 0
        for _ in 0..<500 {
            let changed = Self.mutated(original, &random)
            if (try? Corpus.verify(changed, keyring)) == nil {
                refused += 1
            } else {
                #expect(ClearSigned(changed)?.canonical == signed)
            }
        }
        #expect(refused > 200)
    }

    @Test(arguments: ["one.pub.gpg", "one.sec.gpg", "ed.pub.gpg", "locked.sec.gpg"])
    func changedKeyringsDoNoHarm(_ name: String) throws {
        let original = try Corpus.fixture(name)
        let provenance = try Corpus.fixture("signed-1.0.0.tgz.prov")
        var random = Random(state: 11)
        for _ in 0..<200 {
            guard let keyring = try? Keyring(Self.mutated(original, &random)) else { continue }
            if let proven = try? Corpus.verify(provenance, keyring) {
                #expect(proven.fingerprint == "2ECD4973E7B91E233856C328FB13D8EA27869A9F")
            }
            let signer = ProvenanceSigner(now: Corpus.now)
            _ = try? signer.sign(
                archive: [1], metadata: [], fileName: "a-1.tgz", key: "Corpus", passphrase: "x", keyring: keyring)
        }
    }

    @Test func changedKeyboxesDoNoHarm() throws {
        let original = try Corpus.bytes(Corpus.folder + "/keys/pubring.kbx")
        let provenance = try Corpus.bytes(Corpus.folder + "/keys/rsa.prov")
        var random = Random(state: 13)
        for _ in 0..<150 {
            guard let keyring = try? Keyring(Self.mutated(original, &random)) else { continue }
            _ = try? Corpus.verify(provenance, keyring)
        }
    }

    @Test(arguments: [
        [], [0x80], [0x99, 0xff, 0xff], [0xc6, 0xff, 0xff, 0xff, 0xff, 0xff], [0xff],
        [0x9b] + [UInt8](repeating: 0xff, count: 60),
        [0xc6, 0xe0], [UInt8](repeating: 0xc6, count: 5_000), [0, 0, 0, 32, 1, 1, 0, 0] + Array("KBXf".utf8),
        [0, 0, 0, 32, 1, 1, 0, 2] + Array("KBXf".utf8) + [UInt8](repeating: 0xff, count: 400),
    ])
    func noKeyrings(_ bytes: [UInt8]) throws {
        let provenance = try Corpus.fixture("signed-1.0.0.tgz.prov")
        #expect(Corpus.failure { _ = try Corpus.verify(provenance, Keyring(bytes)) } != nil)
    }

    @Test(arguments: [
        "", "-----BEGIN PGP SIGNED MESSAGE-----", "-----BEGIN PGP SIGNED MESSAGE-----\n\n",
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n", "-----BEGIN PGP SIGNED MESSAGE-----\nHash: CRC32\n\na",
        "-----BEGIN PGP SIGNED MESSAGE-----\nComment: x\n\na\n-----BEGIN PGP SIGNATURE-----\n\n\n-----END PGP SIGNATURE-----",
        "-----BEGIN PGP SIGNED MESSAGE-----\n\n-----BEGIN PGP SIGNATURE-----\n\n\n-----END PGP SIGNATURE-----",
        "-----BEGIN PGP SIGNED MESSAGE-----\n\na\n-----BEGIN PGP SIGNATURE-----\n-----END PGP SIGNATURE-----",
        "-----BEGIN PGP SIGNED MESSAGE-----\n\na\n-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE",
    ])
    func noMessages(_ text: String) throws {
        let keyring = try Corpus.keyring("all.pub.gpg")
        let failure = Corpus.failure { _ = try Corpus.verify(Array(text.utf8), keyring) }
        #expect(failure == "signature block not found")
    }

    @Test(arguments: [
        ("", "openpgp: signature made by unknown entity"), ("wsC5", "unexpected EOF"), ("AAAA", "tag byte"),
        ("w*==", "illegal base64 data at input byte 1"), ("wgQ", "unexpected EOF"),
        ("ywFi", "non signature packet"),
        (String(repeating: "A", count: 97), "armor invalid"), ("woA=", "unexpected EOF"), ("wuA=", "partial length"),
    ])
    func noSignatures(_ body: String, _ reason: String) throws {
        let text =
            "-----BEGIN PGP SIGNED MESSAGE-----\n\na\n-----BEGIN PGP SIGNATURE-----\n\n\(body)\n-----END PGP SIGNATURE-----"
        let keyring = try Corpus.keyring("all.pub.gpg")
        let failure = Corpus.failure { _ = try Corpus.verify(Array(text.utf8), keyring) }
        #expect(failure?.contains(reason) == true, "\(failure ?? "accepted")")
    }

    @Test func sizesAreBounded() throws {
        let keyring = try Corpus.keyring("all.pub.gpg")
        let long = [UInt8](repeating: 0x0a, count: ProvenanceLimits.provenanceBytes + 1)
        let failure = Corpus.failure { _ = try Corpus.verify(long, keyring) }
        #expect(failure == "provenance file too large: the limit is 1048576 bytes")
        let keys = [UInt8](repeating: 0x99, count: ProvenanceLimits.keyringBytes + 1)
        #expect(Corpus.failure { _ = try Keyring(keys) } == "keyring too large: the limit is 16777216 bytes")
    }

    /// A thousand signatures of strangers cost no more than the first few.
    @Test func signaturesAreCounted() throws {
        let message = try #require(ClearSigned(Corpus.fixture("by-gpg/ed.prov")))
        let packet = try #require(Armor(message.armor)).bytes
        let many = [UInt8]((0..<1_000).map { _ in packet }.joined())
        let failure = Corpus.failure {
            _ = try Corpus.verify(ClearSigned.message(message.text, signature: many), Corpus.keyring("one.pub.gpg"))
        }
        #expect(failure == "openpgp: invalid data: too many or too large signatures")
    }
}
