import HelmArchive
import HelmTesting
import Testing

/// Hostile archives: refused with a clear error before they take time or memory.
@Suite struct SecurityRowTests {
    enum Bomb: String, CaseIterable, Codable, Sendable {
        case claimsGigabytes, oneLargeFile, ratio, entries, namelessBytes, longName, longLink, extendedHeader

        var archive: [UInt8] {
            get throws {
                var tar = TarBuilder()
                tar.add("web/Chart.yaml", Array("name: web\n".utf8))
                switch self {
                case .claimsGigabytes: tar.add("web/a", size: 0o77777777777)
                case .oneLargeFile: tar.add("web/a", [UInt8](repeating: 7, count: 5 << 20 | 1))
                case .ratio:
                    for index in 0..<8 { tar.add("web/\(index)", [UInt8](repeating: 0, count: 5 << 20)) }
                case .entries: for index in 0..<20_000 { tar.add("web/\(index)") }
                case .namelessBytes: tar.add("web/folder", [UInt8](repeating: 0x41, count: 40 << 20), type: "5")
                case .longName:
                    tar.add("././@LongLink", [UInt8](repeating: 0x61, count: 8 << 20), type: "L")
                    tar.add("web/b")
                case .longLink:
                    tar.add("././@LongLink", [UInt8](repeating: 0x61, count: 8 << 20), type: "K")
                    tar.add("web/b")
                case .extendedHeader:
                    let record = Array("8388623 path=".utf8) + [UInt8](repeating: 0x61, count: 8 << 20) + [0x0a]
                    tar.add("web/x", record, type: "x")
                    tar.add("web/b")
                }
                return try tar.tgz
            }
        }
    }

    /// Small archives that would be large: by files, by bytes of no file, by names.
    @Test(arguments: Bomb.allCases)
    func expansion(_ bomb: Bomb) async {
        await #expect(processExitsWith: .success) { [bomb] in
            let archive = try bomb.archive
            #expect(archive.count < 2 << 20)
            try BoundedWork.run {
                let error = #expect(throws: ArchiveError.self) { try ArchiveReader.read(tgz: archive) }
                #expect(error?.message.isEmpty == false)
                if [.claimsGigabytes, .oneLargeFile, .ratio, .entries].contains(bomb) {
                    #expect(error?.code == .tooLarge, "\(error?.message ?? "")")
                }
            }
        }
    }

    /// Names that lead out of the folder that a chart is unpacked into, or that no file should have.
    @Test(arguments: [
        "web/../../etc/cron.d/x", "..", "web/..", "web/a/../../../x", "/etc/../../x", "web//etc/passwd",
        "web\\..\\..\\x", "web\\..\\..\\..\\Windows\\x", "web/c:/x", "web\\c:\\x", "web/a\u{1}b",
        "web/a\nb", "web/a\u{1b}[2Jb", "web/a\u{7f}",
    ])
    func namesThatLeadOut(_ name: String) async {
        await #expect(processExitsWith: .success) { [name] in
            var tar = TarBuilder()
            tar.add("web/Chart.yaml", Array("name: web\n".utf8))
            tar.add(name, Array("x".utf8))
            let archive = try tar.tgz
            try BoundedWork.run {
                let error = #expect(throws: ArchiveError.self) { try ArchiveReader.read(tgz: archive) }
                #expect(error?.message.contains("chart") == true)
                #expect(error?.message.utf8.allSatisfy { $0 >= 0x20 } == true)
            }
        }
    }

    /// The first part of a path is the chart's folder, whatever it is called, and not a part of what is written.
    @Test(arguments: ["../x", "..\\x", "c:\\x", "/x"])
    func topFolders(_ name: String) async {
        await #expect(processExitsWith: .success) { [name] in
            var tar = TarBuilder()
            tar.add("web/Chart.yaml", Array("name: web\n".utf8))
            tar.add(name, Array("x".utf8))
            let archive = try tar.tgz
            try BoundedWork.run {
                let files = try ArchiveReader.read(tgz: archive)
                #expect(files.map(\.path) == ["Chart.yaml", "x"])
            }
        }
    }

    /// A name ends at a zero byte, in a header as in an extended one; what stands behind it never comes to light.
    @Test func zeroBytesInNames() async {
        await #expect(processExitsWith: .success) {
            var tar = TarBuilder()
            tar.add("web/Chart.yaml", Array("name: web\n".utf8))
            tar.add("web/a\u{0}/../../x")
            var extended = TarBuilder()
            extended.add("web/Chart.yaml", Array("name: web\n".utf8))
            extended.add("web/x", Array("26 path=web/b\u{0}/../../../x\n".utf8), type: "x")
            extended.add("web/b")
            let archives = [try tar.tgz, try extended.tgz]
            try BoundedWork.run {
                for archive in archives {
                    guard let files = try? ArchiveReader.read(tgz: archive) else { continue }
                    #expect(files.allSatisfy { !$0.path.contains("..") && !$0.path.utf8.contains(0) })
                }
            }
        }
    }

    /// Links, hard links, devices, pipes: to inside, to outside, to nothing.
    @Test(arguments: ["1", "2", "3", "4", "6", "7"], ["/etc/passwd", "../../x", "Chart.yaml", ""])
    func linksAndDevices(_ type: String, _ target: String) async {
        await #expect(processExitsWith: .success) { [type, target] in
            var tar = TarBuilder()
            tar.add("web/Chart.yaml", Array("name: web\n".utf8))
            tar.add("web/values.yaml", type: Character(type), link: target)
            // A file that would be written through the link.
            tar.add("web/values.yaml/x", Array("x".utf8))
            let archive = try tar.tgz
            try BoundedWork.run {
                // Type 7 is a plain file in one piece.
                if type == "7", (try? ArchiveReader.read(tgz: archive)) != nil { return }
                let error = #expect(throws: ArchiveError.self) { try ArchiveReader.read(tgz: archive) }
                #expect(
                    error?.message == "chart archive contains a link or special file: \"web/values.yaml\"")
            }
        }
    }
}
