public import HelmRegistry
public import HelmRepository

/// `helm registry login` and `logout`.
public struct Registries: Sendable {
    private let client: RegistryClient

    public init(_ client: RegistryClient) { self.client = client }

    /// Keeps the credentials once the registry took them.
    public func logIn(
        to host: String, _ credential: RegistryCredential, _ access: RegistryAccess
    ) async throws(ActionError) {
        try await translated { try await client.login(host, credential, access) }
    }

    public func logOut(of host: String) async throws(ActionError) {
        try await translated { try await client.logout(host) }
    }

    public func hosts() async throws(ActionError) -> [String] {
        try await translated { try await client.hosts() }
    }

    private static let firstPause: Duration = .seconds(2)
    private static let longestPause: Duration = .seconds(300)

    /// Logs in to the registries of the configuration. One that cannot be reached is tried again, after longer and
    /// longer pauses, until it took the credentials or the task is cancelled.
    /// - Parameter report: told what an operator should know; never credentials.
    public func keepLoggedIn(
        to entries: [RepositoryEntry], report: @escaping @Sendable (String) -> Void
    ) async {
        await withTaskGroup(of: Void.self) { group in
            for entry in entries where !entry.username.isEmpty {
                group.addTask { await keepTrying(entry, report) }
            }
        }
    }

    private func keepTrying(_ entry: RepositoryEntry, _ report: @Sendable (String) -> Void) async {
        var pause = Self.firstPause
        while !Task.isCancelled {
            do throws(ActionError) {
                try await logIn(to: entry)
                return
            } catch {
                report("registry \(entry.name): \(error.message)")
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, Self.longestPause)
            }
        }
    }

    private func logIn(to entry: RepositoryEntry) async throws(ActionError) {
        let (name, tls) = try translatedSync { (try RegistryName(configured: entry.url), try entry.tlsOptions()) }
        try await logIn(
            to: name.text, RegistryCredential(username: entry.username, password: entry.password),
            RegistryAccess(isPlainHTTP: entry.url.hasPrefix("http://"), tls: tls))
    }
}
