internal import HelmArchive
internal import HelmValues

/// A packed chart: its archive and the name that belongs to it.
///
/// Made like `helm package` makes it, but for two things: all files have the same time, and subcharts stand in the order
/// of their folders, so that one chart always gives the same bytes.
public struct ChartArchive: Sendable, Equatable {
    /// `<name>-<version>.tgz`.
    public let fileName: String
    public let bytes: [UInt8]

    /// - Throws: ``ChartError`` with code `invalidChart` for a chart that Helm would not save, in its words.
    public init(_ chart: Chart) throws(ChartError) {
        var members = ArchiveMembers()
        try members.add(chart, under: "")
        do throws(ArchiveError) {
            bytes = try ArchiveWriter.tgz(members.entries)
        } catch {
            throw ChartError(error.code == .tooLarge ? .tooLarge : .unreadable, error.message)
        }
        fileName = "\(chart.name)-\(chart.metadata.version).tgz"
    }
}

// Helm: chart/v2/util/save.go, writeTarContents
private struct ArchiveMembers {
    private(set) var entries: [ArchiveEntry] = []

    mutating func add(_ chart: Chart, under prefix: String) throws(ChartError) {
        do throws(ChartError) {
            try MetadataDraft.checkIdentity(chart.metadata)
        } catch {
            throw ChartError(error.code, "chart validation: \(error.message)")
        }
        let base = prefix + chart.name
        add("Chart.yaml", chart.metadata.yaml, in: base)
        if let lock = chart.lock, bytesEqual(chart.metadata.apiVersion, "v2") {
            add("Chart.lock", lock.yaml, in: base)
        }
        for file in chart.raw where bytesEqual(file.name, "values.yaml") {
            add(file.name, file.data, in: base)
        }
        if let schema = chart.schema {
            guard (try? JSON.parse(schema)) != nil else {
                throw ChartError(.invalidChart, "invalid JSON in values.schema.json")
            }
            add("values.schema.json", schema, in: base)
        }
        for file in chart.templates + chart.files { add(file.name, file.data, in: base) }
        for subchart in chart.dependencies { try add(subchart, under: base + "/charts/") }
    }

    private mutating func add(_ name: String, _ data: [UInt8], in base: String) {
        entries.append(ArchiveEntry(path: "\(base)/\(name)", data: data))
    }
}
