public import HelmChart
public import HelmValues

/// A release to make.
public struct InstallRequest: Sendable {
    /// Empty with `generateName`.
    public var name: String
    public var chart: Chart
    public var values: ValueMap
    public var options: InstallOptions

    public init(name: String, chart: Chart, values: ValueMap = [:], options: InstallOptions = InstallOptions()) {
        self.name = name
        self.chart = chart
        self.values = values
        self.options = options
    }
}

/// A release to change.
public struct UpgradeRequest: Sendable {
    public var name: String
    public var chart: Chart
    public var values: ValueMap
    public var options: UpgradeOptions

    public init(name: String, chart: Chart, values: ValueMap = [:], options: UpgradeOptions = UpgradeOptions()) {
        self.name = name
        self.chart = chart
        self.values = values
        self.options = options
    }
}

/// A chart to render.
public struct TemplateRequest: Sendable {
    public var name: String
    public var chart: Chart
    public var values: ValueMap
    public var options: TemplateOptions

    public init(name: String, chart: Chart, values: ValueMap = [:], options: TemplateOptions = TemplateOptions()) {
        self.name = name
        self.chart = chart
        self.values = values
        self.options = options
    }
}
