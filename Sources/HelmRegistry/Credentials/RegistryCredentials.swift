internal import HelmValues

/// The credentials that a server or user keeps for registries: Helm's file first, docker's after it.
///
/// Both may name docker credential helpers, which then keep the secrets. Changes go to Helm's file alone.
///
/// oras-go: registry/remote/credentials/store.go
public struct RegistryCredentials: Sendable {
    /// Helm's file.
    public let path: String
    private let file: CredentialFile
    private let fallback: CredentialFile?
    private let usesSystemHelper: Bool
    private let helperLimits: CredentialHelper.Limits

    /// - Parameters:
    ///   - path: `HELM_REGISTRY_CONFIG`, else `registry/config.json` in Helm's folder of configuration.
    ///   - dockerPath: `config.json` in `DOCKER_CONFIG` or `~/.docker`; nil for none.
    ///   - usesSystemHelper: a file that says nothing of credentials yet leaves them to the helper of the system's
    ///     keychain, where that is installed, as with Helm.
    public init(path: String, dockerPath: String? = nil, usesSystemHelper: Bool = true) {
        self.init(
            path: path, dockerPath: dockerPath, usesSystemHelper: usesSystemHelper,
            helperLimits: CredentialHelper.Limits())
    }

    init(path: String, dockerPath: String?, usesSystemHelper: Bool, helperLimits: CredentialHelper.Limits) {
        self.path = path
        self.usesSystemHelper = usesSystemHelper
        file = CredentialFile(path: path)
        fallback = dockerPath.map { CredentialFile(path: $0) }
        self.helperLimits = helperLimits
    }

    /// Empty when there are none.
    public func credential(for registry: RegistryName) async throws(RegistryError) -> RegistryCredential {
        // A file of docker's that cannot be read is as good as none. (Helm: registry/client.go, NewClient)
        for config in [try read(file), fallback.flatMap { (try? read($0)) ?? nil }] {
            guard let config else { continue }
            let found: RegistryCredential?
            if let helper = try helper(for: registry, config) {
                found = try await helper.get(registry.serverAddress)
            } else {
                found = try config.credential(for: registry.serverAddress)
            }
            if let found, !found.isEmpty { return found }
        }
        return RegistryCredential()
    }

    /// Keeps credentials for a registry.
    public func store(_ credential: RegistryCredential, for registry: RegistryName) async throws(RegistryError) {
        let address = registry.serverAddress
        let config = try DockerConfig(try file.read() ?? [], path: path)
        if let helper = try helper(for: registry, config) {
            try await helper.store(credential, address)
            // From here on the file says who has them.
            if config.isConfigured { return }
            return try await file.update { (config) throws(RegistryError) in
                config.set(credentialStore: helper.name)
                return true
            }
        }
        guard !credential.username.contains(":") else {
            throw RegistryError(.invalid, "bad credential format: colons(:) are not allowed in username")
        }
        try await file.update { (config) throws(RegistryError) in
            config.set(credential, for: address)
            return true
        }
    }

    /// Forgets the credentials of a registry, if there are any.
    public func remove(_ registry: RegistryName) async throws(RegistryError) {
        let address = registry.serverAddress
        guard let bytes = try file.read() else { return }
        let config = try DockerConfig(bytes, path: path)
        do throws(RegistryError) {
            if let helper = try helper(for: registry, config) {
                return try await helper.erase(address)
            }
            try await file.update { (config) throws(RegistryError) in config.remove(address) }
        } catch {
            throw error.prefixed("failed to delete the credential for \(address): ")
        }
    }

    /// The registries that Helm's file has credentials for, sorted.
    public func hosts() async throws(RegistryError) -> [String] {
        guard let bytes = try file.read() else { return [] }
        let config = try DockerConfig(bytes, path: path)
        var addresses = config.addresses
        if !config.credentialStore.isEmpty {
            addresses += try await CredentialHelper(config.credentialStore, limits: helperLimits).list()
        }
        let hosts = addresses.map { $0 == "https://index.docker.io/v1/" ? "docker.io" : DockerConfig.host(of: $0) }
        return Set(hosts).filter { !$0.isEmpty }.sorted(by: bytesPrecede)
    }

    private func read(_ file: CredentialFile) throws(RegistryError) -> DockerConfig? {
        guard let bytes = try file.read() else { return nil }
        return try DockerConfig(bytes, path: file.path)
    }

    private func helper(
        for registry: RegistryName, _ config: DockerConfig
    ) throws(RegistryError) -> CredentialHelper? {
        var name = config.helper(for: registry.serverAddress)
        if name.isEmpty, usesSystemHelper, !config.isConfigured { name = CredentialHelper.systemName ?? "" }
        return name.isEmpty ? nil : try CredentialHelper(name, limits: helperLimits)
    }
}
