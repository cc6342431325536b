internal import Glibc
public import HelmArchive
internal import HelmChart
internal import Synchronization

/// The folder of uploaded chart archives, each under `<name>-<version>.tgz`.
///
/// The names in it are the only paths that an upload, a deletion, a download or a chart reference can reach. What a file
/// holds never changes: a new upload takes its name. Everything here blocks but ``path(of:)``.
public struct UploadStore: Sendable {
    public let folder: String
    let limits: ArchiveLimits
    private let names: NameLock

    /// What follows an archive's name in the name of its provenance file.
    public static let provenanceSuffix = ".prov"
    public static let maximumProvenanceBytes = 1 << 20
    /// What is read of an archive that somebody put into the folder by hand.
    static let maximumArchiveBytes = 100 << 20
    /// What file systems take, less the suffix.
    private static let maximumNameBytes = 250

    /// What was stored, and its SHA-256 in hexadecimal digits.
    public struct Stored: Sendable, Equatable {
        public let name: String
        public let digest: String
    }

    public enum Existing: Sendable {
        case replaced
        /// Makes it an error.
        case kept
    }

    public init(folder: String, limits: ArchiveLimits = ArchiveLimits()) {
        self.folder = folder
        self.limits = limits
        names = NameLock()
    }

    /// Removes what uploads left behind whose process ended. For the start.
    public func sweep() { UploadDraft.sweep(folder) }

    /// A file to write an upload into, before it is stored.
    public func draft() throws(UploadError) -> UploadDraft { try UploadDraft(folder: folder) }

    /// Keeps `archive` under the name that its Chart.yaml gives it, whole and for good.
    ///
    /// A provenance file that is there stays if it tells the archive's check sum; one of another archive is removed.
    /// - Throws: ``UploadError``: `.invalidChart` when the archive does not load as a chart, `.storage`.
    public func store(
        _ archive: UploadDraft, provenance: [UInt8]? = nil, existing: Existing = .replaced
    ) throws(UploadError) -> Stored {
        let name = try name(of: archive.contents())
        let path = try path(of: name)
        if let provenance { try Self.check(provenance: provenance) }
        let signature = try provenance.map(synced)
        let digest = archive.digest
        try archive.sync()
        try names.held { () throws(UploadError) in
            // An archive without its proof fails closed; with another one's it would fail without a reason.
            if existing == .kept {
                try archive.keepNew(as: path, named: name)
            }
            if signature != nil || !isProved(path, by: digest) { try remove(path + Self.provenanceSuffix, name) }
            if existing == .replaced { try archive.keep(as: path, named: name) }
            try signature?.keep(as: path + Self.provenanceSuffix, named: name + Self.provenanceSuffix)
            try syncFolder()
        }
        return Stored(name: name, digest: digest)
    }

    /// As above, for an archive in memory.
    /// - Returns: the stored name.
    @discardableResult
    public func store(_ archive: [UInt8]) throws(UploadError) -> String {
        let draft = try draft()
        try draft.write(archive)
        return try store(draft).name
    }

    /// Keeps the provenance file of the upload `archive`, which need not be there yet. Whether it proves anything is told
    /// when it is used.
    /// - Throws: ``UploadError``: `.invalidName`, `.invalidChart` when it is no signed text, `.storage`.
    public func storeProvenance(_ text: [UInt8], of archive: String) throws(UploadError) {
        let path = try path(of: archive) + Self.provenanceSuffix
        try Self.check(provenance: text)
        let draft = try synced(text)
        try names.held { () throws(UploadError) in
            try draft.keep(as: path, named: archive + Self.provenanceSuffix)
            try syncFolder()
        }
    }

    /// The stored names, sorted.
    public func list() throws(UploadError) -> [String] {
        guard let names = FolderNames.of(folder) else {
            throw UploadError(.storage, "the upload folder cannot be read")
        }
        return names.filter(Self.isArchiveName).sorted()
    }

