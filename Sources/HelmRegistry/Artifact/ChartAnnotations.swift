internal import HelmChart
internal import HelmValues

/// What a pushed chart's manifest says of the chart.
///
/// Helm: pkg/registry/chart.go
enum ChartAnnotations {
    private static let prefix = "org.opencontainers.image."

    static func make(_ metadata: ChartMetadata, created: String) -> ByteOrderedMap<String> {
        var result: ByteOrderedMap<String> = [:]
        func add(_ name: String, _ value: String) {
            if !isBlank(value) { result[prefix + name] = value }
        }
        add("description", metadata.description)
        add("title", metadata.name)
        add("version", metadata.version)
        add("url", metadata.home)
        add("created", created)
        add("source", metadata.sources.first ?? "")
        add("authors", authors(metadata.maintainers))
        // The chart's own win, but for its name and version.
        let fixed = [prefix + "version", prefix + "title"]
        for entry in metadata.annotations where !fixed.contains(where: { bytesEqual($0, entry.key) }) {
            result[entry.key] = entry.value
        }
        return result
    }

    private static func authors(_ maintainers: [ChartMetadata.Maintainer]) -> String {
        maintainers.map { $0.email.isEmpty ? $0.name : "\($0.name) (\($0.email))" }.joined(separator: ", ")
    }

    private static func isBlank(_ text: String) -> Bool { text.unicodeScalars.allSatisfy(\.properties.isWhitespace) }
}
