import Foundation
import Glibc
import HelmChart
import HelmValues
import HelmYAML
import Testing

@testable import HelmRepository

@Suite("The upload store's index")
struct StoreIndexTests {
    private func scan(_ folder: UploadFolder, _ previous: StoreIndex? = nil, at time: String = "now") throws
        -> StoreIndex
    {
        try StoreIndex.scan(folder.store, previous: previous) { time }
    }

    private func versions(_ index: StoreIndex) throws -> [String] {
        let entries = try YAML.parseMap(index.yaml)["entries"]?.mapValue ?? [:]
        return entries.flatMap { entry in
            (entry.value.listValue ?? []).map { "\(entry.key) \($0["version"]?.stringValue ?? "")" }
        }
    }

    @Test func anEmptyStore() throws {
        let folder = try UploadFolder()
        #expect(
            String(decoding: try scan(folder).yaml, as: UTF8.self)
                == "apiVersion: v1\nentries: {}\ngenerated: now\n")
    }

    @Test func isMadeAnewOnChangeOnly() throws {
        let folder = try UploadFolder()
        try folder.store.store(try UploadFolder.archive("demo"))
        let first = try scan(folder, at: "first")
        let same = try scan(folder, first, at: "later")
        #expect(same.generation == 1)
        #expect(same.yaml == first.yaml)
        try folder.store.store(try UploadFolder.archive("demo", "0.10.0"))
        try folder.write("dropped-by-hand.tgz", try UploadFolder.archive("other"))
        let second = try scan(folder, same, at: "second")
        #expect(try versions(second) == ["demo 0.10.0", "demo 0.1.0", "other 0.1.0"])
        #expect(second.tag != first.tag)
        try folder.store.delete("demo-0.10.0.tgz")
        try FileManager.default.removeItem(atPath: folder.path + "/dropped-by-hand.tgz")
        let third = try scan(folder, second, at: "first")
        #expect(third.tag == first.tag)
        #expect(third.yaml == first.yaml)
        // A server that starts says the same.
        #expect(try scan(folder, at: "first").yaml == first.yaml)
    }

    @Test func aChangeReadsOneArchive() throws {
        let folder = try UploadFolder()
        try folder.write("a.tgz", try UploadFolder.archive("a"))
        try folder.write("b.tgz", try UploadFolder.archive("b"))
        let first = try scan(folder)
        // What is not read again may be gone, as far as the index knows.
        let identity = try folder.store.open("a.tgz").identity
        #expect(first.digest(of: "a.tgz", identity) == Checksum.sha256(try UploadFolder.archive("a")))
        #expect(chmod(folder.path, 0o700) == 0)
        try folder.write("b.tgz", try UploadFolder.archive("b", "2.0.0"))
        let second = try scan(folder, first)
        #expect(try versions(second) == ["a 0.1.0", "b 2.0.0"])
        #expect(second.digest(of: "a.tgz", identity) != nil)
        let other = try folder.store.open("b.tgz").identity
        #expect(first.digest(of: "b.tgz", other) == nil)
    }

    @Test func whatIsNoChartIsNamed() throws {
        let folder = try UploadFolder()
        try folder.store.store(try UploadFolder.archive("demo"))
        try folder.write("broken.tgz", Array("no archive".utf8))
        try folder.write("notes.txt", [1])
        try FileManager.default.createDirectory(atPath: folder.path + "/folder.tgz", withIntermediateDirectories: true)
        let first = try scan(folder)
        #expect(try versions(first) == ["demo 0.1.0"])
        #expect(first.skipped.map(\.name) == ["broken.tgz"])
        #expect(first.skipped[0].reason.contains("not appear to be a valid chart"))
        let second = try scan(folder, first)
        #expect(second.generation == first.generation)
        // Mended in place.
        try folder.write("broken.tgz", try UploadFolder.archive("mended"))
        let third = try scan(folder, second)
        #expect(try versions(third) == ["demo 0.1.0", "mended 0.1.0"])
        #expect(third.skipped.isEmpty)
    }

    @Test func isBounded() throws {
        let folder = try UploadFolder()
        for number in 0..<10 { try folder.store.store(try UploadFolder.archive("c\(number)")) }
        var bounds = StoreIndex.Bounds()
        bounds.archives = 4
        let few = try StoreIndex.scan(folder.store, previous: nil, bounds: bounds) { "now" }
        #expect(try versions(few).count == 4)
        #expect(few.skipped.count == 6)
        bounds = StoreIndex.Bounds()
        bounds.metadataBytes = 10
        #expect(try versions(StoreIndex.scan(folder.store, previous: nil, bounds: bounds) { "now" }) == [])
        bounds = StoreIndex.Bounds()
        bounds.totalBytes = 100
        let small = try StoreIndex.scan(folder.store, previous: nil, bounds: bounds) { "now" }
        #expect((1..<10).contains(try versions(small).count))
    }

    @Test(
        arguments: [
            (0, 0, "1970-01-01T00:00:00Z"), (1_763_731_198, 913_786_422, "2025-11-21T13:19:58.913786422Z"),
            (951_782_400, 500_000_000, "2000-02-29T00:00:00.5Z"), (-1, 1000, "1969-12-31T23:59:59.000001Z"),
        ] as [(Int64, Int32, String)])
    func times(_ seconds: Int64, _ nanoseconds: Int32, _ text: String) {
        #expect(IndexTime.text(seconds: seconds, nanoseconds: nanoseconds) == text)
    }
}
