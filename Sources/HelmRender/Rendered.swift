public import HelmChart
public import HelmValues

/// What a chart rendered to.
public struct Rendered: Sendable {
    /// The chart as the release's record stores it: dependencies processed.
    public var chart: Chart
    /// The objects of the release, in install order, with their `# Source:` lines: exactly Helm's text.
    public var manifest: String
    /// In the order of the record.
    public var hooks: [Hook]
    public var notes: String
    /// `.Values` of the chart.
    public var values: ValueMap
    public var crds: [ChartCRD]
    /// What Helm would have logged.
    public var warnings: [String]
}
