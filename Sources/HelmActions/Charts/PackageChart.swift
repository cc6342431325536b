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
    /// Update the dependencies of the chart's folder first; those of an archive in a folder that goes afterwards.
    public var dependencyUpdate = false
    /// How to sign the archive; nil leaves it unsigned.
    public var signing: ChartSigning.Options?

    public init(_ source: Source) { self.source = source }
}

/// A chart's archive, and its provenance file where that was asked for.
public struct PackagedChart: Sendable {
    public let archive: ChartArchive
    public let provenance: [UInt8]?
}

/// `helm package`.
public struct PackageChart: Sendable {
    private let charts: ServerCharts
    private let dependencies: ChartDependencies
    private let signing: ChartSigning
    private let threads: RenderThreads

    /// - Parameter threads: where charts are read and packed, which takes time and blocks.
    public init(
        charts: ServerCharts, dependencies: ChartDependencies, signing: ChartSigning, threads: RenderThreads
    ) {
        self.signing = signing
        self.charts = charts
        self.dependencies = dependencies
        self.threads = threads
    }

    /// The archive; nothing is stored.
    public func run(_ request: PackageRequest) async throws(ActionError) -> PackagedChart {
        if let options = request.signing, options.key.isEmpty {
            throw ActionError(.invalidOptions, "key is required for signing a package")
        }
        let chart = try await chart(request)
        return try await translated {
            try await threads.run {
                let archive = try chart.packaged(request.options)
                let provenance = try request.signing.map { options in
                    try signing.sign(archive.bytes, fileName: archive.fileName, options: options)
                }
                return PackagedChart(archive: archive, provenance: provenance)
            }
        }
    }

    private func chart(_ request: PackageRequest) async throws(ActionError) -> Chart {
        switch request.source {
        case .reference(let reference):
            if request.dependencyUpdate { _ = try await dependencies.update(reference) }
            return try await charts.chart(reference)
        case .archive(let bytes):
            if request.dependencyUpdate { return try await dependencies.updated(packedFolder: bytes) }
            return try await translated { try await threads.run { try ChartLoader.load(packedFolder: bytes) } }
        }
    }
}
