public import HelmValues

/// A failure of talking to a cluster, or of what was to be sent to it.
///
/// `message` is in the words of Helm, client-go or the API server. Nothing decides by the message.
public struct KubeError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable, Hashable {
        // Configuration
        /// A kubeconfig that cannot be read or says something wrong.
        case configuration
        /// The named context, cluster or user is not in the kubeconfig.
        case contextNotFound
        /// No kubeconfig and no service account: there is no cluster to talk to.
        case noCluster
        /// A request asked for a server, a file or an option that the configuration does not allow.
        case notAllowed
        /// Something of Kubernetes that this client does not do, told by name.
        case unsupported
        // Transport
        /// No answer: refused, reset, DNS, TLS.
        case unreachable
        /// The deadline passed.
        case timedOut
        case cancelled
        // Answers of the API server
        case badRequest
        case unauthorized
        case forbidden
        case notFound
        case methodNotAllowed
        /// 409 AlreadyExists.
        case alreadyExists
        /// 409 Conflict, also of server-side apply.
        case conflict
        /// 410, also as an ERROR event of a watch.
        case expired
        case tooLarge
        case unsupportedMediaType
        /// 422.
        case invalid
        case tooManyRequests
        /// 5xx.
        case serverError
        /// An answer that is no JSON, or no object.
        case malformedAnswer
        // What was to be sent
        /// A manifest that cannot be read as objects, or fails validation.
        case invalidManifest
        /// The server has no such kind.
        case noMatch
        /// An object exists and belongs to somebody else.
        case notOwned
        case invalidOptions
        /// A patch could not be made.
        case patch
        /// Several failures in one; ``KubeError/underlying`` has them.
        case several
        // Waiting
        /// Not ready in time, or failed for good.
        case notReady
        /// A hook's Job or Pod failed.
        case failed
    }

    public let code: Code
    public var message: String
    /// HTTP status of the answer; nil when there was none.
    public var status: Int?
    /// `reason` of the server's Status, such as `AlreadyExists`.
    public var reason: String?
    /// `details` of the server's Status.
    public var details: Value?
    /// The failures that this one was made of.
    public var underlying: [KubeError]
    /// Lines for people, such as why an object is not ready. Helm has none: they belong into no record.
    public var explanation: [String] = []

    public init(
        _ code: Code, _ message: String, status: Int? = nil, reason: String? = nil, details: Value? = nil,
        underlying: [KubeError] = []
    ) {
        self.code = code
        self.message = message
        self.status = status
        self.reason = reason
        self.details = details
        self.underlying = underlying
    }

    public var description: String { message }

    /// The same failure told with more around it, as Go wraps errors: code, status and reason stay.
    public func wrapped(_ prefix: String) -> KubeError {
        var copy = self
        copy.message = prefix + message
        return copy
    }

    public var isNotFound: Bool { code == .notFound }
}
