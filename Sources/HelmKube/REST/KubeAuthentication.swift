internal import HelmHTTP
internal import HelmValues
internal import Logging

/// A call bound to its server and caller.
struct PreparedCall {
    var request: HTTPRequest
    /// What a plugin told, when there is one, and whether it was asked again for this call.
    fileprivate var credential: PluginCredential?
    fileprivate var isRenewed = false

    /// Puts in what a plugin told, instead of what it told before.
    fileprivate mutating func use(_ credential: PluginCredential) {
        self.credential = credential
        request.headers["Authorization"] = credential.token.isEmpty ? nil : "Bearer \(credential.token)"
        request.tls.clientCertificate = credential.certificate
        request.tls.clientKey = credential.key
    }
}

extension KubeClient {
    func prepared(_ call: KubeCall) async throws(KubeError) -> PreparedCall {
        var prepared = PreparedCall(request: try request(call))
        if case .plugin(let plugin) = connection.credentials.kind {
            do {
                prepared.use(try await CredentialPlugins.shared.credential(for: plugin))
            } catch {
                throw error.wrapped("\(call.verb) \"\(connection.server)\(call.target)\": getting credentials: ")
            }
        }
        return prepared
    }

    /// Asks the plugin for another credential after a 401.
    ///
    /// client-go does that for the next request; a server's next request may come from somebody else, so this one is
    /// repeated, which a 401 allows: nothing was done.
    /// - Returns: whether there is another one, which the server has not seen in this call.
    func renew(_ prepared: inout PreparedCall) async -> Bool {
        guard case .plugin(let plugin) = connection.credentials.kind, let used = prepared.credential,
            !prepared.isRenewed
        else { return false }
        prepared.isRenewed = true
        do {
            let credential = try await CredentialPlugins.shared.credential(after: used, for: plugin)
            if credential.isSameIdentity(as: used) { return false }
            prepared.use(credential)
            return true
        } catch {
            logger.error("refreshing credentials: \(error.message)")
            return false
        }
    }

    private func request(_ call: KubeCall) throws(KubeError) -> HTTPRequest {
        if let problem = call.problem { throw KubeError(.invalidManifest, problem) }
        var request = HTTPRequest(call.method, connection.server + call.target)
        request.headers.add("User-Agent", Self.userAgent)
        request.headers.add("Accept", call.accept)
        if let contentType = call.contentType { request.headers.add("Content-Type", contentType) }
        request.tls = connection.tls
        try authenticate(&request)
        request.body = call.body
        request.timeout = call.timeout ?? requestTimeout
        request.idleTimeout = call.isWatch ? nil : Self.idleTimeout
        request.maximumBodyBytes = call.maximumBodyBytes
        request.proxy = connection.proxy
        if connection.isCallerNamed {
            request.allowsAddress = { address, _ in !OutboundAddress.isLinkLocalOrMetadata(address) }
        }
        return request
    }

    /// All but what a plugin tells.
    private func authenticate(_ request: inout HTTPRequest) throws(KubeError) {
        request.tls.clientCertificate = connection.credentials.clientCertificate
        request.tls.clientKey = connection.credentials.clientKey
        switch connection.credentials.kind {
        case .anonymous, .plugin: break
        case .bearerToken(let token): request.headers.add("Authorization", "Bearer \(token)")
        case .tokenFile(let file): request.headers.add("Authorization", "Bearer \(try TokenFiles.shared.token(file))")
        case .basic(let user, let password):
            let encoded = Base64.encode(Array("\(user):\(password)".utf8))
            request.headers.add("Authorization", "Basic " + String(decoding: encoded, as: UTF8.self))
        }
        let impersonation = connection.impersonation
        if impersonation.isEmpty { return }
        request.headers.add("Impersonate-User", impersonation.user)
        if !impersonation.uid.isEmpty { request.headers.add("Impersonate-Uid", impersonation.uid) }
        for group in impersonation.groups { request.headers.add("Impersonate-Group", group) }
        for (key, values) in impersonation.extra.sorted(by: { $0.key < $1.key }) {
            for value in values { request.headers.add("Impersonate-Extra-\(URLText.encodedPart(key))", value) }
        }
    }
}
