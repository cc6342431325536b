public import HelmHTTP

/// Charts in OCI registries, as Helm keeps them there.
///
/// Every request passes the gate. A value is cheap; the authorizations that its copies share are in the ``TokenCache``.
///
/// Helm: pkg/registry/client.go
public struct RegistryClient: Sendable {
    public let credentials: RegistryCredentials
    let gate: OutboundGate
    let tokens: TokenCache
    let retry: RetryPolicy

    public init(gate: OutboundGate, credentials: RegistryCredentials, tokens: TokenCache = TokenCache()) {
        self.init(gate: gate, credentials: credentials, tokens: tokens, retry: RetryPolicy())
    }

    init(gate: OutboundGate, credentials: RegistryCredentials, tokens: TokenCache = TokenCache(), retry: RetryPolicy) {
        self.gate = gate
        self.credentials = credentials
        self.tokens = tokens
        self.retry = retry
    }

    func session(_ registry: RegistryName, _ access: RegistryAccess, scope: String?) -> RegistrySession {
        let transport = RegistryTransport(gate: gate, retry: retry, deadline: .now + access.timeout)
        return RegistrySession(
            registry: registry, access: access, scope: scope, transport: transport, tokens: tokens,
            credentials: credentials)
    }
}

/// What registries may make this program hold.
enum RegistryBounds {
    static let manifestBytes = 4 << 20
    static let configBytes = 1 << 20
    static let provenanceBytes = 1 << 20
    static let answerBytes = 1 << 20
    static let tags = 100_000
    static let tagPages = 1_000
    static let indexEntries = 64
}
