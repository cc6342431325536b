internal import FoundationEssentials

/// The one gate for every URL that a request, a chart or an index names: repositories, registries, values files.
///
/// Hosts must be on the allow-list where there is one. Wherever a name or a redirect leads, link-local addresses and the
/// metadata services of clouds are refused. Credentials are sent to the origin of the first URL alone.
public struct OutboundGate: Sendable {
    /// Nil allows every host.
    public var allowedHosts: [HostPattern]?
    /// Allowed besides: what the operator configured by URL.
    public var trustedOrigins: Set<URLOrigin>
    private let client: HTTPClient

    static let maximumRedirects = 10

    public init(
        allowedHosts: [HostPattern]? = nil, trustedOrigins: Set<URLOrigin> = [], client: HTTPClient = .shared
    ) {
        self.allowedHosts = allowedHosts
        self.trustedOrigins = trustedOrigins
        self.client = client
    }

    /// - Throws: ``HTTPError``: `invalidURL`, `refusedAddress` with a message that names the host.
    @discardableResult
    public func check(_ url: String) throws(HTTPError) -> URLOrigin {
        guard let origin = URLOrigin(url) else {
            throw HTTPError(.invalidURL, "not an http or https URL")
        }
        let isAllowed =
            trustedOrigins.contains(origin) || allowedHosts.map { $0.contains { $0.matches(origin) } } ?? true
        guard isAllowed, !OutboundAddress.isLinkLocalOrMetadata(origin.host) else {
            throw HTTPError(.refusedAddress, "host \(origin.host) is not one that this server may reach")
        }
        return origin
    }

    /// Sends a request and reads its answer; redirects of GET and HEAD are followed, each one checked.
    ///
    /// `timeout` bounds all of it. `Authorization` and the client certificate stay with the first URL's origin.
    public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        try await answer(to: request).response
    }

    /// As ``send(_:)``, with the origin that answered: only the first URL's may ask for its credentials.
    public func answer(
        to request: HTTPRequest
    ) async throws(HTTPError) -> (response: HTTPResponse, origin: URLOrigin) {
        let deadline = request.timeout.map { ContinuousClock.now + $0 }
        var request = request
        request.maximumRedirects = 0
        request.allowsAddress = { address, _ in !OutboundAddress.isLinkLocalOrMetadata(address) }
        for _ in 0...Self.maximumRedirects {
            let origin = try check(request.url)
            let response = try await client.send(request)
            guard let next = Self.redirect(of: request, response) else { return (response, origin) }
            if URLOrigin(next) != origin { request.dropCredentials() }
            request.url = next
            if let deadline { request.timeout = max(deadline - ContinuousClock.now, .milliseconds(1)) }
        }
        throw HTTPError(.tooManyRedirects, "stopped after \(Self.maximumRedirects) redirects")
    }

    private static func redirect(of request: HTTPRequest, _ response: HTTPResponse) -> String? {
        guard ["GET", "HEAD"].contains(request.method), [301, 302, 303, 307, 308].contains(response.status),
            let location = response.headers["Location"],
            let url = URL(string: location, relativeTo: URL(string: request.url)),
            var parts = URLComponents(string: url.absoluteString)
        else { return nil }
        (parts.user, parts.password, parts.fragment) = (nil, nil, nil)
        return parts.string
    }
}

extension HTTPRequest {
    fileprivate mutating func dropCredentials() {
        headers["Authorization"] = nil
        headers["Cookie"] = nil
        tls.clientCertificate = nil
        tls.clientKey = nil
    }
}

/// A URL without what nobody else should read.
public enum ShownURL {
    /// Without user, password, query and fragment.
    public static func text(_ url: String) -> String {
        guard var parts = URLComponents(string: url) else { return "the given URL" }
        (parts.user, parts.password, parts.query, parts.fragment) = (nil, nil, nil, nil)
        return parts.string ?? "the given URL"
    }
}
