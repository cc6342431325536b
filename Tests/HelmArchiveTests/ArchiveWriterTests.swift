import Foundation
import HelmArchive
import Testing

@Suite struct ArchiveWriterTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Conformance/archives")

    /// What real Helm packed, read and written again, is the same tar archive: names short, long and not ASCII.
    @Test(arguments: ["plain", "names", "lock", "metadata", "old"])
    func writesWhatHelmWrites(_ name: String) throws {
        let packed = try [UInt8](Data(contentsOf: Self.folder.appending(path: "\(name).helm.tgz")))
        let tar = try Gzip.decompress(packed, limit: 1 << 20)
        let entries = try ArchiveReader.read(tgz: packed).map {
            ArchiveEntry(path: "\(name)/\($0.path)", data: $0.data, modified: $0.modified)
        }
        #expect(entries.count >= 1)
        #expect(try ArchiveWriter.tar(entries) == tar)
    }

    @Test func whatIsWrittenIsRead() throws {
        let entries = [
            "a/x", "a/" + String(repeating: "é/", count: 300) + "y", "a/" + String(repeating: "n", count: 1000),
        ]
        .enumerated().map { ArchiveEntry(path: $1, data: [UInt8](repeating: 7, count: $0 * 513)) }
        let archive = try ArchiveWriter.tgz(entries)
        let read = try ArchiveReader.read(tgz: archive)
        #expect(read.map { "a/" + $0.path } == entries.map(\.path))
        #expect(read.map(\.data) == entries.map(\.data))
        #expect(read.allSatisfy { $0.modified == ArchiveWriter.fixedTime })
        #expect(try ArchiveWriter.tgz(entries) == archive)
    }

    @Test(arguments: ["", "a/\u{0}b"]) func namesThatNoArchiveHolds(_ name: String) {
        #expect(throws: ArchiveError.self) { try ArchiveWriter.tgz([ArchiveEntry(path: name, data: [])]) }
    }
}
