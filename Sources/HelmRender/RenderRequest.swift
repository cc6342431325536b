public import HelmChart
public import HelmTemplate
public import HelmValues

/// Everything that one render depends on.
public struct RenderRequest: Sendable {
    public var chart: Chart
    /// What the user gave; the chart's defaults are put underneath.
    public var values: ValueMap
    public var release: ReleaseContext
    public var capabilities: Capabilities = .default
    /// Nil renders without a cluster: `lookup` finds nothing.
    public var lookup: (any ClusterLookup)?
    public var environment: TemplateEnvironment
    /// Notes of subcharts follow the chart's own.
    public var subNotes = false
    public var skipSchemaValidation = false
    /// `helm template --include-crds`: the files of crds/ stand before the manifest.
    public var includeCRDs = false
    /// Secrets are left out of the manifest.
    public var hideSecret = false

    public init(chart: Chart, values: ValueMap, release: ReleaseContext, environment: TemplateEnvironment) {
        self.chart = chart
        self.values = values
        self.release = release
        self.environment = environment
    }
}

/// `.Release` of the templates.
public struct ReleaseContext: Sendable, Equatable {
    public var name: String
    public var namespace: String
    public var revision: Int
    public var isInstall: Bool
    public var isUpgrade: Bool
    public var service = "Helm"

    public init(name: String, namespace: String, revision: Int = 1, isInstall: Bool = true, isUpgrade: Bool = false) {
        self.name = name
        self.namespace = namespace
        self.revision = revision
        self.isInstall = isInstall
        self.isUpgrade = isUpgrade
    }
}
