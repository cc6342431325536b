internal import FoundationEssentials
internal import Glibc
internal import HelmActions
internal import HelmHTTP
internal import HelmKube
internal import HelmRegistry
internal import HelmRelease
internal import HelmRender
internal import HelmRepository
internal import HelmTemplate
internal import Hummingbird
public import Logging

/// What the handlers share: nothing in it changes from request to request.
public struct Services: Sendable, CustomStringConvertible {
    /// Nothing of what is inside: it knows tokens.
    public var description: String { "Services" }

    let configuration: ServerConfiguration
    let environment: HelmEnvironment
    let charts: ServerCharts
    let dependencies: ChartDependencies
    let packages: PackageChart
    let uploads: Uploads
    let receiving: ReceiveUpload
    let repository: ChartRepository
    let hub: SearchHub
    let keyrings: Keyrings
    let starters: ChartStarters
    let repositories: Repositories
    let registry: RegistryClient
    let operations = OperationRunner()

    private let clusters: ClusterResolver
    private let discovery = Discovery()
    private let rendering: ActionContext.Rendering
    private let locks = ReleaseLocks()
    private let stores: ReleaseStores
    private let logger: Logger

    /// - Parameter variables: the process's environment.
    /// - Throws: in Helm's words, when `HELM_DRIVER` cannot be served.
    public init(
        configuration: ServerConfiguration, environment: HelmEnvironment, variables: [String: String], logger: Logger
    ) throws {
        self.configuration = configuration
        self.environment = environment
        self.logger = logger
        stores = try ReleaseStores(
            driver: environment.driver, connectionString: variables["HELM_DRIVER_SQL_CONNECTION_STRING"] ?? "",
            now: { Self.wallClock().seconds })
        let store = UploadStore(folder: configuration.uploadPath)
        store.sweep()
        let threads = RenderThreads(count: max(2, ProcessInfo.processInfo.activeProcessorCount))
        starters = ChartStarters(folder: configuration.starterDir, threads: threads)
        uploads = Uploads(store: store, disk: RenderThreads(count: 4, stackBytes: 1 << 20), threads: threads)
        receiving = ReceiveUpload(uploads: uploads, limit: configuration.maxUploadBytes)
        repository = ChartRepository(uploads: uploads, logger: logger)
        hub = SearchHub(HubSearch(endpoint: configuration.hubEndpoint, gate: configuration.outboundGate))
        keyrings = Keyrings(standard: configuration.keyring, folders: configuration.keyringDirs)
        repositories = Self.repositories(configuration, environment, threads, logger)
        registry = RegistryClient(
            gate: configuration.outboundGate,
            credentials: RegistryCredentials(
                path: environment.registryConfig, dockerPath: environment.dockerConfig))
        charts = ServerCharts(
            uploads: store, roots: configuration.chartRoots,
            remote: RemoteCharts(
                repositories: repositories, registry: registry,
                content: ContentCache(folder: environment.contentCache), threads: threads,
                maximumBytes: configuration.maxUploadBytes),
            keyrings: keyrings, threads: threads)
        dependencies = ChartDependencies(
            charts: charts, roots: configuration.chartRoots, repositories: repositories, registry: registry,
            keyrings: keyrings, threads: threads, maximumBytes: configuration.maxUploadBytes)
        packages = PackageChart(
            charts: charts, dependencies: dependencies, signing: ChartSigning(keyrings: keyrings), threads: threads)
        clusters = ClusterResolver(
            policy: ClusterPolicy(configuration: configuration, environment: environment, variables: variables)
        )
        rendering = ActionContext.Rendering(
            renderer: Renderer(),
            threads: threads,
            environment: TemplateEnvironment(
                now: Self.wallClock, randomBytes: Self.randomBytes, hostAddress: { HostLookup.firstAddress(of: $0) })
        )
    }

    /// The context of one request: its cluster, its credentials, its namespace; empty for all namespaces.
    func context(for request: APIRequest, namespace: String) async throws(APIError) -> ActionContext {
        let selection = try ClusterSelection(request)
        let connection: ClusterConnection
        do throws(KubeError) {
            connection = try clusters.connection(for: selection)
        } catch {
            throw APIError(unreachable: error)
        }
        let requestLogger = request.context.logger
        let client = KubeClient(connection: connection, limits: clusters.limits, logger: requestLogger)
        return ActionContext(
            cluster: KubeCluster(client: client, discovery: discovery),
            releases: stores.store(client: client, namespace: namespace),
            namespace: namespace, rendering: rendering, locks: locks, logger: requestLogger
        )
    }

    /// A context for what needs no cluster.
    func offlineContext(namespace: String) -> ActionContext {
        ActionContext(
            cluster: OfflineCluster(), releases: MemoryReleaseStore(namespace: namespace), namespace: namespace,
            rendering: rendering, locks: locks, logger: logger
        )
    }

    private static func repositories(
        _ configuration: ServerConfiguration, _ environment: HelmEnvironment, _ threads: RenderThreads,
        _ logger: Logger
    ) -> Repositories {
        var settings = RepositoryCatalog.Settings(
            file: environment.repositoryConfig, cacheFolder: environment.repositoryCache,
            now: { wallClock().seconds })
        settings.configured = configuration.helmRepos
        settings.maximumIndexBytes = configuration.maxIndexBytes
        settings.refreshInterval = configuration.repositoryRefreshInterval
        settings.report = { logger.warning("\($0)") }
        return Repositories(
            settings: settings, gate: configuration.outboundGate,
            certificates: CertificateFolders(configuration.certificateDirs), threads: threads)
    }

    private static let wallClock: @Sendable () -> (seconds: Int64, nanoseconds: Int32) = {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return (Int64(now.tv_sec), Int32(now.tv_nsec))
    }

    private static let randomBytes: @Sendable (Int) -> [UInt8] = { count in
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
