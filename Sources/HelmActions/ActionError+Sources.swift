internal import HelmChart
internal import HelmKube
internal import HelmProvenance
internal import HelmRegistry
internal import HelmRelease
internal import HelmRender
internal import HelmRepository

extension ActionError {
    /// What the cluster said.
    init(_ error: KubeError) {
        let code: Code =
            switch error.code {
            case .unreachable, .timedOut, .configuration, .contextNotFound, .noCluster: .clusterUnreachable
            case .unauthorized: .unauthorized
            case .forbidden: .forbidden
            case .notOwned: .notOwned
            case .invalidManifest, .noMatch: .invalidManifest
            case .conflict, .alreadyExists: .applyConflict
            case .invalid, .badRequest, .notFound, .patch, .tooLarge, .unsupportedMediaType, .methodNotAllowed:
                .objectRefused
            case .invalidOptions, .notAllowed: .invalidOptions
            case .unsupported: .unsupported
            case .notReady: .waitTimeout
            case .failed: .waitFailed
            case .cancelled: .cancelled
            case .several: error.underlying.first.map { ActionError($0).code } ?? .clusterFailed
            case .expired, .tooManyRequests, .serverError, .malformedAnswer: .clusterFailed
            }
        self.init(code, error.code == .cancelled ? "context canceled" : error.message)
        explanation = error.explanation
    }

    /// What the store said.
    init(_ error: ReleaseError) {
        let code: Code =
            switch error.code {
            case .notFound: .releaseNotFound
            case .alreadyExists, .conflict: .conflict
            case .undecodable: .recordUndecodable
            case .tooLarge: .recordTooLarge
            case .invalidLabels: .invalidLabels
            case .unreachable: .clusterUnreachable
            case .unauthorized: .unauthorized
            case .forbidden: .forbidden
            case .cancelled: .cancelled
            case .storage: .clusterFailed
            }
        self.init(code, error.message)
    }

    init(_ error: RenderError) {
        let code: Code =
            switch error.code {
            case .chart: .invalidChart
            case .values: .invalidValues
            case .incompatible: .incompatibleChart
            case .parse, .execution: .renderFailed
            case .manifest: .invalidManifest
            case .cancelled: .cancelled
            }
        self.init(code, error.message)
    }

    init(_ error: ChartError) {
        let code: Code =
            switch error.code {
            case .unreadable, .tooLarge, .invalidChart: .invalidChart
            case .invalidValues: .invalidValues
            case .schemaViolation: .schemaViolation
            case .incompatible: .incompatibleChart
            case .missingDependencies: .missingDependencies
            case .notInstallable: .chartNotInstallable
            }
        self.init(code, error.message)
    }

    /// What a registry said, or what was said of it.
    init(_ error: RegistryError) {
        let code: Code =
            switch error.code {
            case .invalid: .chartReference
            case .notFound: .chartNotFound
            case .forbidden: .forbidden
            case .unauthorized, .unreachable, .tooLarge, .corrupted: .repositoryFailed
            case .unsupported: .invalidChart
            case .storage: .internal
            }
        self.init(code, error.message)
    }

    /// An error of any kind that reached an action.
    init(any error: any Error) {
        switch error {
        case let error as ActionError: self = error
        case let error as KubeError: self.init(error)
        case let error as ReleaseError: self.init(error)
        case let error as RenderError: self.init(error)
        case let error as ChartError: self.init(error)
        case let error as RepositoryError: self.init(error)
        case let error as ProvenanceError: self.init(error)
        case let error as RegistryError: self.init(error)
        case is CancellationError: self.init(.cancelled, "context canceled")
        default: self.init(.internal, "\(error)")
        }
    }

    static let cancelled = ActionError(.cancelled, "context canceled")
}

/// Runs work whose errors are of another module, and tells them as this one's.
func translated<T: Sendable>(
    isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> T
) async throws(ActionError) -> T {
    do {
        return try await work()
    } catch {
        throw ActionError(any: error)
    }
}
