import Foundation
import HelmArchive
import HelmChart
import HelmValues
import Testing

@Suite struct ChartArchiveTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Conformance/archives")

    private func recorded(_ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: Self.folder.appending(path: name)))
    }

    /// Members, their order and every byte in them are real Helm's.
    @Test(arguments: ["plain", "names", "lock", "metadata", "old"])
    func packsWhatHelmPacks(_ name: String) throws {
        let packed = try ChartLoader.load(archive: recorded("\(name).source.tgz")).packaged()
        let ours = try ArchiveReader.read(tgz: packed.bytes)
        let helms = try ArchiveReader.read(tgz: recorded("\(name).helm.tgz"))
        #expect(ours.map(\.path) == helms.map(\.path))
        for (our, helm) in zip(ours, helms) {
            #expect(String(decoding: our.data, as: UTF8.self) == String(decoding: helm.data, as: UTF8.self))
        }
    }

    @Test(arguments: ["plain", "names", "lock", "metadata", "old"])
    func aSavedChartIsTheSame(_ name: String) throws {
        let chart = try ChartLoader.load(archive: recorded("\(name).helm.tgz"))
        let packed = try chart.packaged()
        let again = try ChartLoader.load(archive: packed.bytes)
        #expect(again.metadata == chart.metadata)
        #expect(again.lock == chart.lock)
        #expect(again.values == chart.values)
        #expect(again.schema == chart.schema)
        #expect(again.templates.map(\.name) == chart.templates.map(\.name))
        #expect(again.files.map(\.data) == chart.files.map(\.data))
        #expect(again.dependencies.map(\.metadata) == chart.dependencies.map(\.metadata))
        #expect(try again.packaged() == packed)
    }

    @Test func badSchemaIsNotSaved() throws {
        let chart = try ChartLoader.load(files: [
            ChartFile(name: "Chart.yaml", data: Array("apiVersion: v2\nname: a\nversion: 1.0.0\n".utf8)),
            ChartFile(name: "values.schema.json", data: Array("{".utf8)),
        ])
        let error = #expect(throws: ChartError.self) { try chart.packaged() }
        #expect(error?.message == "failed to save: invalid JSON in values.schema.json")
    }
}
