internal import FoundationEssentials
internal import Glibc
public import HelmArchive

/// A chart's folder that came as an archive, on disk for as long as something works on it: readable for this process's
/// user alone, and gone after ``remove()``.
public struct UnpackedFolder: Sendable {
    /// The chart's folder.
    public let path: String
    /// What is removed; the chart's folder is inside, so that nothing lies beside it.
    private let root: String

    /// - Parameter archive: a .tgz or .tar of a chart's folder. Everything passes the archive gate first.
    public init(_ archive: [UInt8], limits: ArchiveLimits = ArchiveLimits()) throws(ChartError) {
        let entries: [ArchiveEntry]
        do throws(ArchiveError) {
            entries =
                try Gzip.isCompressed(archive)
                ? ArchiveReader.read(tgz: archive, limits: limits) : ArchiveReader.read(tar: archive, limits: limits)
        } catch {
            throw ChartError(
                error.code == .tooLarge ? .tooLarge : .unreadable, "unable to load chart archive: \(error.message)")
        }
        root = try Self.makeRoot()
        path = "\(root)/chart"
        do {
            for entry in entries { try write(entry) }
        } catch {
            remove()
            throw ChartError(
                .unreadable, "unable to unpack chart archive: two of its entries have one name, or no space")
        }
    }

    /// Paths are relative and clean behind the gate, and nothing here is a link.
    private func write(_ entry: ArchiveEntry) throws {
        let file = URL(filePath: "\(path)/\(entry.path)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(entry.data).write(to: file)
    }

    public func remove() { try? FileManager.default.removeItem(atPath: root) }

    private static func makeRoot() throws(ChartError) -> String {
        let base = FileManager.default.temporaryDirectory.path
        var template = Array("\(base)/helm-wrapper-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else {
            throw ChartError(.unreadable, "no temporary folder: \(String(cString: strerror(errno)).lowercased())")
        }
        return String(cString: made)
    }
}
