public import HelmValues

/// One file of a chart: its path inside the chart, with `/`, and its bytes.
public struct ChartFile: Sendable, Equatable {
    public var name: String
    public var data: [UInt8]
    /// When the file changed, in nanoseconds since 1970; nil when the source does not tell.
    public var modified: Int64?

    public init(name: String, data: [UInt8], modified: Int64? = nil) {
        self.name = name
        self.data = data
        self.modified = modified
    }
}

/// A loaded chart with its subcharts.
public struct Chart: Sendable {
    public var metadata: ChartMetadata
    public var lock: ChartLock?
    /// Everything under `templates/`, in the order of the archive or folder.
    public var templates: [ChartFile] = []
    /// The chart's defaults: values.yaml.
    public var values: ValueMap = [:]
    /// values.schema.json, as it is.
    public var schema: [UInt8]? { didSet { compiledSchema = SchemaMemory() } }
    private(set) var compiledSchema = SchemaMemory()
    public var schemaModified: Int64?
    /// Every other file, crds/ and README included.
    public var files: [ChartFile] = []
    /// All files as they were read, in order: what `show all` prints.
    public var raw: [ChartFile] = []
    public var dependencies: [Chart] = []
    public var modified: Int64?
    /// What Helm logs while it loads the chart.
    public var warnings: [String] = []

    public init(metadata: ChartMetadata) { self.metadata = metadata }

    public var name: String { metadata.name }
    public var isLibrary: Bool { metadata.type.utf8.elementsEqual("library".utf8) }

    /// The files under `crds/` that hold YAML or JSON: the chart's own, then those of its subcharts.
    public var crds: [ChartCRD] { crds(under: name) }

    // Helm: chart.go, CRDObjects
    private func crds(under path: String) -> [ChartCRD] {
        let own = files.filter { $0.name.starts(withBytes: "crds/") && Chart.isManifestName($0.name) }
            .map { ChartCRD(name: $0.name, filename: "\(path)/\($0.name)", data: $0.data) }
        return own + dependencies.flatMap { $0.crds(under: "\(path)/charts/\($0.name)") }
    }

    private static func isManifestName(_ name: String) -> Bool {
        let base = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).last ?? ""[...].utf8
        guard let dot = base.lastIndex(of: UInt8(ascii: ".")) else { return false }
        return [".yaml", ".yml", ".json"].contains(Substring(base[dot...]).lowercased())
    }
}
