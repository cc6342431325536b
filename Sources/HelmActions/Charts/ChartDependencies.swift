public import HelmChart
internal import HelmProvenance
public import HelmRegistry
internal import HelmRelease
public import HelmRender
public import HelmRepository

/// `helm dependency list`, `update` and `build`.
public struct ChartDependencies: Sendable {
    private let charts: ServerCharts
    private let roots: [String]
    private let repositories: Repositories
    private let keyrings: Keyrings
    private let registry: RegistryClient
    private let threads: RenderThreads
    private let maximumBytes: Int
    private let clock: ActionClock

    /// - Parameters:
    ///   - roots: the folders inside which `file://` may name charts.
    ///   - repositories, registry: where dependencies come from.
    ///   - keyrings: what archives are verified with where that is asked for.
    ///   - maximumBytes: of one archive.
    public init(
        charts: ServerCharts, roots: [String], repositories: Repositories, registry: RegistryClient,
        keyrings: Keyrings = Keyrings(), threads: RenderThreads, maximumBytes: Int, clock: ActionClock = .system
    ) {
        self.keyrings = keyrings
        self.charts = charts
        self.roots = roots
        self.repositories = repositories
        self.registry = registry
        self.threads = threads
        self.maximumBytes = maximumBytes
        self.clock = clock
    }

    public func list(_ reference: ChartReference) async throws(ActionError) -> [DependencyState] {
        let chart = try await charts.chart(reference)
        let location = try charts.location(of: reference)
        let folder = location.flatMap { $0.isFolder ? $0.path : nil }
        return try await translated { try await threads.run { chart.dependencyStates(folder: folder) } }
    }

    /// Finds and locks the newest versions that Chart.yaml allows, and puts their archives into `charts/`.
    /// - Parameter reference: with `verify`, archives from repositories need a provenance file of somebody in its `keyring`.
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
        guard let location = try charts.location(of: reference), location.isFolder else {
            throw ActionError(.invalidOptions, "only unpacked charts can be updated")
        }
        let updater = try await updater(verifyingWith: reference.verify ? reference.keyring : nil)
        let chart = try await translated { try await work(updater, location.path) }
        return try await translated { try await threads.run { chart.dependencyStates(folder: location.path) } }
    }

    /// The chart, after an update where `dependencyUpdate` asks for one and `charts/` lacks something.
    // Helm: cmd/install.go, runInstall
    public func chart(_ reference: ChartReference) async throws(ActionError) -> Chart {
        guard reference.dependencyUpdate else { return try await charts.chart(reference) }
        var reference = reference
        reference.dependencyUpdate = false
        let chart = try await charts.chart(reference)
        if (try? chart.checkDependencies()) != nil { return chart }
        // A signature of the chart says nothing about those of its dependencies.
        var folder = reference
        folder.verify = false
        _ = try await update(folder)
        return try await charts.chart(reference)
    }

    /// The chart whose folder was sent as an archive, after an update of its dependencies. Nothing of it stays on disk.
    func updated(packedFolder archive: [UInt8]) async throws(ActionError) -> Chart {
        let updater = try await updater(verifyingWith: nil)
        let folder = try await translated { try await threads.run { try UnpackedFolder(archive) } }
        defer { folder.remove() }
        do {
            return try await translated { try await updater.update(folder: folder.path) }
        } catch {
            // Where it was unpacked is nobody's business.
            throw ActionError(error.code, error.message.replacing(folder.path + "/", with: ""))
        }
    }

    /// - Parameter keyring: nil verifies nothing, the empty name means the standard keyring.
    private func updater(verifyingWith keyring: String?) async throws(ActionError) -> DependencyUpdater {
        var verify: ArchiveVerification?
        if let keyring { verify = try verification(keyring: keyring) }
        let (now, repositories, registry) = (clock.now, repositories, registry)
        let source = try await translated {
            DependencySource(
                repositories: try await HTTPRepositories(
                    catalog: repositories.catalog, transport: repositories.transport, maximumArchiveBytes: maximumBytes),
                registry: registry, maximumBytes: maximumBytes)
        }
        return DependencyUpdater(repository: source, roots: roots, verify: verify, now: { now().rfc3339 })
    }

    private func verification(keyring name: String) throws(ActionError) -> ArchiveVerification {
        let (keyring, clock) = (try keyrings.keyring(name), clock)
        return { (archive, fileName, provenance) throws(RepositoryError) in
            do throws(ProvenanceError) {
                _ = try ProvenanceVerifier(now: clock.seconds).verify(
                    archive: archive, fileName: fileName, provenance: provenance, keyring: keyring)
            } catch {
                throw RepositoryError(.notVerified, error.message)
            }
        }
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
            case .notVerified: .notVerified
            case .busy: .operationPending
            case .storage: .internal
            }
        self.init(code, error.message)
    }
}
