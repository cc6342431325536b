public import HelmHTTP

/// Everything needed to talk to one API server as one caller.
public struct ClusterConnection: Sendable, Hashable {
    /// `https://host:port`, perhaps with a path, without a slash at its end.
    public var server: String
    /// Authorities, server name and `insecure`; the client certificate comes from the credentials.
    public var tls: TLSOptions
    public var credentials: Credentials
    public var impersonation: Impersonation
    public var proxy: ProxyOption
    /// Whether a caller named the server: then it may not lie at a link-local or metadata address.
    public var isCallerNamed = false
    /// The namespace of the context; `default` when it names none.
    public var namespace: String

    public init(
        server: String, tls: TLSOptions = TLSOptions(), credentials: Credentials = Credentials(),
        impersonation: Impersonation = Impersonation(), proxy: ProxyOption = .environment, namespace: String = "default"
    ) {
        self.server = server
        self.tls = tls
        self.credentials = credentials
        self.impersonation = impersonation
        self.proxy = proxy
        self.namespace = namespace
    }

    /// Who talks to which server: the key of every cache. Two callers never share one.
    ///
    /// A hashable value, not a text: it holds the credentials, so it must not be printed, and prints nothing.
    public var identity: ConnectionIdentity {
        ConnectionIdentity(
            server: server, tls: tls, credentials: credentials, impersonation: impersonation, proxy: proxy)
    }
}

extension ClusterConnection: CustomStringConvertible {
    /// Neither credentials nor proxy, which may hold some.
    public var description: String { "ClusterConnection(server: \(server), namespace: \(namespace))" }
}

/// A cache key: server and caller.
public struct ConnectionIdentity: Sendable, Hashable, CustomStringConvertible {
    let server: String
    let tls: TLSOptions
    let credentials: Credentials
    let impersonation: Impersonation
    let proxy: ProxyOption

    public var description: String { "<identity>" }
}
