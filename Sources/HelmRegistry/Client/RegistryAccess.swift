public import HelmHTTP

/// How one request reaches a registry.
public struct RegistryAccess: Sendable {
    /// Wins over stored credentials, unless user name or password are missing and no token is there either.
    public var credential: RegistryCredential?
    /// `http` instead of `https`.
    public var isPlainHTTP: Bool
    public var tls: TLSOptions
    /// Bounds the whole operation: all of its requests, retries included.
    public var timeout: Duration

    public init(
        credential: RegistryCredential? = nil, isPlainHTTP: Bool = false, tls: TLSOptions = TLSOptions(),
        timeout: Duration = .seconds(120)
    ) {
        self.credential = credential
        self.isPlainHTTP = isPlainHTTP
        self.tls = tls
        self.timeout = timeout
    }

    /// Helm: registry/client.go, NewClient
    var explicitCredential: RegistryCredential? {
        guard let credential else { return nil }
        let isComplete = !credential.username.isEmpty && !credential.password.isEmpty
        return isComplete || !credential.identityToken.isEmpty || !credential.accessToken.isEmpty ? credential : nil
    }
}