    /// Removes an upload with its provenance file; one that is not there is no error.
    public func delete(_ name: String) throws(UploadError) {
        let path = try path(of: name)
        try names.held { () throws(UploadError) in
            try remove(path + Self.provenanceSuffix, name)
            try remove(path, name)
            try syncFolder()
        }
    }

    /// Opens an archive or a provenance file.
    /// - Throws: ``UploadError``: `.invalidName`, `.notFound`, `.storage`.
    public func open(_ name: String) throws(UploadError) -> StoredFile {
        let isProvenance = name.hasSuffix(Self.provenanceSuffix)
        let path = try path(of: isProvenance ? String(name.dropLast(Self.provenanceSuffix.count)) : name)
        return try StoredFile(path: isProvenance ? path + Self.provenanceSuffix : path, name: name)
    }

    /// Where the upload of that name lies, whether it is there or not.
    /// - Throws: ``UploadError`` with code `.invalidName` for anything but a base name that ends in `.tgz`.
    public func path(of name: String) throws(UploadError) -> String {
        guard Self.isArchiveName(name) else {
            throw UploadError(
                .invalidName, "invalid chart file name \"\(name)\": it must be a base name that ends in .tgz")
        }
        return "\(folder)/\(name)"
    }

    private static func isArchiveName(_ name: String) -> Bool {
        let bytes = name.utf8
        guard bytes.count <= maximumNameBytes, bytes.first != UInt8(ascii: "."),
            bytes.count >= 4, bytes.suffix(4).elementsEqual(".tgz".utf8)
        else { return false }
        return !bytes.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") || $0 < 0x20 || $0 == 0x7f }
    }

    private func name(of archive: [UInt8]) throws(UploadError) -> String {
        do throws(ChartError) {
            let metadata = try ChartLoader.load(archive: archive, limits: limits).metadata
            return "\(metadata.name)-\(metadata.version).tgz"
        } catch {
            throw UploadError(.invalidChart, error.message)
        }
    }

    static func check(provenance: [UInt8]) throws(UploadError) {
        guard provenance.count <= maximumProvenanceBytes else {
            throw UploadError(.invalidChart, "provenance file too large: the limit is \(maximumProvenanceBytes) bytes")
        }
        guard provenance.starts(with: "-----BEGIN PGP SIGNED MESSAGE-----".utf8) else {
            throw UploadError(.invalidChart, "signature block not found")
        }
    }

    private func synced(_ bytes: [UInt8]) throws(UploadError) -> UploadDraft {
        let draft = try draft()
        try draft.write(bytes)
        try draft.sync()
        return draft
    }

    /// Whether the provenance file beside `path` speaks of an archive of that check sum, or there is none.
    private func isProved(_ path: String, by digest: String) -> Bool {
        let provenance = path + Self.provenanceSuffix
        guard access(provenance, F_OK) == 0 else { return true }
        guard let file = try? StoredFile(path: provenance, name: ""),
            let text = try? file.contents(limit: Self.maximumProvenanceBytes)
        else { return false }
        return String(decoding: text, as: UTF8.self).contains(digest)
    }

    private func remove(_ path: String, _ name: String) throws(UploadError) {
        guard unlink(path) != 0, errno != ENOENT else { return }
        throw .system("remove", name, errno)
    }

    /// Makes names last.
    private func syncFolder() throws(UploadError) {
        let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("write", "the upload folder", errno) }
        defer { close(descriptor) }
        // Some file systems cannot sync a folder, and keep names without.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw .system("write", "the upload folder", errno) }
    }
}

/// Held while names change, so that an archive and its provenance file change together for all who use one server.
private final class NameLock: Sendable {
    private let mutex = Mutex(())

    func held(_ body: () throws(UploadError) -> Void) throws(UploadError) {
        let result: Result<Void, UploadError> = mutex.withLock { _ in
            do throws(UploadError) {
                return .success(try body())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }
}
