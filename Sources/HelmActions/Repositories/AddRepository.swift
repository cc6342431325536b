internal import HelmValues
public import HelmRepository

/// `helm repo add`.
public struct AddRepository: Sendable {
    public struct Options: Sendable {
        /// Replace a repository of the same name.
        public var forceUpdate = false
        /// Also those that are known to be gone.
        public var allowDeprecated = false

        public init() {}
    }

    private let repositories: Repositories

    public init(_ repositories: Repositories) { self.repositories = repositories }

    // Helm: pkg/cmd/repo_add.go, deprecatedRepos
    private static let deprecated = [
        ("//kubernetes-charts.storage.googleapis.com", "https://charts.helm.sh/stable"),
        ("//kubernetes-charts-incubator.storage.googleapis.com", "https://charts.helm.sh/incubator"),
    ]

    /// Downloads the index, and keeps the repository when that is one.
    /// - Parameter entry: of a request: its certificates must lie in the trusted folders.
    public func run(_ entry: RepositoryEntry, options: Options) async throws(ActionError) {
        if !options.allowDeprecated {
            for (old, new) in Self.deprecated where entry.url.contains(old) {
                throw ActionError(
                    .invalidOptions,
                    "repo \(GoQuote.quoted(entry.url)) is no longer available; try \(GoQuote.quoted(new)) instead")
            }
        }
        do throws(RepositoryError) {
            let entry = try repositories.certificates.checked(entry)
            _ = try await repositories.catalog.add(entry, isForced: options.forceUpdate)
        } catch {
            throw ActionError(error)
        }
    }
}
