public import HTTPTypes

/// A failed request: what the envelope says, and what kind of failure it is.
public struct APIError: Error, Sendable {
    /// The closed list behind the header `X-Helm-Error`, each with its true HTTP status.
    public enum Code: String, Sendable, CaseIterable {
        case badRequest = "bad-request"
        case unauthorized
        case forbidden
        case notFound = "not-found"
        case methodNotAllowed = "method-not-allowed"
        case conflict
        case payloadTooLarge = "payload-too-large"
        case unprocessable
        case tooManyRequests = "too-many-requests"
        case `internal` = "internal"
        case badGateway = "cluster-error"
        case repositoryFailed = "repository-error"
        case unavailable = "cluster-unreachable"
        case timeout

        public var status: HTTPResponse.Status {
            switch self {
            case .badRequest: .badRequest
            case .unauthorized: .unauthorized
            case .forbidden: .forbidden
            case .notFound: .notFound
            case .methodNotAllowed: .methodNotAllowed
            case .conflict: .conflict
            case .payloadTooLarge: .contentTooLarge
            case .unprocessable: .unprocessableContent
            case .tooManyRequests: .tooManyRequests
            case .internal: .internalServerError
            case .badGateway, .repositoryFailed: .badGateway
            case .unavailable: .serviceUnavailable
            case .timeout: .gatewayTimeout
            }
        }

        /// Whether the reply has this status whatever `httpStatus` says: the request never reached a handler.
        var isAlwaysShown: Bool {
            self == .methodNotAllowed || self == .payloadTooLarge
        }
    }

    public let code: Code
    public let message: String
    /// Lines for people, beside the message: what the cluster tells of objects that did not become ready.
    var explanation: [String] = []
    /// The methods that the path does take, with `.methodNotAllowed`.
    var allowedMethods: [HTTPRequest.Method] = []
    /// Shows its status even where handled replies are all 200: no route was found, or one that Helm itself calls.
    var hasTrueStatus = false

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    static func unknownPath(_ path: String) -> APIError {
        var error = APIError(.notFound, "no route for \(path)")
        error.hasTrueStatus = true
        return error
    }

    static func methodNotAllowed(_ method: HTTPRequest.Method, allowed: [HTTPRequest.Method]) -> APIError {
        let names = allowed.map(\.rawValue).joined(separator: ", ")
        var error = APIError(.methodNotAllowed, "method \(method.rawValue) is not allowed here; allowed: \(names)")
        error.allowedMethods = allowed
        return error
    }
}
