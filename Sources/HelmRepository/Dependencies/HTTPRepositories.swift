internal import FoundationEssentials
internal import HelmArchive
public import HelmHTTP
internal import HelmValues

/// Chart repositories over HTTP, for one request: each index is fetched once.
///
/// Only addresses that the policy allows; wherever they and their redirects lead, never to link-local addresses or
/// metadata services. Credentials go to the repository's own host.
public actor HTTPRepositories: DependencyRepository {
    private let policy: RepositoryPolicy
    private let client: HTTPClient
    private let maximumArchiveBytes: Int
    private var indexes: [String: RepositoryIndex] = [:]

    public init(policy: RepositoryPolicy, client: HTTPClient = .shared, maximumArchiveBytes: Int = 20 << 20) {
        self.policy = policy
        self.client = client
        self.maximumArchiveBytes = maximumArchiveBytes
    }

    public nonisolated func url(ofAlias name: String) -> String? {
        policy.entries.first { bytesEqual($0.name, name) }?.url
    }

    public func find(
        _ name: String, in repository: String, version: RequestedVersion
    ) async throws(RepositoryError) -> FoundChart? {
        let index = try await index(of: repository)
        guard let versions = index.versions(of: name) else {
            throw RepositoryError(.notFound, "\(name) chart not found in repo \(Self.shown(repository))")
        }
        guard let found = versions.first(version), let reference = found.urls.first else { return nil }
        guard let url = Self.resolved(reference, against: repository) else {
            throw RepositoryError(.unreachable, "the index of \(Self.shown(repository)) has an invalid URL for \(name)")
        }
        return FoundChart(
            name: name, version: found.version, url: url, digest: found.digest, repository: repository)
    }

    public func archive(_ chart: FoundChart) async throws(RepositoryError) -> [UInt8] {
        let bytes: [UInt8]
        do throws(RepositoryError) {
            bytes = try await get(chart.url, repository: chart.repository, limit: maximumArchiveBytes)
        } catch {
            throw RepositoryError(error.code, "could not download \(Self.shown(chart.url)): \(error.message)")
        }
        let digest = chart.digest.utf8.starts(with: "sha256:".utf8) ? String(chart.digest.dropFirst(7)) : chart.digest
        guard digest.isEmpty || bytesEqual(digest.lowercased(), Checksum.sha256(bytes)) else {
            throw RepositoryError(
                .unreachable, "could not download \(Self.shown(chart.url)): its digest is not that of the index")
        }
        return bytes
    }

    private func index(of repository: String) async throws(RepositoryError) -> RepositoryIndex {
        if let index = indexes[repository] { return index }
        guard policy.allows(repository) else {
            throw RepositoryError(
                .forbidden,
                "chart repository \(Self.shown(repository)) is not one that this server may reach: name it in "
                    + "helmRepos or allowedRepositories")
        }
        do throws(RepositoryError) {
            guard let url = Self.resolved("index.yaml", against: repository) else {
                throw RepositoryError(.invalid, "invalid URL")
            }
            let bytes = try await get(url, repository: repository, limit: policy.maximumIndexBytes)
            let index = try RepositoryIndex(bytes)
            indexes[repository] = index
            return index
        } catch {
            throw RepositoryError(
                error.code,
                "looks like \(GoQuote.quoted(Self.shown(repository))) is not a valid chart repository or cannot be "
                    + "reached: \(error.message)")
        }
    }

    private func get(_ url: String, repository: String, limit: Int) async throws(RepositoryError) -> [UInt8] {
        var request = HTTPRequest("GET", url)
        request.timeout = policy.timeout
        request.maximumBodyBytes = limit
        request.maximumRedirects = 10
        request.allowsAddress = { address, _ in !OutboundAddress.isLinkLocalOrMetadata(address) }
        if let entry = policy.entry(for: repository) { try authorize(&request, by: entry) }
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try await client.send(request)
        } catch {
            throw RepositoryError(error.code == .refusedAddress ? .forbidden : .unreachable, error.message)
        }
        guard response.status == 200 else {
            throw RepositoryError(
                response.status == 404 ? .notFound : .unreachable,
                "failed to fetch \(Self.shown(url)) : \(response.status)")
        }
        return response.body
    }

    private func authorize(_ request: inout HTTPRequest, by entry: RepositoryEntry) throws(RepositoryError) {
        request.tls.isInsecure = entry.isInsecure
        request.tls.certificateAuthority = try pem(entry.caFile)
        guard entry.passesCredentials || Self.isSameHost(request.url, entry.url) else { return }
        request.tls.clientCertificate = try pem(entry.certFile)
        request.tls.clientKey = try pem(entry.keyFile)
        if !entry.username.isEmpty || !entry.password.isEmpty {
            let text = Base64.encode(Array("\(entry.username):\(entry.password)".utf8))
            request.headers["Authorization"] = "Basic " + String(decoding: text, as: UTF8.self)
        }
    }

    private func pem(_ path: String) throws(RepositoryError) -> [UInt8]? {
        if path.isEmpty { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw RepositoryError(.storage, "a certificate file of the repository cannot be read")
        }
        return [UInt8](data)
    }

    // Helm: pkg/repo/v1, ResolveReferenceURL
    private static func resolved(_ reference: String, against repository: String) -> String? {
        guard var base = URLComponents(string: repository) else { return nil }
        let query = base.percentEncodedQuery
        while base.percentEncodedPath.utf8.last == UInt8(ascii: "/") { base.percentEncodedPath.removeLast() }
        base.percentEncodedPath += "/"
        base.percentEncodedQuery = nil
        guard let url = URL(string: reference, relativeTo: base.url),
            var result = URLComponents(string: url.absoluteString),
            ["http", "https"].contains(result.scheme?.lowercased() ?? ""), result.host?.isEmpty == false
        else { return nil }
        let isAbsolute = URLComponents(string: reference)?.scheme != nil
        if !isAbsolute { result.percentEncodedQuery = query }
        return result.string
    }

    private static func isSameHost(_ left: String, _ right: String) -> Bool {
        guard let left = URLComponents(string: left), let right = URLComponents(string: right) else { return false }
        func port(_ url: URLComponents) -> Int { url.port ?? (url.scheme?.lowercased() == "https" ? 443 : 80) }
        return left.scheme?.lowercased() == right.scheme?.lowercased()
            && left.host?.lowercased() == right.host?.lowercased() && port(left) == port(right)
    }

    /// An address without what nobody else should read: user, password and query.
    private static func shown(_ url: String) -> String {
        guard var parts = URLComponents(string: url) else { return "the given URL" }
        (parts.user, parts.password, parts.query, parts.fragment) = (nil, nil, nil, nil)
        return parts.string ?? "the given URL"
    }
}
