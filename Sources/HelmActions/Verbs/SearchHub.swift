public import HelmRepository

/// `helm search hub`.
public struct SearchHub: Sendable {
    private let hub: HubSearch

    public init(_ hub: HubSearch) { self.hub = hub }

    /// - Parameters:
    ///   - endpoint: empty, or the one that this server is set up for: no other is asked for anybody.
    ///   - failsOnNoResult: no result is an error.
    public func run(
        _ keyword: String, endpoint: String = "", failsOnNoResult: Bool = false
    ) async throws(ActionError) -> [HubChart] {
        guard endpoint.isEmpty || endpoint == hub.endpoint else {
            throw ActionError(.forbidden, "endpoint \(endpoint) is not the hub that this server is set up for")
        }
        let charts: [HubChart]
        do throws(RepositoryError) {
            charts = try await hub.charts(keyword)
        } catch {
            throw ActionError(error)
        }
        if charts.isEmpty, failsOnNoResult { throw ActionError(.chartNotFound, "no results found") }
        return charts
    }
}
