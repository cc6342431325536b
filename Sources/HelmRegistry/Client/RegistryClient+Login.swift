internal import HelmHTTP
internal import HelmValues

extension RegistryClient {
    /// Stores credentials for a registry once it has taken them.
    ///
    /// A registry that asks for none takes any, as with Helm.
    ///
    /// Helm: pkg/registry/client.go, Login
    public func login(
        _ host: String, _ credential: RegistryCredential, _ access: RegistryAccess = RegistryAccess()
    ) async throws(RegistryError) {
        let registry = try RegistryName(host)
        guard !credential.username.contains(":") else {
            throw RegistryError(.invalid, "bad credential format: colons(:) are not allowed in username")
        }
        var access = access
        access.credential = credential
        do throws(RegistryError) {
            try await ping(registry, access, prefersOAuth2: true)
        } catch {
            do throws(RegistryError) {
                try await ping(registry, access, prefersOAuth2: false)
            } catch {
                throw error.prefixed("authenticating to \(GoQuote.quoted(host)): ")
            }
        }
        try await credentials.store(credential, for: registry)
        forget(registry)
    }

    /// Forgets a registry's credentials; nothing happens where there are none.
    public func logout(_ host: String) async throws(RegistryError) {
        let registry = try RegistryName(host)
        try await credentials.remove(registry)
        forget(registry)
    }

    /// The registries that there are stored credentials for, sorted.
    public func hosts() async throws(RegistryError) -> [String] { try await credentials.hosts() }

    private func forget(_ registry: RegistryName) {
        if let origin = URLOrigin(registry.url("/", isPlainHTTP: false)) { tokens.removeStored(host: origin.host) }
    }

    private func ping(
        _ registry: RegistryName, _ access: RegistryAccess, prefersOAuth2: Bool
    ) async throws(RegistryError) {
        let url = registry.url("/v2/", isPlainHTTP: access.isPlainHTTP)
        let session = RegistrySession(
            registry: registry, access: access, scope: nil,
            transport: RegistryTransport(gate: gate, retry: retry, deadline: .now + access.timeout), tokens: nil,
            credentials: credentials, isLogin: true, prefersOAuth2: prefersOAuth2)
        let response = try await session.send(RegistrySession.Request(url: url, limit: RegistryBounds.answerBytes))
        switch response.status {
        case 200: return
        case 404: throw RegistryError(.notFound, "not found")
        default: throw ErrorAnswer.error("GET", url, response)
        }
    }
}
