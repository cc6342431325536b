public import HelmChart

/// Where charts come from.
public protocol ChartSource: Sendable {
    /// The chart that a request names.
    /// - Throws: ``ActionError`` with code `chartReference`, `chartNotFound`, `invalidChart` or `unsupported`.
    func chart(_ reference: ChartReference) async throws(ActionError) -> Chart
}
