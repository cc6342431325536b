import Foundation
import HelmRepository
import Testing

@Suite struct ContentCacheTests {
    private let folder = FileManager.default.temporaryDirectory.path + "/helm-content-\(UUID())"
    private let chart = Array("the bytes of a chart".utf8)
    private var digest: String { Checksum.sha256(chart) }
    private var path: String { "\(folder)/\(digest.prefix(2))/\(digest).chart" }

    @Test func keepsChartsInHelmsLayout() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let cache = ContentCache(folder: folder)
        #expect(cache.read(digest, .chart) == nil)
        cache.write(chart, digest, .chart)
        cache.write(Array("signed".utf8), digest, .provenance)
        #expect(FileManager.default.contents(atPath: path) == Data(chart))
        #expect(ContentCache(folder: folder).read(digest, .chart) == chart)
        #expect(cache.read(digest, .provenance) == Array("signed".utf8))
    }

    @Test(arguments: ["", "the bytes of", "the bytes of another chart"])
    func whatIsNotTheChartIsNotRead(_ text: String) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let cache = ContentCache(folder: folder)
        cache.write(chart, digest, .chart)
        try Data(text.utf8).write(to: URL(filePath: path))
        #expect(cache.read(digest, .chart) == nil)
        cache.write(chart, digest, .chart)
        #expect(cache.read(digest, .chart) == chart)
    }

    @Test func whatWasUsedLongestAgoGoes() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let cache = ContentCache(folder: folder, maximumBytes: 10_000)
        let charts = (0..<12).map { [UInt8](repeating: UInt8($0), count: 1000) }
        for (index, chart) in charts.enumerated() {
            let digest = Checksum.sha256(chart)
            cache.write(chart, digest, .chart)
            let file = "\(folder)/\(digest.prefix(2))/\(digest).chart"
            let time = Date(timeIntervalSince1970: Double(index))
            try? FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: file)
        }
        let left = charts.filter { cache.read(Checksum.sha256($0), .chart) != nil }
        #expect(left.count <= 10 && left.count >= 8)
        #expect(left.contains(charts[11]) && !left.contains(charts[0]))
    }

    @Test(arguments: [
        "", "../../etc/passwd", "zz", String(repeating: "A", count: 64), String(repeating: "/", count: 64),
    ])
    func onlyDigestsBecomePaths(_ digest: String) {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let cache = ContentCache(folder: folder)
        cache.write(chart, digest, .provenance)
        #expect(cache.read(digest, .provenance) == nil)
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test func aFolderThatCannotBeWrittenIsNoFailure() {
        let cache = ContentCache(folder: "/proc/nothing")
        cache.write(chart, digest, .chart)
        #expect(cache.read(digest, .chart) == nil)
    }
}
