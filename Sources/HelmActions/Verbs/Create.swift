internal import HelmArchive
internal import HelmChart

/// Makes a new chart to start from.
public enum Create {
    /// The chart of that name as its archive, every file as it was written.
    /// - Throws: ``ActionError`` with code `invalidName`.
    public static func archive(name: String) throws(ActionError) -> (fileName: String, bytes: [UInt8]) {
        do {
            let files = try ChartScaffold.files(name: name)
            return try packed(files, name: name)
        } catch {
            throw ActionError(.invalidName, "\(error)")
        }
    }

    static func packed(_ files: [ChartFile], name: String) throws -> (fileName: String, bytes: [UInt8]) {
        // Names that make a chart's file but no chart, such as `..`.
        let chart = try ChartLoader.load(files: files)
        let entries = files.map { ArchiveEntry(path: "\(name)/\($0.name)", data: $0.data) }
        return ("\(name)-\(chart.metadata.version).tgz", try ArchiveWriter.tgz(entries))
    }
}
