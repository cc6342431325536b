import Foundation
import HelmChart
import HelmRepository
import HelmValues
import Testing

/// What real Helm wrote for folders of archives.
@Suite("index.yaml as helm repo index writes it")
struct IndexWriterTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Conformance/repo-index")

    static let cases: [Value] = {
        let data = (try? Data(contentsOf: root.appending(path: "index.json"))) ?? Data()
        return (try? JSON.parse([UInt8](data)))?["cases"]?.listValue ?? []
    }()

    @Test func thereAreCases() { #expect(Self.cases.count == 15) }

    @Test(arguments: cases.indices)
    func asHelm(_ index: Int) throws {
        let item = Self.cases[index]
        let now = "2026-11-21T13:19:58.913786422Z"
        let written = Result { try Self.index(item, now: now) }
        switch (written, item["error"]?.stringValue) {
        case (.success(let bytes), nil):
            let text = String(decoding: bytes, as: UTF8.self).replacing(now, with: "TIME")
            // The JSON writer ends a file without a line end, as Go does.
            #expect(text == item["result"]?.stringValue)
        case (.failure(let error as RepositoryError), .some(let expected)): #expect(error.message == expected)
        default: Issue.record("\(written) for \(item)")
        }
    }

    private static func index(_ item: Value, now: String) throws -> [UInt8] {
        var writer = IndexWriter()
        for (path, name) in files(item) {
            let data = try [UInt8](Data(contentsOf: root.appending(path: path)))
            guard let chart = try? ChartLoader.load(archive: data) else { continue }
            let parts = name.split(separator: "/").map(String.init)
            let url = IndexedChart.url(
                ofFile: parts[parts.count - 1], inFolder: parts.dropLast().joined(separator: "/"),
                base: item["url"]?.stringValue ?? "")
            writer.add(
                IndexedChart(metadata: chart.metadata, urls: [url], created: now, digest: Checksum.sha256(data)))
        }
        if let old = item["merge"]?.stringValue {
            try writer.merge(IndexReading(Array(old.utf8), name: "CHART/old.yaml.in"))
        }
        return item["json"]?.boolValue == true ? writer.json(generated: now) : writer.yaml(generated: now)
    }

    /// The archives that Helm looks at, in its order: those of the folder, then those one folder down.
    private static func files(_ item: Value) -> [(path: String, name: String)] {
        let files: [(path: String, name: String)] = (item["archives"]?.listValue ?? []).compactMap { archive in
            if let path = archive.stringValue { return (path, URL(filePath: path).lastPathComponent) }
            guard let pair = archive.listValue, let path = pair[0].stringValue, let name = pair[1].stringValue else {
                return nil
            }
            return (path, name)
        }
        let archives = files.filter { $0.name.hasSuffix(".tgz") }.sorted { bytesPrecede($0.name, $1.name) }
        func depth(_ name: String) -> Int { name.split(separator: "/").count }
        return archives.filter { depth($0.name) == 1 } + archives.filter { depth($0.name) == 2 }
    }

    @Test func mergingReadsWhatItCanAndSaysWhatItCannot() throws {
        let old = """
            apiVersion: v1
            entries:
              a: [null, {name: a}, {name: a, version: nonsense}, {name: a, version: 1.0.0, urls: [u], created: "2020-01-02T03:04:05.600Z", removed: true}]
              b: nothing
            """
        var writer = IndexWriter()
        writer.merge(try IndexReading(Array(old.utf8), name: "old"))
        writer.merge(try IndexReading(Array(old.utf8), name: "old"))
        #expect(
            String(decoding: writer.yaml(generated: "x"), as: UTF8.self) == """
                apiVersion: v1
                entries:
                  a:
                  - apiVersion: v1
                    created: "2020-01-02T03:04:05.6Z"
                    name: a
                    removed: true
                    urls:
                    - u
                    version: 1.0.0
                generated: x

                """)
        let twice = "apiVersion: v1\nentries: {a: [], a: []}\n"
        #expect(throws: RepositoryError.self) { try IndexReading(Array(twice.utf8), name: "old") }
        let error = #expect(throws: RepositoryError.self) { try IndexReading(Array("entries: {}".utf8), name: "old") }
        #expect(error?.message == "error loading old: no API version specified")
    }
}
