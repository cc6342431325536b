import Foundation
import HelmArchive
import HelmChart
import HelmValues
import Testing

/// `helm package` as real Helm 4.2.3 does it.
@Suite struct PackageConformanceTests {
    private static let cases = PackageCases.table("package")

    @Test func allCasesAreThere() { #expect(Self.cases.count == 22) }

    @Test(arguments: cases.indices) func packs(_ index: Int) throws {
        let entry = Self.cases[index]
        let folder = PackageCases.root.appending(path: entry["chart"]?.stringValue ?? "").path
        var options = PackageOptions()
        options.version = entry["version"]?.stringValue ?? ""
        options.appVersion = entry["appVersion"]?.stringValue ?? ""
        if let expected = entry["error"]?.stringValue {
            let error = #expect(throws: ChartError.self) {
                try ChartLoader.detect(folder: folder).packaged(options)
            }
            let message = (error?.message ?? "").replacing(folder, with: "CHART")
            #expect(message.contains(expected))
            return
        }
        let packed = try ChartLoader.detect(folder: folder).packaged(options)
        let result = try #require(entry["result"])
        #expect(packed.fileName == result["file"]?.stringValue)
        var members = try tarMembers(packed.bytes)
        if result["membersSorted"] == true { members.sort { bytesPrecede($0.name, $1.name) } }
        let expected = (result["members"]?.listValue ?? []).map {
            Member(
                name: $0["name"]?.stringValue ?? "", size: $0["size"]?.intValue ?? -1,
                mode: $0["mode"]?.stringValue ?? "")
        }
        #expect(members.map(\.name) == expected.map(\.name))
        #expect(members == expected)
        // Read as Helm reads them, except where a backslash makes Helm take a name for one of Windows.
        let files = try ArchiveReader.read(tgz: packed.bytes)
        func text(_ name: String) -> String? {
            files.first { $0.path == name }.map { String(decoding: $0.data, as: UTF8.self) }
        }
        #expect(text("Chart.yaml") == result["chartYaml"]?.stringValue)
        #expect((text("Chart.lock") ?? text("requirements.lock")) == result["lock"]?.stringValue)
    }

    private struct Member: Equatable {
        var name: String
        var size: Int
        var mode: String
    }

    /// The members as GNU tar lists them.
    private func tarMembers(_ archive: [UInt8]) throws -> [Member] {
        let bytes = try Gzip.decompress(archive, limit: 10 << 20)
        var members: [Member] = []
        var offset = 0
        var longName: String?
        while offset + 512 <= bytes.count, bytes[offset] != 0 {
            func field(_ start: Int, _ count: Int) -> String {
                let raw = bytes[(offset + start)..<(offset + start + count)]
                return String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            let size = Int(field(124, 12), radix: 8) ?? -1
            let body = bytes[(offset + 512)..<(offset + 512 + size)]
            if bytes[offset + 156] == UInt8(ascii: "x") {
                let record = String(decoding: body, as: UTF8.self)
                longName = record.split(separator: "path=", maxSplits: 1).last.map { String($0.dropLast()) }
            } else {
                let prefix = field(345, 155)
                let name = longName ?? (prefix.isEmpty ? "" : prefix + "/") + field(0, 100)
                let mode = "0o" + String(Int(field(100, 8), radix: 8) ?? 0, radix: 8)
                members.append(Member(name: name, size: size, mode: mode))
                longName = nil
            }
            offset += 512 + (size + 511) / 512 * 512
        }
        return members
    }
}
