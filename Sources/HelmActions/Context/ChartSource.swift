public import HelmChart

/// Where charts come from.
public protocol ChartSource: Sendable {
    /// The chart that a request names.
    /// - Throws: ``ActionError`` with code `chartReference`, `chartNotFound`, `invalidChart` or `unsupported`.
    func chart(_ reference: ChartReference) async throws(ActionError) -> Chart

    /// The files of that chart as they lie there, for a lint: it need not load.
    /// - Throws: as ``chart(_:)``.
    func folder(_ reference: ChartReference) async throws(ActionError) -> ChartFolder
}
