internal import HelmActions
internal import HelmKube
internal import HelmRepository
internal import Hummingbird

extension APIError {
    /// Any error that left a handler, as the caller reads it. What nobody foresaw is told without its insides.
    init(describing error: any Error, path: String) {
        switch error {
        case let error as APIError: self = error
        case let error as ActionError:
            self.init(Self.code(of: error.code), error.message)
            explanation = error.explanation
        case let error as UploadError: self.init(Self.code(of: error.code), error.message)
        case let error as HTTPError where error.status == .notFound: self = .unknownPath(path)
        case let error as HTTPError where error.status == .contentTooLarge:
            self.init(.payloadTooLarge, "http: request body too large")
        case let error as HTTPError: self.init(.badRequest, error.body ?? "bad request")
        case is CancellationError: self.init(.unavailable, "the request was cancelled")
        default: self.init(.internal, "internal error: \(type(of: error))")
        }
    }

    private static func code(of code: ActionError.Code) -> Code {
        switch code {
        case .invalidOptions, .invalidName, .invalidRevision, .chartReference, .invalidLabels, .unsupported: .badRequest
        case .releaseNotFound, .revisionNotFound, .noDeployedRelease, .chartNotFound: .notFound
        case .nameInUse, .operationPending, .conflict, .alreadyUninstalled, .notOwned, .applyConflict: .conflict
        case .invalidChart, .notVerified, .missingDependencies, .chartNotInstallable, .incompatibleChart,
            .invalidValues,
            .schemaViolation, .renderFailed, .invalidManifest, .objectRefused, .hookFailed, .waitFailed,
            .uninstallIncomplete, .recordTooLarge:
            .unprocessable
        case .waitTimeout: .timeout
        case .clusterUnreachable, .cancelled: .unavailable
        case .unauthorized: .unauthorized
        case .forbidden: .forbidden
        case .clusterFailed: .badGateway
        case .repositoryFailed: .repositoryFailed
        case .recordUndecodable, .internal: .internal
        }
    }

    private static func code(of code: UploadError.Code) -> Code {
        switch code {
        case .invalidName, .invalidForm: .badRequest
        case .invalidChart: .unprocessable
        case .tooLarge: .payloadTooLarge
        case .exists: .conflict
        case .notFound: .notFound
        case .cancelled: .unavailable
        case .storage: .internal
        }
    }
}

extension APIError {
    /// A cluster that cannot even be named: no such context, no kubeconfig, a server that is not allowed.
    init(unreachable error: KubeError) {
        switch error.code {
        case .notAllowed: self.init(.forbidden, error.message)
        case .contextNotFound: self.init(.badRequest, "Kubernetes cluster unreachable: \(error.message)")
        default: self.init(.unavailable, "Kubernetes cluster unreachable: \(error.message)")
        }
    }
}
