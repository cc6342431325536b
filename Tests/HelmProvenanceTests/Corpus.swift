import Foundation
import HelmValues
import Testing

@testable import HelmProvenance

/// The recorded cases and their files.
enum Corpus {
    static let folder =
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path + "/Conformance/verify"
    static let fixtures = folder + "/_fixtures/verify"
    /// A time at which every key of the corpus is valid.
    static let now: UInt64 = 1_795_300_000

    static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: path)))
    }

    static func fixture(_ name: String) throws -> [UInt8] { try bytes("\(fixtures)/\(name)") }

    static func keyring(_ name: String) throws -> Keyring { try Keyring(fixture(name)) }

    struct Case: Sendable, CustomTestStringConvertible {
        let number: Int
        let json: Value

        func text(_ key: String) -> String? { json[key]?.stringValue }
        func path(_ key: String) -> String? { text(key).map { "\(Corpus.folder)/\($0)" } }

        var testDescription: String {
            "\(number): \(text("do") ?? "verify") \(text("provenance") ?? text("archive") ?? "") \(text("keyring") ?? "")"
        }
    }

    static let cases: [Case] = {
        do {
            let table = try JSON.parse(bytes(folder + "/verify.json"))
            return (table["cases"]?.listValue ?? []).enumerated().map { Case(number: $0.offset, json: $0.element) }
        } catch {
            return []
        }
    }()

    /// The message of the error that `body` throws; nil when it throws none.
    static func failure(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return "\(error)"
        }
    }

    static func verify(
        _ provenance: [UInt8], _ keyring: Keyring, archive: String = "signed-1.0.0.tgz", now: UInt64 = now
    ) throws -> Verification {
        try ProvenanceVerifier(now: now).verify(
            archive: fixture(archive), fileName: archive, provenance: provenance, keyring: keyring)
    }
}
