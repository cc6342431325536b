public import HelmRegistry
internal import HelmRelease

/// `helm push`: a chart, with its provenance file where there is one, into an OCI registry.
public struct PushChart: Sendable {
    private let charts: ServerCharts
    private let registry: RegistryClient
    private let maximumBytes: Int
    private let clock: ActionClock

    public init(
        charts: ServerCharts, registry: RegistryClient, maximumBytes: Int, clock: ActionClock = .system
    ) {
        self.charts = charts
        self.registry = registry
        self.maximumBytes = maximumBytes
        self.clock = clock
    }

    /// - Parameters:
    ///   - reference: the chart; its credentials, TLS options and `plainHTTP` are for the registry.
    ///   - remote: `oci://host/path`; the chart's name and version are added.
    // Helm: pkg/action/push.go
    public func run(_ reference: ChartReference, to remote: String) async throws(ActionError) -> PushedChart {
        guard OCIReference.isOCI(remote) else {
            throw ActionError(.invalidOptions, "scheme prefix missing from remote (e.g. \"oci://\")")
        }
        var local = ChartReference(reference.chart)
        local.version = reference.version
        let fetched = try await charts.archive(local)
        let created = Timestamp(seconds: fetched.modifiedSeconds ?? clock.now().seconds).rfc3339
        let access = try charts.registryAccess(reference)
        return try await translated {
            try await registry.push(
                fetched.archive, into: remote, access,
                options: PushOptions(
                    created: created, provenance: fetched.provenance, maximumChartBytes: maximumBytes))
        }
    }
}
