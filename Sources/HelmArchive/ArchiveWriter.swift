/// Writes chart archives: the same entries always give the same bytes.
public enum ArchiveWriter {
    /// The time of every file unless one is given: 1980-01-01, the earliest that every archive tool can show.
    public static let fixedTime: Int64 = 315_532_800_000_000_000

    /// A gzip-compressed tar archive of `entries`, in their order; all of mode 0644, of user and group 0.
    /// - Throws: ``ArchiveError`` for a name that no archive can hold.
    public static func tgz(_ entries: [ArchiveEntry]) throws(ArchiveError) -> [UInt8] {
        try Gzip.compress(tar(entries))
    }

    /// The tar archive alone, byte for byte as Go's writer makes it: ustar, with pax records where those need them.
    public static func tar(_ entries: [ArchiveEntry]) throws(ArchiveError) -> [UInt8] {
        var output: [UInt8] = []
        // A header, the padding, and often less than that again for a pax record.
        output.reserveCapacity(entries.reduce(1024) { $0 + $1.data.count + $1.path.utf8.count + 2048 })
        for entry in entries {
            let name = Array(entry.path.utf8)
            guard !name.isEmpty, !name.contains(0) else {
                throw ArchiveError(.unsafeName, "archive/tar: cannot encode header: invalid name")
            }
            guard entry.data.count <= TarHeader.largestSize else {
                throw ArchiveError(.tooLarge, "chart file \(EntryName.quoted(entry.path)) is too large for an archive")
            }
            append(entry, name: name, to: &output)
        }
        // Two empty blocks end an archive.
        output.append(contentsOf: repeatElement(0, count: 2 * TarHeader.blockSize))
        return output
    }

    private static func append(_ entry: ArchiveEntry, name: [UInt8], to output: inout [UInt8]) {
        var header = TarHeader(size: entry.data.count)
        header.mode = 0o644
        header.seconds = seconds(entry.modified ?? fixedTime)
        if name.allSatisfy({ $0 < 0x80 }), name.count <= TarHeader.nameSize {
            header.name = name
        } else if let (prefix, rest) = TarHeader.split(name) {
            header.prefix = prefix
            header.name = rest
        } else {
            let record = paxRecord("path", name)
            var extended = TarHeader(size: record.count)
            extended.name = TarHeader.fitting(paxName(of: name))
            extended.type = UInt8(ascii: "x")
            append(extended, record, to: &output)
            header.name = TarHeader.fitting(name)
        }
        append(header, entry.data, to: &output)
    }

    private static func append(_ header: TarHeader, _ data: [UInt8], to output: inout [UInt8]) {
        output.append(contentsOf: header.block)
        output.append(contentsOf: data)
        let rest = data.count % TarHeader.blockSize
        if rest > 0 { output.append(contentsOf: repeatElement(0, count: TarHeader.blockSize - rest)) }
    }

    /// `LENGTH KEY=VALUE\n`, where the length counts its own digits.
    private static func paxRecord(_ key: String, _ value: [UInt8]) -> [UInt8] {
        let body = key.utf8.count + value.count + 3
        var size = body + String(body).utf8.count
        if String(size).utf8.count != String(body).utf8.count { size = body + String(size).utf8.count }
        return Array("\(size) \(key)=".utf8) + value + [UInt8(ascii: "\n")]
    }

    /// Where Go puts the pax record of a file: beside it, in a folder `PaxHeaders.0`.
    private static func paxName(of name: [UInt8]) -> [UInt8] {
        let slash = UInt8(ascii: "/")
        let start = name.lastIndex(of: slash).map { $0 + 1 } ?? 0
        let bytes = Array(name[..<start]) + Array("PaxHeaders.0/".utf8) + Array(name[start...])
        var letters = bytes.filter { $0 < 0x80 }
        while letters.last == slash { letters.removeLast() }
        return letters
    }

    /// Whole seconds, rounded as Go does; what a ustar header cannot hold is cut off.
    private static func seconds(_ nanoseconds: Int64) -> Int64 {
        let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return min(max(whole + (rest >= 500_000_000 ? 1 : 0), 0), Int64(TarHeader.largestSize))
    }
}
