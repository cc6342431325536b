import Foundation
import HelmValues
import Testing

@testable import HelmProvenance

/// Keyrings and messages made by GnuPG, with what Helm says of them.
@Suite("Provenance, with keys of GnuPG")
struct GnuPGTests {
    private static let folder = Corpus.folder + "/keys"
    private static let rows: [Corpus.Case] = {
        do {
            let table = try JSON.parse(Corpus.bytes(folder + "/recorded.json"))
            return (table.listValue ?? []).enumerated().map { Corpus.Case(number: $0.offset, json: $0.element) }
        } catch {
            return []
        }
    }()

    /// Where we refuse what Helm takes.
    private static let stricter = ["sha1.prov": "openpgp: weak algorithms are rejected: SHA1"]

    @Test func everyRowIsHere() { #expect(Self.rows.count == 48) }

    @Test(arguments: rows)
    func verify(_ row: Corpus.Case) throws {
        let name = try #require(row.text("provenance"))
        let keyring = try Keyring(path: "\(Self.folder)/\(try #require(row.text("keyring")))")
        let failure = Corpus.failure {
            let proven = try Corpus.verify(Corpus.bytes("\(Self.folder)/\(name)"), keyring)
            #expect(Value.list(proven.signedBy.map { .string($0) }) == row.json["signedBy"])
        }
        #expect(failure == row.text("error") ?? Self.stricter[name])
    }

    @Test(arguments: ["rsa", "ecdsa", "dsa", "subkey", "locked"])
    func aKeyboxIsAKeyring(_ name: String) throws {
        let provenance = try Corpus.bytes("\(Self.folder)/\(name).prov")
        let fromPackets = try Corpus.verify(provenance, Keyring(path: "\(Self.folder)/all.pub.gpg"))
        let fromKeybox = try Corpus.verify(provenance, Keyring(path: "\(Self.folder)/pubring.kbx"))
        #expect(fromPackets == fromKeybox)
    }

    @Test(arguments: [("expired", "key expired"), ("revoked", "signature made by revoked key")])
    func aKeyboxKnowsKeysThatAreNoMoreValid(_ name: String, _ reason: String) throws {
        let provenance = try Corpus.bytes("\(Self.folder)/\(name).prov")
        let keyring = try Keyring(path: "\(Self.folder)/pubring.kbx")
        #expect(Corpus.failure { _ = try Corpus.verify(provenance, keyring) } == "openpgp: \(reason)")
    }

    /// An expired key was good while it lasted.
    @Test func theClockIsTheCallers() throws {
        let provenance = try Corpus.bytes("\(Self.folder)/expired.prov")
        let keyring = try Keyring(path: "\(Self.folder)/all.pub.gpg")
        let proven = try Corpus.verify(provenance, keyring, now: 1_725_000_000)
        #expect(proven.signedBy == ["Ring Expired <expired@example.com>"])
    }
}
