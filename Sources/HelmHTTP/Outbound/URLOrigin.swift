/// Scheme, host and port of an `http` or `https` URL: what credentials belong to.
public struct URLOrigin: Sendable, Hashable {
    public let isTLS: Bool
    /// In lower case, without brackets.
    public let host: String
    public let port: Int

    /// Nil when it is no `http` or `https` URL with a host.
    public init?(_ url: String) {
        guard let target = TargetURL(url) else { return nil }
        isTLS = target.isTLS
        host = target.host.lowercased()
        port = target.port
    }

    public var isLoopback: Bool { OutboundAddress.isLoopback(host) }
}
