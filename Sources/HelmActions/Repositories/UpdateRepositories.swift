internal import HelmHTTP
internal import HelmRepository

/// `helm repo update`.
public struct UpdateRepositories: Sendable {
    private let repositories: Repositories

    public init(_ repositories: Repositories) { self.repositories = repositories }

    /// Asks every repository for its index; what succeeds is kept whatever becomes of the others.
    /// - Throws: `repositoryFailed`, which names each that failed, and why.
    public func run() async throws(ActionError) {
        let failures: [RepositoryCatalog.Failure]
        do throws(RepositoryError) {
            failures = try await repositories.catalog.update()
        } catch {
            throw ActionError(error)
        }
        guard !failures.isEmpty else { return }
        // Helm's line, and what Helm prints before it.
        let urls = failures.map { ShownURL.text($0.entry.url) }.joined(separator: " ")
        let reasons = failures.map { "\($0.entry.name): \($0.error.message)" }.joined(separator: "; ")
        throw ActionError(
            .repositoryFailed, "failed to update the following repositories: [\(urls)]: \(reasons)")
    }
}
