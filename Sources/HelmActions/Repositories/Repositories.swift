public import HelmHTTP
public import HelmRender
public import HelmRepository

/// The chart repositories of this server, and the way to them.
public struct Repositories: Sendable {
    /// What is known, and the indexes.
    public let catalog: RepositoryCatalog
    /// Fetches files of repositories, through the gate.
    public let transport: RepositoryTransport
    /// For every URL that a request names.
    public let gate: OutboundGate
    /// Whose files a request may name as certificates.
    public let certificates: CertificateFolders
    let threads: RenderThreads

    public init(
        settings: RepositoryCatalog.Settings, gate: OutboundGate, certificates: CertificateFolders,
        threads: RenderThreads
    ) {
        self.gate = gate
        self.certificates = certificates
        self.threads = threads
        transport = RepositoryTransport(gate: gate)
        catalog = RepositoryCatalog(settings: settings, transport: transport, blocking: threads)
    }
}

extension RenderThreads: BlockingExecutor {}
