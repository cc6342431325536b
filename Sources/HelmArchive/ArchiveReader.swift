/// One file of an archive.
public struct ArchiveEntry: Sendable, Equatable {
    /// As the archive names it, cleaned: relative, with `/`, the top folder included.
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
    /// - Throws: ``ArchiveError`` for anything that is broken, unsafe or beyond `limits`.
    public static func read(
        tgz: [UInt8], limits: ArchiveLimits = ArchiveLimits()
    ) throws(ArchiveError) -> [ArchiveEntry] {
        throw ArchiveError(.system, "not built yet")
    }
}
