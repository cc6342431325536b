import Hummingbird
public import Logging
import NIOCore
import ServiceLifecycle

/// A Kubernetes API server in memory, for trying the program without a cluster and for its tests.
///
/// It serves Kubernetes' HTTP API on loopback, so kubectl, Helm and this program's own client use it like any cluster, and
/// plays the controllers that bring workloads to their ready state. Nothing is kept when it stops: it is no production
/// store.
public struct EmbeddedCluster: Sendable {
    public let configuration: EmbeddedClusterConfiguration
    private let logger: Logger
    private let api: ClusterAPI
    private let readiness = Readiness()

    public init(configuration: EmbeddedClusterConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        api = ClusterAPI(configuration: configuration)
    }

    /// For tests: `intercept` may answer requests in the server's place.
    init(
        configuration: EmbeddedClusterConfiguration, logger: Logger,
        intercept: @escaping @Sendable (APIRequest) async -> APIReply?
    ) {
        self.configuration = configuration
        self.logger = logger
        api = ClusterAPI(configuration: configuration, intercept: intercept)
    }

    /// Serves until the task is cancelled.
    ///
    /// - Parameter onReady: called with the port once the cluster listens.
    /// - Throws: ``EmbeddedClusterError`` with code `cannotListen`.
    public func run(onReady: (@Sendable (Int) async -> Void)? = nil) async throws {
        api.createInitialObjects()
        defer { readiness.end() }
        try await withTaskCancellationHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await serve(onReady) }
                group.addTask { await control() }
                group.addTask { await GarbageCollector(api: api).run() }
                group.addTask {
                    // Open watches would keep a gracefully stopping server waiting.
                    try? await gracefulShutdown()
                    api.store.close()
                }
                try await group.next()
                api.store.close()
                group.cancelAll()
            }
        } onCancel: {
            api.store.close()
        }
    }

    private func serve(_ onReady: (@Sendable (Int) async -> Void)?) async throws {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let application = Application(
            responder: ClusterResponder(api: api),
            configuration: .init(address: .hostname(configuration.address, port: configuration.port), serverName: nil),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? configuration.port
                readiness.begin(port: port)
                logger.info("embedded cluster listens", metadata: ["port": "\(port)"])
                await onReady?(port)
            },
            logger: quiet
        )
        do {
            try await application.run()
        } catch let error as IOError {
            throw EmbeddedClusterError(
                .cannotListen,
                "the embedded cluster cannot listen on \(configuration.address):\(configuration.port): \(error)"
            )
        } catch is CancellationError {
            return
        }
    }

    private func control() async {
        let controllers = SimulatedControllers(
            store: StoreAdapter(api: api), configuration: .init(delay: configuration.readyDelay),
            now: { Timestamp.now() }
        )
        await controllers.run()
        // Controllers that end early must not end the server.
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
    }

    /// The port it listens on; nil before it does.
    public var port: Int? { readiness.port }

    /// Waits until the cluster listens.
    ///
    /// - Returns: the port.
    /// - Throws: ``EmbeddedClusterError`` with code `notRunning` when it has ended.
    public func waitUntilReady() async throws -> Int {
        try await readiness.wait()
    }

    /// The URL of the API server, without credentials; nil before it listens.
    public var serverURL: String? {
        port.map {
            "http://\(configuration.address.contains(":") ? "[\(configuration.address)]" : configuration.address):\($0)"
        }
    }

    /// Writes a kubeconfig for this cluster, in one step and readable by its owner only.
    ///
    /// - Throws: ``EmbeddedClusterError`` with code `notRunning` before the cluster listens, or `cannotWriteKubeconfig`.
    public func writeKubeconfig(to path: String) throws {
        guard let port else { throw EmbeddedClusterError(.notRunning, "the embedded cluster does not listen yet") }
        try KubeconfigFile.write(
            KubeconfigFile.text(address: configuration.address, port: port, token: configuration.token), to: path
        )
    }
}
