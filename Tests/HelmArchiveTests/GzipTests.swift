import HelmArchive
import Testing

@Suite struct GzipTests {
    @Test func headerIsGos() throws {
        let packed = try Gzip.compress(Array("hello".utf8))
        #expect(Array(packed.prefix(10)) == [0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0x02, 0xff])
    }

    @Test(arguments: [0, 1, 5, 1000, 300_000])
    func comesBack(_ count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let packed = try Gzip.compress(bytes)
        #expect(try Gzip.decompress(packed, limit: count) == bytes)
    }

    @Test func membersFollowEachOther() throws {
        let packed = try Gzip.compress([1, 2]) + Gzip.compress([3])
        #expect(try Gzip.decompress(packed, limit: 10) == [1, 2, 3])
    }

    @Test func limitHolds() throws {
        let packed = try Gzip.compress([UInt8](repeating: 0, count: 10_000_000))
        #expect(throws: ArchiveError.self) { try Gzip.decompress(packed, limit: 9_999_999) }
    }

    @Test func brokenStreamsAreNamed() throws {
        let packed = try Gzip.compress(Array("hello, hello, hello".utf8))
        #expect(message { try Gzip.decompress([1, 2, 3], limit: 10) } == "gzip: invalid header")
        #expect(message { try Gzip.decompress([], limit: 10) } == "gzip: invalid header")
        #expect(message { try Gzip.decompress(packed.dropLast(4) + [], limit: 100) } == "unexpected EOF")
        #expect(message { try Gzip.decompress(packed + [9, 9, 9], limit: 100) } == "gzip: invalid header")
        var wrong = packed
        wrong[packed.count - 6] ^= 0xff
        #expect(message { try Gzip.decompress(wrong, limit: 100) } == "gzip: invalid checksum")
    }

    /// Any change of any byte is an error or gives bytes; never a crash.
    @Test func mutationsAreHarmless() throws {
        let packed = try Gzip.compress((0..<2000).map { UInt8(truncatingIfNeeded: $0 / 7) })
        for index in packed.indices {
            for bit in [0x01, 0x10, 0xff] as [UInt8] {
                var wrong = packed
                wrong[index] ^= bit
                _ = try? Gzip.decompress(wrong, limit: 100_000)
            }
            _ = try? Gzip.decompress(Array(packed[..<index]), limit: 100_000)
        }
    }

    private func message(_ body: () throws -> [UInt8]) -> String {
        do {
            _ = try body()
            return ""
        } catch {
            return "\(error)"
        }
    }
}
