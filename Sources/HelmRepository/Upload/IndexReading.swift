internal import HelmChart
internal import HelmValues
internal import HelmYAML

/// A whole index to merge into another: every field is kept. (Finding a chart needs less of it.)
public struct IndexReading: Sendable {
    let charts: [IndexedChart]

    /// - Parameter name: what errors call the file.
    /// - Throws: ``RepositoryError`` in Helm's words.
    // Helm: repo/v1/index.go, loadIndex. Entries that are none are left out, as there.
    public init(_ bytes: [UInt8], name: String) throws(RepositoryError) {
        let root: ValueMap
        do throws(YAMLError) {
            root = try YAML.parseMap(bytes, numbers: .integersKept)
            if let duplicate = YAML.duplicateKeys(bytes) { throw duplicate }
        } catch {
            throw RepositoryError(.invalid, "error loading \(name): \(error.message)")
        }
        guard root["apiVersion"]?.stringValue?.isEmpty == false else {
            throw RepositoryError(.invalid, "error loading \(name): no API version specified")
        }
        charts = (root["entries"]?.mapValue ?? [:]).flatMap { entry in
            (entry.value.listValue ?? []).compactMap { $0.mapValue.flatMap(Self.chart) }
        }
    }

    private static func chart(_ map: ValueMap) -> IndexedChart? {
        guard let file = try? UncheckedChartFile(YAML.encode(.map(map))), !file.metadata.name.isEmpty,
            (try? SemanticVersion(file.metadata.version)) != nil
        else { return nil }
        var metadata = file.metadata
        metadata.maintainers = file.maintainers.compactMap(\.self)
        metadata.dependencies = file.dependencies
        var reader = GoStructReader()
        let place = GoStructReader.Place(structure: "ChartVersion")
        var (urls, created, digest, isRemoved): ([String], String, String, Bool) = ([], "", "", false)
        reader.strings(map["urls"] ?? .null, at: place, into: &urls)
        reader.string(map["created"] ?? .null, at: place, into: &created)
        reader.string(map["digest"] ?? .null, at: place, into: &digest)
        reader.bool(map["removed"] ?? .null, at: place, into: &isRemoved)
        guard reader.fault == nil else { return nil }
        var chart = IndexedChart(
            metadata: metadata, urls: urls, created: GoTimestamp.normalized(created), digest: digest)
        chart.isRemoved = isRemoved
        return chart
    }
}
