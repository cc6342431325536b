internal import HelmActions
internal import HelmRepository
internal import Hummingbird
public import Logging
internal import NIOCore
public import ServiceLifecycle

/// The HTTP server: the routes of `docs/architecture.md` over one configuration.
public struct HelmServer: Service, CustomStringConvertible {
    private let services: Services
    private let address: String
    private let port: Int
    private let onRunning: @Sendable (_ port: Int) async -> Void
    private let logger: Logger

    /// - Parameters:
    ///   - port: 0 takes a free one.
    ///   - onRunning: called with the port once connections are accepted.
    public init(
        services: Services, address: String, port: Int, logger: Logger,
        onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.services = services
        self.address = address
        self.port = port
        self.logger = logger
        self.onRunning = onRunning
    }

    /// Says nothing of what is inside: services are printed into the log, and the environment holds a token.
    public var description: String { "helm-wrapper" }

    /// Serves until a graceful shutdown; operations that still run then are waited for, and cancelled in the end.
    public func run() async throws {
        let application = Application(
            router: router(),
            configuration: ApplicationConfiguration(
                address: .hostname(address, port: port), serverName: "helm-wrapper"),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? port) },
            logger: logger
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            group.addTask { await endOperations() }
            // Nothing waits for repositories: not the start, and not the end.
            let catalog = services.repositories.catalog
            group.addTask { await cancelWhenGracefulShutdown { await catalog.keepFresh() } }
            group.addTask { await cancelWhenGracefulShutdown { await logIn() } }
            try await group.waitForAll()
        }
    }

    /// To the registries of the configuration.
    private func logIn() async {
        let logger = logger
        await Registries(services.registry).keepLoggedIn(to: services.configuration.helmRegistries) {
            logger.warning("\($0)")
        }
    }

    /// Requests that await an operation keep the server open, so the operations' grace begins with the shutdown itself.
    private func endOperations() async {
        do {
            try await gracefulShutdown()
            await services.operations.shutDown(grace: services.configuration.shutdownGracePeriod)
        } catch {
            await services.operations.shutDown(grace: .zero)
        }
    }

    private func router() -> Router<APIContext> {
        let encoder = ReplyEncoder(showsStatus: services.configuration.httpStatus)
        let router = Router(context: APIContext.self)
        router.addMiddleware { EnvelopeMiddleware(encoder: encoder) }
        routes().install(on: router, encoder: encoder)
        return router
    }

    private func routes() -> RouteTable {
        var routes = RouteTable()
        EnvironmentRoutes(environment: services.environment).install(on: &routes)
        ChartRoutes(services: services).install(on: &routes)
        LintRoutes(services: services).install(on: &routes)
        CreateRoutes(uploads: services.uploads, starters: services.starters).install(on: &routes)
        PackagingRoutes(services: services).install(on: &routes)
        UploadRoutes(uploads: services.uploads, receiving: services.receiving).install(on: &routes)
        ChartRepositoryRoutes(repository: services.repository).install(on: &routes)
        HubRoutes(hub: services.hub).install(on: &routes)
        RepositoryRoutes(services: services).install(on: &routes)
        HealthRoutes(services: services).install(on: &routes)
        RegistryRoutes(services: services).install(on: &routes)
        ReleaseRoutes(services: services).install(on: &routes)
        return routes
    }
}
