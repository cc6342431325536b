/// What Go's `net/url` finds in the text of an address.
public struct WebAddress: Sendable {
    public let scheme: [UInt8]
    public let host: [UInt8]
    /// Without escapes.
    public let path: [UInt8]

    /// Nil for what Go does not take for a URL.
    public init?(_ text: String) {
        guard let url = try? GoURL(Array(text.utf8)) else { return nil }
        self.init(url)
    }

    /// Nil for what Go does not take for the URI of a request.
    public init?(requestURI text: String) {
        guard let url = try? GoURL(requestURI: Array(text.utf8)) else { return nil }
        self.init(url)
    }

    private init(_ url: GoURL) {
        scheme = url.scheme
        host = url.host
        path = url.path
    }
}
