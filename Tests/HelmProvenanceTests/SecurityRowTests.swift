import Foundation
import HelmTesting
import Testing

@testable import HelmProvenance

/// Verification that has nothing to go by fails, in bounded time and memory.
@Suite struct SecurityRowTests {
    enum Proof: String, CaseIterable, Codable, Sendable {
        case missing, empty, folder, garbage, ofAnotherFile, unsigned, huge
    }

    @Test(arguments: Proof.allCases)
    func missingOrWorthlessProvenance(_ proof: Proof) async {
        await #expect(processExitsWith: .success) { [proof] in
            let folder = FileManager.default.temporaryDirectory.path + "/proof-\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let archive = "\(folder)/signed-1.0.0.tgz"
            try Data(Corpus.fixture("signed-1.0.0.tgz")).write(to: URL(filePath: archive))
            let beside = URL(filePath: archive + ".prov")
            switch proof {
            case .missing: break
            case .empty: try Data().write(to: beside)
            case .folder: try FileManager.default.createDirectory(at: beside, withIntermediateDirectories: true)
            case .garbage: try Data(Corpus.fixture("garbage.prov")).write(to: beside)
            case .ofAnotherFile: try Data(Corpus.fixture("hash-changed.prov")).write(to: beside)
            case .unsigned: try Data(Corpus.fixture("no-signature.prov")).write(to: beside)
            case .huge: try Data(count: 200 << 20).write(to: beside)
            }
            try BoundedWork.run {
                let error = #expect(throws: ProvenanceError.self) {
                    try ProvenanceFiles.verify(
                        archive: archive, keyring: Corpus.fixtures + "/one.pub.gpg", now: Corpus.now)
                }
                #expect(error?.message.isEmpty == false)
            }
        }
    }

    @Test func badKeyrings() async {
        await #expect(processExitsWith: .success) {
            var cut = try Corpus.fixture("one.pub.gpg")
            cut.removeLast(cut.count / 3)
            let provenance = try Corpus.fixture("signed-1.0.0.tgz.prov")
            for bytes in [cut, [0x99, 0xff, 0xff], [0xc6, 0x01, 0x00], Array(repeating: 0x80, count: 1000)] {
                try BoundedWork.run {
                    #expect(throws: ProvenanceError.self) { try Corpus.verify(provenance, Keyring(bytes)) }
                }
            }
        }
    }
}
