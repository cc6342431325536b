import Foundation
import Glibc
import HelmChart
import Testing

@testable import HelmRepository

@Suite("Upload store")
struct UploadStoreTests {
    @Test func storesListsReplacesAndDeletes() throws {
        let folder = try UploadFolder()
        let (first, second) = (
            try UploadFolder.archive("demo"), try UploadFolder.archive("demo", filling: [1, 2, 3])
        )
        #expect(try folder.store.store(first) == "demo-0.1.0.tgz")
        #expect(try folder.store.store(second) == "demo-0.1.0.tgz")
        #expect(try folder.store.store(try UploadFolder.archive("übung", "1.0.0+b")) == "übung-1.0.0+b.tgz")
        #expect(try folder.store.list() == ["demo-0.1.0.tgz", "übung-1.0.0+b.tgz"])
        #expect(try folder.bytes("demo-0.1.0.tgz") == second)
        #expect(folder.names == ["demo-0.1.0.tgz", "übung-1.0.0+b.tgz"])
        try folder.store.delete("demo-0.1.0.tgz")
        try folder.store.delete("demo-0.1.0.tgz")
        #expect(try folder.store.list() == ["übung-1.0.0+b.tgz"])
    }

    @Test func whatIsNoChartLeavesNothing() throws {
        let folder = try UploadFolder()
        for bytes in [Array("nothing".utf8), [], try UploadFolder.archive("demo").dropLast(20)] {
            let error = #expect(throws: UploadError.self) { try folder.store.store(Array(bytes)) }
            #expect(error?.code == .invalidChart)
        }
        let draft = try folder.store.draft()
        try draft.write(try UploadFolder.archive("demo"))
        #expect(throws: UploadError.self) { try folder.store.store(draft, provenance: Array("unsigned".utf8)) }
        withExtendedLifetime(draft) { #expect(folder.names.count == 1) }
    }

    @Test func aDraftIsPrivateAndGoesWithItsWriter() throws {
        let folder = try UploadFolder()
        do {
            let draft = try folder.store.draft()
            try draft.write([1, 2, 3])
            var status = stat()
            #expect(stat("\(folder.path)/\(folder.names[0])", &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
            #expect(try folder.store.list() == [])
            withExtendedLifetime(draft) {}
        }
        #expect(folder.names == [])
    }

    @Test func aSweepTakesWhatNobodyWrites() throws {
        let folder = try UploadFolder()
        let draft = try folder.store.draft()
        try folder.write(".upload-dead", [1])
        try folder.write("kept.tgz", [1])
        folder.store.sweep()
        #expect(folder.names.count == 2)
        #expect(!folder.names.contains(".upload-dead"))
        try draft.write(try UploadFolder.archive("demo"))
        #expect(try folder.store.store(draft).name == "demo-0.1.0.tgz")
    }

    @Test func aNewChartReplacesNone() throws {
        let folder = try UploadFolder()
        func create(_ filling: [UInt8]) throws -> UploadStore.Stored {
            let draft = try folder.store.draft()
            try draft.write(try UploadFolder.archive("demo", filling: filling))
            return try folder.store.store(draft, existing: .kept)
        }
        _ = try create([1])
        let error = #expect(throws: UploadError.self) { try create([2]) }
        #expect(error?.code == .exists)
        #expect(try folder.bytes("demo-0.1.0.tgz") == UploadFolder.archive("demo", filling: [1]))
        #expect(folder.names == ["demo-0.1.0.tgz"])
    }

    @Test func anArchiveAndItsProvenanceBelongTogether() throws {
        let folder = try UploadFolder()
        let (first, second) = (try UploadFolder.archive("demo"), try UploadFolder.archive("demo", filling: [1]))
        let name = "demo-0.1.0.tgz"
        let (proof, other) = (
            UploadFolder.provenance(Checksum.sha256(first)), UploadFolder.provenance(Checksum.sha256(second))
        )
        // The proof may come first, and stays while it speaks of the archive that is there.
        try folder.store.storeProvenance(proof, of: name)
        try folder.store.store(first)
        try folder.store.store(first)
        #expect(try folder.bytes(name + ".prov") == proof)
        try folder.store.store(second)
        #expect(folder.names == [name])
        let draft = try folder.store.draft()
        try draft.write(second)
        _ = try folder.store.store(draft, provenance: other)
        #expect(try folder.bytes(name + ".prov") == other)
        try folder.store.delete(name)
        #expect(folder.names == [])
    }

    @Test(arguments: [
        "", ".tgz", "..", "../x.tgz", "/etc/x.tgz", "a/b.tgz", "a\\b.tgz", ".hidden.tgz", "a\n.tgz", "a\u{7f}.tgz",
        "a\0.tgz",
        "x.txt", "x.tgz/", "x.TGZ", String(repeating: "x", count: 300) + ".tgz",
    ])
    func namesThatNoUploadHas(_ name: String) throws {
        let folder = try UploadFolder()
        for work in [
            { _ = try folder.store.path(of: name) }, { try folder.store.delete(name) },
            { _ = try folder.store.open(name) }, { _ = try folder.store.open(name + ".prov") },
            { try folder.store.storeProvenance(UploadFolder.provenance(""), of: name) },
        ] as [() throws -> Void] {
            let error = #expect(throws: UploadError.self) { try work() }
            #expect(error?.code == .invalidName)
        }
        #expect(folder.names == [])
    }

    @Test func onlyFilesAreOpened() throws {
        let folder = try UploadFolder()
        try FileManager.default.createDirectory(atPath: folder.path + "/folder.tgz", withIntermediateDirectories: true)
        #expect(mkfifo(folder.path + "/pipe.tgz", 0o600) == 0)
        for name in ["folder.tgz", "pipe.tgz", "none.tgz", "none.tgz.prov"] {
            let error = #expect(throws: UploadError.self) { try folder.store.open(name) }
            #expect(error?.code == .notFound)
        }
    }

    @Test func anOpenFileStaysWhatItIs() throws {
        let folder = try UploadFolder()
        let (first, second) = (try UploadFolder.archive("demo"), try UploadFolder.archive("demo", filling: [1]))
        try folder.store.store(first)
        let file = try folder.store.open("demo-0.1.0.tgz")
        try folder.store.store(second)
        #expect(try file.digest() == Checksum.sha256(first))
        try folder.store.delete("demo-0.1.0.tgz")
        #expect(try file.read(at: 0, count: 1 << 20) == first)
        #expect(try file.read(at: first.count - 2, count: 9) == Array(first.suffix(2)))
    }

    /// One wins whole, and a proof never lies beside another's archive.
    @Test func manyUploadsOfOneName() async throws {
        let folder = try UploadFolder()
        let charts = try (0..<100).map { try UploadFolder.archive("demo", filling: [UInt8($0)]) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for chart in charts {
                group.addTask {
                    let draft = try folder.store.draft()
                    for start in stride(from: 0, to: chart.count, by: 50) {
                        try draft.write(Array(chart[start..<min(start + 50, chart.count)]))
                    }
                    _ = try folder.store.store(
                        draft, provenance: UploadFolder.provenance(Checksum.sha256(chart)))
                }
            }
            try await group.waitForAll()
        }
        let stored = try folder.bytes("demo-0.1.0.tgz")
        #expect(charts.contains(stored))
        #expect(try folder.bytes("demo-0.1.0.tgz.prov") == UploadFolder.provenance(Checksum.sha256(stored)))
        #expect(folder.names.count == 2)
    }

    /// On a disk that is too small, where the test may make one.
    @Test func aFullDisk() throws {
        let path = FileManager.default.temporaryDirectory.path + "/helm-full-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        guard mount("none", path, "tmpfs", 0, "size=64k") == 0 else { return }
        defer { umount(path) }
        let store = UploadStore(folder: path)
        try store.store(try UploadFolder.archive("small"))
        let noise = (0..<200_000).map { _ in UInt8.random(in: 0...255) }
        let error = #expect(throws: UploadError.self) {
            try store.store(try UploadFolder.archive("large", filling: noise))
        }
        #expect(error?.code == .storage)
        #expect(error?.message == "write the upload: No space left on device")
        #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["small-0.1.0.tgz"])
    }
}
