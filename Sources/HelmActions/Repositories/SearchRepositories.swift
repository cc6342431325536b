internal import HelmRender
public import HelmRepository
internal import HelmValues

/// `helm search repo`.
public struct SearchRepositories: Sendable {
    private let repositories: Repositories

    public init(_ repositories: Repositories) { self.repositories = repositories }

    /// Searches the indexes in memory; a repository without an index is left out, as in Helm.
    public func run(_ query: ChartQuery) async throws(ActionError) -> [ChartHit] {
        try Self.check(query.version)
        let (catalog, threads) = (repositories.catalog, repositories.threads)
        return try await translated {
            let search = ChartSearch(try await catalog.searched())
            // A plain keyword takes a millisecond; a regular expression may take longer than others should wait.
            guard query.isRegexp else { return try search.hits(query) }
            return try await threads.run { try search.hits(query) }
        }
    }

    /// Helm 4 puts the constraint into quotes, which the contract does not know.
    private static func check(_ version: String) throws(ActionError) {
        guard !version.isEmpty, version.utf8.count <= 256, (try? VersionConstraint(version)) == nil else { return }
        throw ActionError(
            .invalidOptions, "an invalid version/constraint format: improper constraint: \(version)",
            recorded: "an invalid version/constraint format: improper constraint: \(GoQuote.quoted(version))")
    }
}
