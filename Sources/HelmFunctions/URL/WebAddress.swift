internal import Glibc

/// What Go's `net/url` finds in the text of an address.
public struct WebAddress: Sendable {
    public let scheme: [UInt8]
    public let host: [UInt8]
    /// Without escapes.
    public let path: [UInt8]

    /// Nil for what Go does not take for a URL.
    public init?(_ text: String) {
        guard let url = try? GoURL(Array(text.utf8)) else { return nil }
        guard Self.hasGoodBrackets(url.host) else { return nil }
        self.init(url)
    }

    /// Nil for what Go does not take for the URI of a request.
    public init?(requestURI text: String) {
        guard let url = try? GoURL(requestURI: Array(text.utf8)) else { return nil }
        guard Self.hasGoodBrackets(url.host) else { return nil }
        self.init(url)
    }

    private init(_ url: GoURL) {
        scheme = url.scheme
        host = url.host
        path = url.path
    }

    /// Brackets hold an IPv6 address, with or without a zone.
    private static func hasGoodBrackets(_ host: [UInt8]) -> Bool {
        guard host.first == UInt8(ascii: "["), let end = host.lastIndex(of: UInt8(ascii: "]")) else { return true }
        let address = String(decoding: host[1..<end].prefix { $0 != UInt8(ascii: "%") }, as: UTF8.self)
        var result = in6_addr()
        return inet_pton(AF_INET6, address, &result) == 1
    }
}
