public import HelmArchive
internal import HelmValues

/// A new chart made of a chart that somebody wrote to start from.
///
/// Helm: chart/v2/util/create.go, CreateFrom. `<CHARTNAME>` in templates and values becomes the new chart's name.
public enum ChartStarter {
    private static let placeholder = "<CHARTNAME>"

    /// The files of the new chart, its subcharts packed.
    /// - Parameters:
    ///   - starter: the chart to start from; its Chart.yaml is left behind.
    ///   - metadata: the new chart's.
    /// - Throws: ``ChartError`` for a name that no chart may have, and for values that are none with that name in them.
    public static func files(
        of starter: Chart, metadata: ChartMetadata, limits: ArchiveLimits = ArchiveLimits()
    ) throws(ChartError) -> [ChartFile] {
        try ChartScaffold.check(metadata.name)
        var budget = limits.totalBytes
        func named(_ file: ChartFile) throws(ChartError) -> ChartFile {
            let data = file.data.replacing(placeholder.utf8, with: metadata.name.utf8)
            budget -= data.count
            guard budget >= 0, data.count <= limits.fileBytes else {
                throw ChartError(.tooLarge, "the new chart would be larger than a chart may be")
            }
            return ChartFile(name: file.name, data: data)
        }
        var files = [ChartFile(name: "Chart.yaml", data: metadata.yaml)]
        for file in starter.raw where bytesEqual(file.name, "values.yaml") { files.append(try named(file)) }
        if let schema = starter.schema { files.append(ChartFile(name: "values.schema.json", data: schema)) }
        for file in starter.templates { files.append(try named(file)) }
        files += starter.files.map { ChartFile(name: $0.name, data: $0.data) }
        for subchart in starter.dependencies {
            let archive = try ChartArchive(subchart)
            files.append(ChartFile(name: "charts/\(archive.fileName)", data: archive.bytes))
        }
        return files
    }
}
