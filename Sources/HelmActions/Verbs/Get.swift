internal import HelmChart
public import HelmRelease
public import HelmValues

/// What is stored of a release.
public struct Get: Sendable {
    let context: ActionContext

    public init(_ context: ActionContext) { self.context = context }

    /// Everything. The manifest is `release.manifest`, notes are `release.info.notes`.
    /// - Parameter revision: 0 is the newest.
    public func release(name: String, revision: Int) async throws(ActionError) -> Release {
        try await context.reach()
        return try await context.content(of: name, revision: revision)
    }

    /// The user's values, or with `all` these over the chart's defaults as they are stored; nil when there are none.
    public func values(name: String, revision: Int, all: Bool) async throws(ActionError) -> ValueMap? {
        let release = try await release(name: name, revision: revision)
        if !all { return release.config.isEmpty ? nil : release.config }
        return try translatedSync { try release.chart.composedValues(with: release.config) }
    }

    /// The hooks' manifests as Helm prints them.
    public func hooks(name: String, revision: Int) async throws(ActionError) -> String {
        try await release(name: name, revision: revision).hooks
            .map { "---\n# Source: \($0.path)\n\($0.manifest)\n" }.joined()
    }

    public func metadata(name: String, revision: Int) async throws(ActionError) -> ReleaseMetadata {
        let release = try await release(name: name, revision: revision)
        let chart = release.chart.metadata
        return ReleaseMetadata(
            name: release.name, chart: chart.name, version: chart.version, appVersion: chart.appVersion,
            annotations: chart.annotations, labels: release.labels, dependencies: chart.dependencies,
            namespace: release.namespace, revision: release.revision, status: release.info.status,
            deployedAt: release.info.lastDeployed, applyMethod: release.applyMethod)
    }
}
