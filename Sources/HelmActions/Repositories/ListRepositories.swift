public import HelmRepository

/// `helm repo list`, and how each repository is doing.
public struct ListRepositories: Sendable {
    private let repositories: Repositories

    public init(_ repositories: Repositories) { self.repositories = repositories }

    /// Asks no server.
    public func run() async throws(ActionError) -> [RepositoryState] {
        do throws(RepositoryError) {
            return try await repositories.catalog.states()
        } catch {
            throw ActionError(error)
        }
    }
}
