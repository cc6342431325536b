internal import HelmArchive
public import HelmChart
public import HelmRender
public import HelmRepository

/// What a packed chart is asked to be.
public struct PackageRequest: Sendable {
    public enum Source: Sendable {
        /// A chart folder inside the configured folders, or an upload.
        case reference(ChartReference)
        /// A chart's folder, put into a .tgz or .tar by the caller.
        case archive([UInt8])
    }

    public var source: Source
    public var options = PackageOptions()
    /// Update the dependencies of the chart's folder first.
    public var dependencyUpdate = false
    /// Ask for a provenance file.
    public var sign = false

    public init(_ source: Source) { self.source = source }
}

/// `helm package`.
public struct PackageChart: Sendable {
    private let charts: ServerCharts
    private let dependencies: ChartDependencies
    private let threads: RenderThreads

    /// - Parameter threads: where charts are read and packed, which takes time and blocks.
    public init(charts: ServerCharts, dependencies: ChartDependencies, threads: RenderThreads) {
        self.charts = charts
        self.dependencies = dependencies
        self.threads = threads
    }

    /// The archive; nothing is stored.
    public func run(_ request: PackageRequest) async throws(ActionError) -> ChartArchive {
        // Signing happens to the finished archive, and belongs behind the packing below.
        guard !request.sign else {
            throw ActionError(
                .unsupported, "packages are not signed by this version: leave out sign, key, keyring, passphrase_file")
        }
        let chart = try await chart(request)
        return try await translated { try await threads.run { try chart.packaged(request.options) } }
    }

    private func chart(_ request: PackageRequest) async throws(ActionError) -> Chart {
        switch request.source {
        case .reference(let reference):
            if request.dependencyUpdate { _ = try await dependencies.update(reference) }
            return try await charts.chart(reference)
        case .archive(let bytes):
            guard !request.dependencyUpdate else {
                throw ActionError(
                    .unsupported,
                    "dependency_update needs a chart folder on the server: name it with ?chart= instead of sending it")
            }
            return try await translated { try await threads.run { try ChartLoader.load(packedFolder: bytes) } }
        }
    }
}
