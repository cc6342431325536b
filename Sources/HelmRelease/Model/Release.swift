public import HelmChart
public import HelmValues

/// One revision of a release.
public struct Release: Sendable {
    public var name: String
    public var namespace: String
    public var revision: Int
    public var info: ReleaseInfo
    /// The chart as it was rendered; read back from a store it has no subcharts, since records leave them out.
    public var chart: Chart
    /// The values that the user gave.
    public var config: ValueMap
    /// The objects of the release, in install order, without Helm's own label and annotations.
    public var manifest: String
    public var hooks: [Hook]
    /// Nil in records that Helm 3 wrote, which counts as client side.
    public var applyMethod: ApplyMethod?
    /// Labels of the stored object: the user's, and system labels where they came with what was read. Not in the record.
    public var labels: ByteOrderedMap<String>

    public init(
        name: String, namespace: String, revision: Int, info: ReleaseInfo, chart: Chart, config: ValueMap = [:],
        manifest: String = "", hooks: [Hook] = [], applyMethod: ApplyMethod? = nil, labels: ByteOrderedMap<String> = [:]
    ) {
        self.name = name
        self.namespace = namespace
        self.revision = revision
        self.info = info
        self.chart = chart
        self.config = config
        self.manifest = manifest
        self.hooks = hooks
        self.applyMethod = applyMethod
        self.labels = labels
    }
}

/// What happened to a revision, and when.
public struct ReleaseInfo: Sendable, Equatable {
    public var firstDeployed: Timestamp?
    public var lastDeployed: Timestamp?
    public var deleted: Timestamp?
    public var description: String
    public var status: ReleaseStatus
    public var notes: String

    public init(
        firstDeployed: Timestamp? = nil, lastDeployed: Timestamp? = nil, deleted: Timestamp? = nil,
        description: String = "", status: ReleaseStatus = .unknown, notes: String = ""
    ) {
        self.firstDeployed = firstDeployed
        self.lastDeployed = lastDeployed
        self.deleted = deleted
        self.description = description
        self.status = status
        self.notes = notes
    }
}

/// What lists show of a revision: everything that is cheap to read.
public struct ReleaseSummary: Sendable, Equatable {
    public var name: String
    public var namespace: String
    public var revision: Int
    public var info: ReleaseInfo
    public var chartName: String
    public var chartVersion: String
    public var appVersion: String
    public var labels: ByteOrderedMap<String>

    public init(
        name: String, namespace: String, revision: Int, info: ReleaseInfo, chartName: String, chartVersion: String,
        appVersion: String, labels: ByteOrderedMap<String> = [:]
    ) {
        self.name = name
        self.namespace = namespace
        self.revision = revision
        self.info = info
        self.chartName = chartName
        self.chartVersion = chartVersion
        self.appVersion = appVersion
        self.labels = labels
    }

    public init(_ release: Release) {
        self.init(
            name: release.name, namespace: release.namespace, revision: release.revision, info: release.info,
            chartName: release.chart.metadata.name, chartVersion: release.chart.metadata.version,
            appVersion: release.chart.metadata.appVersion, labels: release.labels
        )
    }

    /// `name-version`, as Helm's tables show a chart.
    public var chart: String { "\(chartName)-\(chartVersion)" }
}
