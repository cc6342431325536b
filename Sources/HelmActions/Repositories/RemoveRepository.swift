internal import HelmRepository

/// `helm repo remove`.
public struct RemoveRepository: Sendable {
    private let repositories: Repositories

    public init(_ repositories: Repositories) { self.repositories = repositories }

    public func run(name: String) async throws(ActionError) {
        do throws(RepositoryError) {
            try await repositories.catalog.remove(name)
        } catch {
            throw ActionError(error)
        }
    }
}
