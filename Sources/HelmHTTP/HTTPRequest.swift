/// One request; URL and header values are sent as they are given.
public struct HTTPRequest: Sendable {
    public var method: String
    /// Absolute, `http` or `https`, already percent-encoded.
    public var url: String
    public var headers: HTTPHeaders
    public var body: [UInt8]?
    /// The whole request must be over within this; nil waits for ever. A stream is not bound by it once it answered.
    public var timeout: Duration?
    /// Ends the request when nothing at all moves for that long; nil waits for ever. A stream whose reader
    /// is slow is not idle.
    public var idleTimeout: Duration?
    /// A longer body ends the request with `tooLarge`. Of a stream it bounds nothing.
    public var maximumBodyBytes: Int
    public var tls: TLSOptions
    public var proxy: ProxyOption
    /// How many redirects are followed; none for API servers.
    public var maximumRedirects: Int
    /// Asked with the numeric address of every connection before anything is sent on it, redirects included.
    ///
    /// Called on the client's own thread: it must not block. Refusing ends the request with `refusedAddress`.
    public var allowsAddress: (@Sendable (_ address: String, _ port: Int) -> Bool)?

    public static let defaultMaximumBodyBytes = 256 << 20

    public init(_ method: String, _ url: String, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8]? = nil) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        maximumBodyBytes = Self.defaultMaximumBodyBytes
        tls = TLSOptions()
        proxy = .environment
        maximumRedirects = 0
    }
}

/// Where a request goes through.
public enum ProxyOption: Sendable, Hashable {
    /// `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` of the process.
    case environment
    /// Straight to the server, whatever the environment says.
    case none
    case url(String)
}

/// How a server proves itself, and how we do; certificates and keys are PEM.
public struct TLSOptions: Sendable, Hashable {
    /// Authorities to trust instead of the system's.
    public var certificateAuthority: [UInt8]?
    public var clientCertificate: [UInt8]?
    public var clientKey: [UInt8]?
    /// The name that the server's certificate must carry, when it is not the host of the URL.
    public var serverName: String?
    /// Takes any certificate.
    public var isInsecure: Bool

    public init(
        certificateAuthority: [UInt8]? = nil, clientCertificate: [UInt8]? = nil, clientKey: [UInt8]? = nil,
        serverName: String? = nil, isInsecure: Bool = false
    ) {
        self.certificateAuthority = certificateAuthority
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
        self.serverName = serverName
        self.isInsecure = isInsecure
    }
}

extension TLSOptions: CustomStringConvertible {
    /// Says nothing about the key.
    public var description: String {
        "TLSOptions(serverName: \(serverName ?? "-"), insecure: \(isInsecure), clientCertificate: \(clientCertificate != nil))"
    }
}
