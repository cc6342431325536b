internal import HelmHTTP
internal import HelmValues

/// One operation's talk with one registry: requests that answer its challenges.
struct RegistrySession: Sendable {
    struct Request: Sendable {
        var method = "GET"
        let url: String
        var headers = HTTPHeaders()
        var body: [UInt8]?
        let limit: Int
    }

    let registry: RegistryName
    let access: RegistryAccess
    /// What tokens must be good for, as far as known before the registry says it.
    let scope: String?
    let transport: RegistryTransport
    let tokens: TokenCache?
    let credentials: RegistryCredentials
    /// Nothing but the given credentials counts, incomplete as they may be.
    var isLogin = false
    var prefersOAuth2 = false

    func url(_ path: String) -> String { registry.url(path, isPlainHTTP: access.isPlainHTTP) }

    /// The answer, whatever its status, after an attempt with credentials where the registry asks for them.
    ///
    /// oras-go: registry/remote/auth/client.go, Do
    func send(_ request: Request) async throws(RegistryError) -> HTTPResponse {
        guard let origin = URLOrigin(request.url), let home = URLOrigin(url("/")), origin == home else {
            throw RegistryError(.invalid, "\(ShownURL.text(request.url)) is not at the registry \(registry)")
        }
        let attempted = tokens?.header(key(origin, scope ?? ""))
        let answer = try await transport.send(wire(request, attempted))
        // What another host asks for, where a redirect led, is not for it to have.
        guard answer.response.status == 401, answer.origin == origin,
            let challenge = AuthChallenge.first(of: answer.response.headers.values("WWW-Authenticate"))
        else { return answer.response }
        if attempted != nil { tokens?.remove(key(origin, scope ?? "")) }
        do throws(RegistryError) {
            let header = try await authorization(for: challenge, at: origin, rejected: attempted)
            return try await transport.send(wire(request, header)).response
        } catch {
            // Go words what failed on the way to a token after the request that needs it.
            throw error.prefixed("\(request.method) \(GoQuote.quoted(ShownURL.text(request.url))): ")
        }
    }

    private func wire(_ request: Request, _ authorization: String?) -> HTTPRequest {
        var result = HTTPRequest(request.method, request.url, headers: request.headers, body: request.body)
        result.headers["Authorization"] = authorization
        result.headers["User-Agent"] = "helm-wrapper"
        result.maximumBodyBytes = request.limit
        result.tls = access.tls
        return result
    }

    private func key(_ origin: URLOrigin, _ scope: String) -> TokenCache.Key {
        let identity = access.explicitCredential.map { TokenCache.Identity.explicit($0) } ?? .stored(credentials.path)
        return TokenCache.Key(origin: origin, identity: identity, tls: access.tls, scope: scope)
    }

    private func authorization(
        for challenge: AuthChallenge, at origin: URLOrigin, rejected: String?
    ) async throws(RegistryError) -> String {
        switch challenge {
        case .basic:
            let header = try basic(try await credential())
            if header != rejected { tokens?.store(header, for: key(origin, ""), lifetime: .seconds(300)) }
            return header
        case .bearer(let realm, let service, let challenged):
            let scopes = TokenScope.merged(scope, challenged)
            let wanted = key(origin, scopes.joined(separator: " "))
            if let known = tokens?.header(wanted), known != rejected { return known }
            let request = TokenRequest(
                realm: try BearerRealm(realm, of: origin), service: service, scopes: scopes,
                credential: try await credential(), prefersOAuth2: prefersOAuth2)
            let token = try await request.fetch(over: transport)
            let header = "Bearer \(token.text)"
            for key in [wanted, key(origin, scope ?? "")] where !key.scope.isEmpty {
                tokens?.store(header, for: key, lifetime: token.lifetime)
            }
            return header
        }
    }

    /// A request may ask for less protection, but not for the server's own credentials: those go unprotected only to this
    /// machine and to what the configuration names.
    private var mayUseStored: Bool {
        guard access.isPlainHTTP || access.tls.isInsecure else { return true }
        guard let home = URLOrigin(registry.url("/", isPlainHTTP: access.isPlainHTTP)) else { return false }
        return home.isLoopback || transport.gate.trustedOrigins.contains(home)
    }

    private func credential() async throws(RegistryError) -> RegistryCredential {
        if isLogin { return access.credential ?? RegistryCredential() }
        if let explicit = access.explicitCredential { return explicit }
        guard mayUseStored else { return RegistryCredential() }
        return try await credentials.credential(for: registry)
    }

    private func basic(_ credential: RegistryCredential) throws(RegistryError) -> String {
        if credential.isEmpty { throw RegistryError(.unauthorized, "basic credential not found") }
        if credential.username.isEmpty || credential.password.isEmpty {
            throw RegistryError(.unauthorized, "missing username or password for basic auth")
        }
        return BasicAuthorization.header(credential)
    }
}
