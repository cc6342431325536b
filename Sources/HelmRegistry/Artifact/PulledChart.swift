public import HelmChart

/// A chart as it came out of a registry; every part of it is what its digest says.
public struct PulledChart: Sendable {
    /// `host/path:tag` or `host/path@digest`.
    public let reference: OCIReference
    /// The packed chart.
    public let archive: [UInt8]
    /// `sha256:…` of ``archive``.
    public let archiveDigest: String
    /// The `.prov` file, when it was asked for and is there.
    public let provenance: [UInt8]?
    /// What the registry says of the chart. The archive may say otherwise: whoever uses it must read it there.
    public let metadata: ChartMetadata
    /// `sha256:…` of the manifest, which names all of the above.
    public let manifestDigest: String

    /// The tag as the registry has it; nil when it was pulled by digest.
    public var tag: String? { reference.tag }
}

/// What is wanted of a chart.
public struct PullOptions: Sendable {
    public enum Provenance: Sendable {
        case none, ifPresent, required
    }

    public var provenance: Provenance
    public var maximumChartBytes: Int
    /// Asked for the archive of a digest before it is downloaded; what it gives is checked like a download.
    public var cachedArchive: (@Sendable (_ digest: String) async -> [UInt8]?)?

    public init(
        provenance: Provenance = .none, maximumChartBytes: Int = 20 << 20,
        cachedArchive: (@Sendable (_ digest: String) async -> [UInt8]?)? = nil
    ) {
        self.provenance = provenance
        self.maximumChartBytes = maximumChartBytes
        self.cachedArchive = cachedArchive
    }
}
