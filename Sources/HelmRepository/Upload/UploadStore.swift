internal import FoundationEssentials
public import HelmArchive
internal import HelmChart

/// The folder of uploaded chart archives, each under `<name>-<version>.tgz`.
///
/// The names in it are the only paths that an upload, a deletion or a chart reference can reach.
public struct UploadStore: Sendable {
    public let folder: String
    private let limits: ArchiveLimits

    /// What follows an archive's name in the name of its provenance file.
    public static let provenanceSuffix = ".prov"
    private static let maximumProvenanceBytes = 1 << 20

    public init(folder: String, limits: ArchiveLimits = ArchiveLimits()) {
        self.folder = folder
        self.limits = limits
    }

    /// Keeps `archive` under the name that its Chart.yaml gives it, replacing an upload of the same name whole.
    /// - Returns: the stored name.
    /// - Throws: ``UploadError``: `.invalidChart` when the archive does not load as a chart, `.storage` when the disk refuses.
    public func store(_ archive: [UInt8]) throws(UploadError) -> String {
        let chart: Chart
        do throws(ChartError) {
            chart = try ChartLoader.load(archive: archive, limits: limits)
        } catch {
            throw UploadError(.invalidChart, error.message)
        }
        let name = "\(chart.metadata.name)-\(chart.metadata.version).tgz"
        try AtomicFile.write(archive, to: try path(of: name))
        return name
    }

    /// Keeps the provenance file of the upload `archive`, which need not be there yet. Whether it proves anything is told
    /// when it is used.
    /// - Throws: ``UploadError``: `.invalidName`, `.invalidChart` when it is no signed text, `.storage`.
    public func storeProvenance(_ text: [UInt8], of archive: String) throws(UploadError) {
        let path = try path(of: archive) + Self.provenanceSuffix
        guard text.count <= Self.maximumProvenanceBytes else {
            throw UploadError(
                .invalidChart, "provenance file too large: the limit is \(Self.maximumProvenanceBytes) bytes")
        }
        guard text.starts(with: "-----BEGIN PGP SIGNED MESSAGE-----".utf8) else {
            throw UploadError(.invalidChart, "signature block not found")
        }
        try AtomicFile.write(text, to: path)
    }

    /// Whether there is an upload of that name.
    public func contains(_ name: String) -> Bool {
        guard let path = try? path(of: name) else { return false }
        return FileManager.default.fileExists(atPath: path)
    }

    /// The stored names, sorted.
    public func list() throws(UploadError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).filter(Self.isArchiveName).sorted()
        } catch {
            throw UploadError(.storage, "the upload folder cannot be read")
        }
    }

    /// Removes an upload with its provenance file; one that is not there is no error.
    public func delete(_ name: String) throws(UploadError) {
        let path = try path(of: name)
        try remove(path + Self.provenanceSuffix, name)
        try remove(path, name)
    }

    private func remove(_ path: String, _ name: String) throws(UploadError) {
        guard FileManager.default.fileExists(atPath: path) else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw UploadError(.storage, "remove \(name): the upload folder is not writable")
        }
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
        name.hasSuffix(".tgz") && !name.hasPrefix(".")
            && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") || $0 < 0x20 || $0 == 0x7f }
    }
}
