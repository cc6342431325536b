public import HelmArchive

/// Reads charts from archives and folders.
public enum ChartLoader {
    /// The chart in a packed archive.
    public static func load(archive: [UInt8], limits: ArchiveLimits = ArchiveLimits()) throws(ChartError) -> Chart {
        throw ChartError(.unreadable, "not built yet")
    }

    /// The chart in a folder; `.helmignore` decides which files belong to it.
    public static func load(
        folder: String, limits: ArchiveLimits = ArchiveLimits()
    ) throws(ChartError) -> Chart {
        throw ChartError(.unreadable, "not built yet")
    }

    /// The chart made of `files`, named relative to the chart's folder.
    public static func load(
        files: [ChartFile], limits: ArchiveLimits = ArchiveLimits()
    ) throws(ChartError) -> Chart {
        throw ChartError(.unreadable, "not built yet")
    }
}
