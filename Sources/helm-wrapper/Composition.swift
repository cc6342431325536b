internal import EmbeddedCluster
internal import FoundationEssentials
internal import HelmAPI
internal import Logging
internal import ServiceLifecycle
internal import UnixSignals

/// Puts the parts together and runs them until a signal.
struct Composition {
    let flags: Flags
    let variables: [String: String]
    let logger: Logger

    func run() async throws {
        var configuration = try ServerConfiguration.load(path: flags.config)
        configuration.httpStatus = flags.httpStatus ?? configuration.httpStatus
        var environment = flags.environment(variables: variables)
        guard flags.embedded else { return try await serve(configuration, environment) }

        let folder = try Self.embeddedFolder()
        let kubeconfig = "\(folder)/kubeconfig"
        logger.notice("embedded cluster: kubeconfig=\(kubeconfig) (in memory: nothing is kept after the end)")
        // Its requests are our own, answered to us: a second line about each, and its open watches at the stop, are noise.
        var clusterLogger = logger
        clusterLogger.logLevel = .critical
        let cluster = EmbeddedCluster(configuration: EmbeddedClusterConfiguration(), logger: clusterLogger)
        environment.kubeconfig = kubeconfig
        environment.kubeContext = ""
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await serve(configuration, environment, on: cluster, kubeconfig: kubeconfig)
    }

    private func serve(
        _ configuration: ServerConfiguration, _ environment: HelmEnvironment, on cluster: EmbeddedCluster? = nil,
        kubeconfig: String = ""
    ) async throws {
        let address = listenAddress()
        let server = HelmServer(
            services: try Services(
                configuration: configuration, environment: environment, variables: variables, logger: logger),
            address: address, port: Int(flags.port) ?? 8080, logger: logger,
            onRunning: { port in
                StartupPages.release()
                logger.notice("listening on http://\(address):\(port)")
            }
        )
        // Services stop in reverse order: the cluster outlives the server that works on it.
        let services: [any Service] =
            if let cluster {
                [
                    ClusterService(cluster: cluster),
                    ServerOnCluster(server: server, cluster: cluster, kubeconfig: kubeconfig),
                ]
            } else {
                [server]
            }
        let group = ServiceGroup(
            configuration: .init(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        )
        try await group.run()
        logger.notice("stopped")
    }

    /// Without authentication of its own the server is reachable from this machine only, unless the caller says more or
    /// a cluster's network is around it.
    private func listenAddress() -> String {
        if let address = flags.addr { return address }
        if variables["KUBERNETES_SERVICE_HOST"] != nil {
            logger.notice("running in a cluster: listening on 0.0.0.0")
            return "0.0.0.0"
        }
        logger.notice("no authentication is configured: listening on loopback only (--addr widens that)")
        return "127.0.0.1"
    }

    /// A folder for this process only: the kubeconfig in it holds a token.
    private static func embeddedFolder() throws -> String {
        let folder = FileManager.default.temporaryDirectory.path + "/helm-wrapper-\(UInt64.random(in: .min ... .max))"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700]
        )
        return folder
    }
}

/// The embedded cluster as a service of the process.
private struct ClusterService: Service, CustomStringConvertible {
    let cluster: EmbeddedCluster

    var description: String { "embedded cluster" }

    func run() async throws { try await cluster.run() }
}

/// The server, started once the embedded cluster answers and its kubeconfig is written.
private struct ServerOnCluster: Service, CustomStringConvertible {
    let server: HelmServer
    let cluster: EmbeddedCluster
    let kubeconfig: String

    var description: String { server.description }

    func run() async throws {
        _ = try await cluster.waitUntilReady()
        try cluster.writeKubeconfig(to: kubeconfig)
        try await server.run()
    }
}
