/// Why there is no answer. (An answer with an error status is an answer.)
///
/// `message` is what Go's `net/http` says without its `Get "URL": ` in front, such as
/// `dial tcp 127.0.0.1:1: connect: connection refused`. It holds neither credentials nor query.
public struct HTTPError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable {
        case invalidURL
        /// The name of the host has no address.
        case hostNotFound
        /// No connection could be made.
        case cannotConnect
        /// The connection ended before the answer did; the server may have done what was asked.
        case connectionClosed
        /// The server's certificate is not to be trusted, or no TLS was spoken.
        case tls
        case timedOut
        case cancelled
        /// The answer is longer than the request allows.
        case tooLarge
        /// `HTTPRequest.allowsAddress` refused.
        case refusedAddress
        case tooManyRedirects
        /// The answer is no HTTP.
        case malformedAnswer
        /// Anything else that libcurl reports.
        case other
    }

    public let code: Code
    public let message: String
    /// With ``Code/connectionClosed``: nothing of an answer had come on a connection that had been used before.
    public let wasReused: Bool

    public init(_ code: Code, _ message: String, wasReused: Bool = false) {
        self.code = code
        self.message = message
        self.wasReused = wasReused
    }

    public var description: String { message }
}
