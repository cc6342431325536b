/// One file of an archive.
public struct ArchiveEntry: Sendable, Equatable {
    /// Inside the chart: relative, cleaned, with `/`, without the archive's top folder.
    public var path: String
    public var data: [UInt8]
    /// Nanoseconds since 1970.
    public var modified: Int64?

    public init(path: String, data: [UInt8], modified: Int64? = nil) {
        self.path = path
        self.data = data
        self.modified = modified
    }
}

/// The one gate through which every chart archive passes.
public enum ArchiveReader {
    /// The files of a gzip-compressed tar archive, in its order; folders are left out.
    ///
    /// Sizes are checked before the bytes are read. Links and devices, which Helm reads as empty files, are refused.
    /// - Throws: ``ArchiveError`` for anything that is broken, unsafe or beyond `limits`.
    public static func read(
        tgz: [UInt8], limits: ArchiveLimits = ArchiveLimits()
    ) throws(ArchiveError) -> [ArchiveEntry] {
        try files(of: TarStream(tgz, limits: limits), packed: tgz, limits: limits)
    }

    /// As ``read(tgz:limits:)``, of a tar archive that is not compressed.
    public static func read(
        tar: [UInt8], limits: ArchiveLimits = ArchiveLimits()
    ) throws(ArchiveError) -> [ArchiveEntry] {
        try files(of: TarStream(tar, isPlain: true, limits: limits), packed: tar, limits: limits)
    }

    private static func files(
        of stream: TarStream, packed tgz: [UInt8], limits: ArchiveLimits
    ) throws(ArchiveError) -> [ArchiveEntry] {
        let (ratioBytes, overflow) = tgz.count.multipliedReportingOverflow(by: limits.ratio)
        let allowed = overflow ? limits.totalBytes : min(limits.totalBytes, max(limits.ratioGrace, ratioBytes))
        var remaining = allowed
        var count = 0
        var files: [ArchiveEntry] = []
        while let entry = try stream.next() {
            count += 1
            guard count <= limits.entries else {
                throw ArchiveError(.tooLarge, "chart archive has more than \(limits.entries) entries")
            }
            if entry.kind == .folder { continue }
            let path = try EntryName.pathInChart(entry.name, limits: limits)
            guard entry.kind == .file else {
                throw ArchiveError(
                    .unsupportedEntry, "chart archive contains a link or special file: \(EntryName.quoted(entry.name))")
            }
            try check(entry, remaining: remaining, allowed: allowed, limits: limits)
            remaining -= entry.size
            files.append(
                ArchiveEntry(path: path, data: try stream.data(size: entry.size), modified: entry.modified))
        }
        guard !files.isEmpty else { throw ArchiveError(.empty, "no files in chart archive") }
        return files
    }

    private static func check(
        _ entry: TarStream.Entry, remaining: Int, allowed: Int, limits: ArchiveLimits
    ) throws(ArchiveError) {
        if entry.size < 0 { throw ArchiveError(.malformed, "archive/tar: invalid tar header") }
        if entry.size > remaining {
            throw ArchiveError(
                .tooLarge,
                allowed < limits.totalBytes
                    ? "chart archive is compressed more than \(limits.ratio) times"
                    : "decompressed chart is larger than the maximum size \(limits.totalBytes)")
        }
        if entry.size > limits.fileBytes {
            throw ArchiveError(
                .tooLarge,
                "decompressed chart file \(EntryName.quoted(entry.name)) is larger than the maximum file size "
                    + "\(limits.fileBytes)")
        }
    }
}
