public import HelmChart
public import HelmProvenance

/// Where charts come from.
public protocol ChartSource: Sendable {
    /// The chart that a request names.
    /// - Throws: ``ActionError`` with code `chartReference`, `chartNotFound`, `invalidChart` or `unsupported`.
    func chart(_ reference: ChartReference) async throws(ActionError) -> Chart

    /// What the provenance of the chart that a request names proves, `helm verify`.
    /// - Throws: ``ActionError`` with code `notVerified` for everything but a good signature, and those of ``chart(_:)``.
    func verification(_ reference: ChartReference) async throws(ActionError) -> Verification

    /// The files of that chart as they lie there, for a lint: it need not load.
    /// - Throws: as ``chart(_:)``.
    func folder(_ reference: ChartReference) async throws(ActionError) -> ChartFolder
}
