import HelmArchive
import Testing

@Suite struct ArchiveReaderTests {
    @Test func filesComeInOrderWithoutTheTopFolder() throws {
        var tar = TarBuilder()
        tar.add("web/", type: "5")
        tar.add("web/Chart.yaml", Array("name: web".utf8))
        tar.add("web/templates/./b.yaml", [1, 2, 3])
        tar.add("web/a/../c.txt")
        let files = try ArchiveReader.read(tgz: tar.tgz)
        #expect(files.map(\.path) == ["Chart.yaml", "templates/b.yaml", "c.txt"])
        #expect(files[1].data == [1, 2, 3])
        #expect(files[0].modified == 1_700_000_000_000_000_000)
    }

    @Test func pathsFromWindows() throws {
        var tar = TarBuilder()
        tar.add("web\\templates\\a.yaml")
        #expect(try ArchiveReader.read(tgz: tar.tgz).map(\.path) == ["templates/a.yaml"])
    }

    /// Rows of security.md: names that reach outside, links, devices.
    @Test(arguments: [
        ("web/../../etc/passwd", "0", "chart illegally references parent directory"),
        ("web/..", "0", "chart illegally references parent directory"),
        ("web//etc/passwd", "0", "chart illegally contains absolute paths"),
        ("/etc/passwd", "0", ""),
        ("web/c:/windows", "0", "chart contains illegally named files"),
        ("web\\..\\..\\x", "0", "chart illegally references parent directory"),
        ("web\\c:\\x", "0", "chart contains illegally named files"),
        ("file", "0", "chart illegally contains content outside the base directory: \"file\""),
        ("web/.", "0", "chart illegally contains content outside the base directory: \"web/.\""),
        ("Chart.yaml/x", "0", "chart yaml not in base directory"),
        ("web/a\nb", "0", "chart contains illegally named files"),
        ("web/link", "2", "chart archive contains a link or special file: \"web/link\""),
        ("web/hard", "1", "chart archive contains a link or special file: \"web/hard\""),
        ("web/pipe", "6", "chart archive contains a link or special file: \"web/pipe\""),
        ("web/device", "3", "chart archive contains a link or special file: \"web/device\""),
    ])
    func hostileNames(_ name: String, _ type: String, _ message: String) throws {
        var tar = TarBuilder()
        tar.add("web/Chart.yaml")
        tar.add(name, type: Character(type), link: type == "0" ? "" : "/etc/passwd")
        let tgz = try tar.tgz
        if message.isEmpty {
            // Below the top folder "" the path is relative: harmless, as in Helm.
            #expect(try ArchiveReader.read(tgz: tgz).last?.path == "etc/passwd")
            return
        }
        let error = #expect(throws: ArchiveError.self) { try ArchiveReader.read(tgz: tgz) }
        #expect(error?.message == message)
    }

    @Test func sizesAreCheckedBeforeTheBytes() throws {
        var limits = ArchiveLimits()
        limits.fileBytes = 1000
        limits.totalBytes = 2500
        var tar = TarBuilder()
        tar.add("web/big", [UInt8](repeating: 7, count: 1001))
        #expect(
            error(try tar.tgz, limits)?.message
                == "decompressed chart file \"web/big\" is larger than the maximum file size 1000")
        tar = TarBuilder()
        for index in 0..<3 { tar.add("web/\(index)", [UInt8](repeating: 7, count: 1000)) }
        #expect(error(try tar.tgz, limits)?.message == "decompressed chart is larger than the maximum size 2500")
        limits.entries = 2
        #expect(error(try tar.tgz, limits)?.code == .tooLarge)
        limits = ArchiveLimits()
        limits.ratioGrace = 1000
        limits.ratio = 2
        #expect(error(try tar.tgz, limits)?.code == .tooLarge)
    }

    /// CVE-2025-32386: what expands enormously is refused before it is in memory.
    @Test func bombs() throws {
        var tar = TarBuilder()
        tar.add("web/claims", size: 0o77777777777)
        #expect(error(try tar.tgz, ArchiveLimits())?.code == .tooLarge)
        tar = TarBuilder()
        tar.add("web/Chart.yaml")
        // Bytes that belong to no file count, too.
        tar.add("web/dir", [UInt8](repeating: 0x41, count: 8 << 20), type: "5")
        var limits = ArchiveLimits()
        limits.totalBytes = 1 << 20
        limits.entries = 10
        let failure = error(try tar.tgz, limits)
        #expect(failure?.code == .tooLarge || failure?.code == .malformed)
    }

    @Test func brokenArchives() throws {
        var tar = TarBuilder()
        tar.add("web/a", [UInt8](repeating: 1, count: 600))
        #expect(error([], ArchiveLimits())?.message == "gzip: invalid header")
        #expect(error(try Gzip.compress([]), ArchiveLimits())?.message == "no files in chart archive")
        #expect(error(try TarBuilder().tgz, ArchiveLimits())?.message == "no files in chart archive")
        #expect(error(try Gzip.compress(Array(tar.bytes.prefix(700))), ArchiveLimits())?.message == "unexpected EOF")
        let noTar = try Gzip.compress([UInt8](repeating: 0x41, count: 2000))
        #expect(error(noTar, ArchiveLimits())?.message == "archive/tar: invalid tar header")
    }

    /// Any change of any header byte is an error or gives files; never a crash.
    @Test func mutationsAreHarmless() throws {
        var tar = TarBuilder()
        tar.add("web/Chart.yaml", Array("name: web".utf8))
        tar.add("web/templates/a.yaml", Array("a: b".utf8))
        let plain = tar.bytes + [UInt8](repeating: 0, count: 1024)
        for index in plain.indices {
            var wrong = plain
            wrong[index] = wrong[index] &+ UInt8(truncatingIfNeeded: index | 1)
            _ = try? ArchiveReader.read(tgz: Gzip.compress(wrong))
        }
        let packed = try tar.tgz
        for index in packed.indices {
            var wrong = packed
            wrong[index] ^= 0x55
            _ = try? ArchiveReader.read(tgz: wrong)
            _ = try? ArchiveReader.read(tgz: Array(packed[..<index]))
        }
    }

    private func error(_ tgz: [UInt8], _ limits: ArchiveLimits) -> ArchiveError? {
        do throws(ArchiveError) {
            _ = try ArchiveReader.read(tgz: tgz, limits: limits)
            return nil
        } catch {
            return error
        }
    }
}
