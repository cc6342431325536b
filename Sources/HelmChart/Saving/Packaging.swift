internal import HelmValues

/// What `helm package` may change in a chart.
public struct PackageOptions: Sendable {
    /// Takes the place of the chart's version.
    public var version = ""
    public var appVersion = ""

    public init() {}
}

extension Chart {
    /// The chart as `helm package` packs it.
    ///
    /// - Throws: ``ChartError`` for a version that is none, and for declared dependencies that `charts/` lacks.
    public func packaged(_ options: PackageOptions = PackageOptions()) throws(ChartError) -> ChartArchive {
        var chart = self
        if !options.version.isEmpty { chart.metadata.version = options.version }
        do throws(VersionError) {
            _ = try SemanticVersion(chart.metadata.version)
        } catch {
            throw ChartError(.invalidChart, error.message)
        }
        if !options.appVersion.isEmpty { chart.metadata.appVersion = MetadataDraft.sanitized(options.appVersion) }
        try chart.checkPresence()
        do throws(ChartError) {
            return try ChartArchive(chart)
        } catch {
            throw ChartError(error.code, "failed to save: \(error.message)")
        }
    }
}
