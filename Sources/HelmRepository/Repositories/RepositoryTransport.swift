internal import Glibc
public import HelmHTTP
internal import HelmValues

/// What tells one state of a file on a server from another.
public struct CacheValidators: Sendable, Hashable {
    public var entityTag = ""
    public var lastModified = ""

    public init() {}

    var isEmpty: Bool { entityTag.isEmpty && lastModified.isEmpty }
}

/// One file of a repository that is wanted.
public struct RepositoryRequest: Sendable {
    /// Absolute.
    public var url: String
    /// Whose credentials and certificates are used.
    public var entry: RepositoryEntry
    /// A longer answer is refused.
    public var maximumBytes: Int
    public var timeout: Duration = .seconds(120)
    /// Of the state that is here already.
    public var validators = CacheValidators()

    public init(_ url: String, of entry: RepositoryEntry, maximumBytes: Int) {
        self.url = url
        self.entry = entry
        self.maximumBytes = maximumBytes
    }
}

/// Fetches files of chart repositories, through the gate.
///
/// Credentials go to the repository's own origin; to another that its index names only where the entry says so; and never
/// along with a redirect to another origin. Errors hold neither credentials nor queries.
public struct RepositoryTransport: Sendable {
    public enum Answer: Sendable {
        case body([UInt8], CacheValidators)
        /// The server still has the state of the request's validators.
        case unchanged
    }

    private let gate: OutboundGate

    public init(gate: OutboundGate) {
        self.gate = gate
    }

    /// The whole file.
    public func bytes(_ request: RepositoryRequest) async throws(RepositoryError) -> [UInt8] {
        var request = request
        request.validators = CacheValidators()
        guard case .body(let bytes, _) = try await get(request) else {
            throw RepositoryError(.unreachable, "failed to fetch \(ShownURL.text(request.url)) : 304 Not Modified")
        }
        return bytes
    }

    /// The file, unless it is unchanged.
    public func get(_ request: RepositoryRequest) async throws(RepositoryError) -> Answer {
        let prepared = try prepared(request)
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try await gate.send(prepared)
        } catch {
            throw Self.failure(error, request)
        }
        if response.status == 304, !request.validators.isEmpty { return .unchanged }
        // Helm: pkg/getter/httpgetter.go
        guard response.status == 200 else {
            throw RepositoryError(
                Self.code(ofStatus: response.status),
                "failed to fetch \(ShownURL.text(request.url)) : \(HTTPStatusText.line(response.status))")
        }
        var validators = CacheValidators()
        validators.entityTag = Self.short(response.headers["ETag"])
        validators.lastModified = Self.short(response.headers["Last-Modified"])
        return .body(response.body, validators)
    }

    /// What is sent back with every later request is not as long as a server likes.
    private static func short(_ header: String?) -> String {
        header.map { $0.utf8.count <= 1024 ? $0 : "" } ?? ""
    }

    private func prepared(_ wanted: RepositoryRequest) throws(RepositoryError) -> HTTPRequest {
        let (url, user, password) = RepositoryURL.withoutUser(wanted.url)
        var request = HTTPRequest("GET", url)
        request.timeout = wanted.timeout
        request.maximumBodyBytes = wanted.maximumBytes
        request.headers["User-Agent"] = "helm-wrapper"
        if !wanted.validators.entityTag.isEmpty { request.headers["If-None-Match"] = wanted.validators.entityTag }
        if !wanted.validators.lastModified.isEmpty {
            request.headers["If-Modified-Since"] = wanted.validators.lastModified
        }
        let entry = wanted.entry
        request.tls = try entry.tlsOptions()
        if !user.isEmpty { request.headers["Authorization"] = Self.basic(user, password) }
        let origin = URLOrigin(url)
        guard entry.passesCredentials || origin != nil && origin == URLOrigin(entry.url) else {
            (request.tls.clientCertificate, request.tls.clientKey) = (nil, nil)
            return request
        }
        if let authorization = Self.authorization(of: entry) { request.headers["Authorization"] = authorization }
        return request
    }

    private static func authorization(of entry: RepositoryEntry) -> String? {
        if !entry.username.isEmpty, !entry.password.isEmpty { return basic(entry.username, entry.password) }
        if !entry.bearerToken.isEmpty { return "Bearer \(entry.bearerToken)" }
        let (_, user, password) = RepositoryURL.withoutUser(entry.url)
        return user.isEmpty ? nil : basic(user, password)
    }

    private static func basic(_ user: String, _ password: String) -> String {
        "Basic " + String(decoding: Base64.encode(Array("\(user):\(password)".utf8)), as: UTF8.self)
    }

    /// In the words of Go's client.
    private static func failure(_ error: HTTPError, _ request: RepositoryRequest) -> RepositoryError {
        switch error.code {
        case .refusedAddress: RepositoryError(.forbidden, error.message)
        case .invalidURL: RepositoryError(.invalid, "\(ShownURL.text(request.url)): \(error.message)")
        case .tooLarge:
            RepositoryError(
                .unreachable,
                "\(ShownURL.text(request.url)) is larger than the \(request.maximumBytes) bytes that are allowed")
        default:
            RepositoryError(.unreachable, "Get \(GoQuote.quoted(ShownURL.text(request.url))): \(error.message)")
        }
    }

    private static func code(ofStatus status: Int) -> RepositoryError.Code {
        switch status {
        case 401, 403: .unauthorized
        case 404, 410: .notFound
        default: .unreachable
        }
    }
}
