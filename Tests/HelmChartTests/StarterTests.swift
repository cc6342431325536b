import Foundation
import HelmArchive
import HelmChart
import HelmValues
import Testing

/// New charts made of a starter, against what `helm create --starter` wrote.
@Suite struct StarterTests {
    private static let folder =
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path + "/Conformance/starter"

    @Test func writesWhatHelmWrites() throws {
        let table = try JSON.parse([UInt8](Data(contentsOf: URL(filePath: Self.folder + "/create.json"))))
        let testCase = try #require(table["cases"]?.listValue?.first)
        let name = try #require(testCase["name"]?.stringValue)
        var metadata = ChartMetadata()
        (metadata.apiVersion, metadata.name, metadata.version) = ("v2", name, "0.1.0")
        metadata.appVersion = "0.1.0"
        let files = try ChartStarter.files(
            of: ChartLoader.load(folder: Self.folder + "/chart"), metadata: metadata)
        let expected = try #require(testCase["result"]?.listValue)
        #expect(files.map { "\(name)/\($0.name)" }.sorted() == expected.compactMap { $0["path"]?.stringValue }.sorted())
        for item in expected {
            let file = try #require(files.first { "\(name)/\($0.name)" == item["path"]?.stringValue })
            if let text = item["text"]?.stringValue { #expect(String(decoding: file.data, as: UTF8.self) == text) }
            if let members = item["members"]?.listValue {
                let names = try ArchiveReader.read(tgz: file.data).map { "kid/\($0.path)" }
                #expect(names.sorted() == members.compactMap { $0["name"]?.stringValue }.sorted())
            }
        }
    }

    @Test func namesAreChecked() throws {
        let starter = try ChartLoader.load(folder: Self.folder + "/chart")
        var metadata = ChartMetadata()
        metadata.name = "a/b"
        #expect(throws: ChartError.self) { try ChartStarter.files(of: starter, metadata: metadata) }
    }
}
