internal import HelmChart
internal import HelmValues
internal import HelmYAML

/// Writes `index.yaml`, byte for byte as `helm repo index` does.
public struct IndexWriter: Sendable {
    /// In the order they were added.
    private var charts: [IndexedChart] = []

    public init() {}

    public mutating func add(_ chart: IndexedChart) { charts.append(chart) }

    /// Adds what an older index has and this one has not.
    // Helm: repo/v1/index.go, Merge
    public mutating func merge(_ older: IndexReading) {
        var versions = Dictionary(grouping: charts) { Array($0.metadata.name.utf8) }
            .mapValues { $0.map(\.metadata.version) }
        for chart in older.charts {
            let name = Array(chart.metadata.name.utf8)
            if Self.has(chart.metadata.version, among: versions[name] ?? []) { continue }
            versions[name, default: []].append(chart.metadata.version)
            add(chart)
        }
    }

    // Helm: repo/v1/index.go, Has and Get: the version is read as a constraint when there is none of the same text.
    private static func has(_ version: String, among known: [String]) -> Bool {
        if known.contains(where: { bytesEqual($0, version) }) { return true }
        guard let constraint = try? VersionConstraint(version) else { return false }
        return known.contains { text in (try? SemanticVersion(text)).map { constraint.allows($0) } ?? false }
    }

    /// - Parameter generated: RFC 3339.
    public func yaml(generated: String) -> [UInt8] {
        var entries = ValueMap()
        for (name, versions) in sorted { entries[name] = .list(versions.map { .map($0.fields) }) }
        return YAML.encode(
            .map(["apiVersion": "v1", "entries": .map(entries), "generated": .string(generated)]))
    }

    /// As `helm repo index --json`.
    public func json(generated: String) -> [UInt8] {
        var writer = JSONWriter(indent: "  ")
        writer.beginObject()
        writer.key("apiVersion")
        writer.string("v1")
        writer.key("generated")
        writer.string(generated)
        writer.key("entries")
        writer.beginObject()
        for (name, versions) in sorted {
            writer.key(name)
            writer.beginArray()
            for version in versions { Self.write(version.fields, Self.fieldOrder, to: &writer) }
            writer.endArray()
        }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    /// By name; newest first, what compares as equal in the order it was added.
    private var sorted: [(name: String, versions: [IndexedChart])] {
        var charts: [(order: SemanticVersion, offset: Int, chart: IndexedChart)] = []
        for (offset, chart) in self.charts.enumerated() {
            guard let order = try? SemanticVersion(chart.metadata.version) else { continue }
            charts.append((order, offset, chart))
        }
        charts.sort { left, right in
            let name = compareBytes(left.chart.metadata.name, right.chart.metadata.name)
            if name != 0 { return name < 0 }
            let order = left.order.compare(to: right.order)
            return order == 0 ? left.offset < right.offset : order > 0
        }
        var result: [(name: String, versions: [IndexedChart])] = []
        for (_, _, chart) in charts {
            if let last = result.indices.last, bytesEqual(result[last].name, chart.metadata.name) {
                result[last].versions.append(chart)
            } else {
                result.append((chart.metadata.name, [chart]))
            }
        }
        return result
    }

    /// The fields of Go's structs, in their order.
    private static let fieldOrder = [
        "name", "home", "sources", "version", "description", "keywords", "maintainers", "icon", "apiVersion",
        "condition", "tags", "appVersion", "deprecated", "annotations", "kubeVersion", "dependencies", "type", "urls",
        "created", "removed", "digest",
    ]
    private static let innerOrder = [
        "maintainers": ["name", "email", "url"],
        "dependencies": [
            "name", "version", "repository", "condition", "tags", "enabled", "import-values", "alias",
        ],
    ]

    private static func write(_ map: ValueMap, _ order: [String], to writer: inout JSONWriter) {
        writer.beginObject()
        for key in order {
            guard let value = map[key] else { continue }
            writer.key(key)
            guard let inner = innerOrder[key], let list = value.listValue else {
                writer.value(value)
                continue
            }
            writer.beginArray()
            for element in list { write(element.mapValue ?? [:], inner, to: &writer) }
            writer.endArray()
        }
        writer.endObject()
    }
}
