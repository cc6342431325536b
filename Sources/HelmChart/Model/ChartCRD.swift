/// One file of a `crds/` folder.
public struct ChartCRD: Sendable, Equatable {
    /// Inside its chart: `crds/a.yaml`.
    public var name: String
    /// From the root chart on, as `# Source:` says it: `parent/charts/child/crds/a.yaml`.
    public var filename: String
    public var data: [UInt8]

    public init(name: String, filename: String, data: [UInt8]) {
        self.name = name
        self.filename = filename
        self.data = data
    }
}
