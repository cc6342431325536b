public import HelmChart
public import HelmRegistry
internal import HelmRelease
public import HelmRender
public import HelmRepository

/// `helm dependency list`, `update` and `build`.
public struct ChartDependencies: Sendable {
    private let charts: ServerCharts
    private let roots: [String]
    private let repositories: Repositories
    private let registry: RegistryClient
    private let threads: RenderThreads
    private let clock: ActionClock

    /// - Parameters:
    ///   - roots: the folders inside which `file://` may name charts.
    ///   - repositories, registry: where dependencies come from.
    public init(
        charts: ServerCharts, roots: [String], repositories: Repositories, registry: RegistryClient,
        threads: RenderThreads,
        clock: ActionClock = .system
    ) {
        self.charts = charts
        self.roots = roots
        self.repositories = repositories
        self.registry = registry
        self.threads = threads
        self.clock = clock
    }

    public func list(_ reference: ChartReference) async throws(ActionError) -> [DependencyState] {
        let chart = try await charts.chart(reference)
        let location = try await charts.location(of: reference)
        let folder = location.flatMap { $0.isFolder ? $0.path : nil }
        return try await translated { try await threads.run { chart.dependencyStates(folder: folder) } }
    }

    /// Finds and locks the newest versions that Chart.yaml allows, and puts their archives into `charts/`.
    /// - Returns: the rows of ``list(_:)`` afterwards.
    public func update(_ reference: ChartReference) async throws(ActionError) -> [DependencyState] {
        try await change(reference) { updater, folder in try await updater.update(folder: folder) }
    }

    /// Puts the archives that the lock file names into `charts/`.
    public func build(_ reference: ChartReference) async throws(ActionError) -> [DependencyState] {
        try await change(reference) { updater, folder in try await updater.build(folder: folder) }
    }

    private func change(
        _ reference: ChartReference,
        _ work: @Sendable (DependencyUpdater, String) async throws -> Chart
    ) async throws(ActionError) -> [DependencyState] {
        guard let location = try await charts.location(of: reference), location.isFolder else {
            throw ActionError(.invalidOptions, "only unpacked charts can be updated")
        }
        let (now, repositories, registry) = (clock.now, repositories, registry)
        let chart = try await translated {
            let source = DependencySource(
                repositories: try await HTTPRepositories(
                    catalog: repositories.catalog, transport: repositories.transport),
                registry: registry)
            let updater = DependencyUpdater(repository: source, roots: roots, now: { now().rfc3339 })
            return try await work(updater, location.path)
        }
        return try await translated { try await threads.run { chart.dependencyStates(folder: location.path) } }
    }
}

extension ActionError {
    init(_ error: RepositoryError) {
        let code: Code =
            switch error.code {
            case .invalid: .invalidOptions
            case .invalidChart: .invalidChart
            case .notFound: .chartNotFound
            case .outOfSync: .missingDependencies
            case .forbidden: .forbidden
            case .unsupported: .unsupported
            case .unreachable, .unauthorized: .repositoryFailed
            case .conflict: .conflict
            case .busy: .operationPending
            case .storage: .internal
            }
        self.init(code, error.message)
    }
}
