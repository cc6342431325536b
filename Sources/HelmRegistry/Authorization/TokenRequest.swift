internal import HelmHTTP
internal import HelmValues

/// One exchange of credentials for an access token.
struct TokenRequest {
    let realm: BearerRealm
    let service: String
    let scopes: [String]
    let credential: RegistryCredential
    /// A user name and password go by OAuth2 too, which `login` tries first.
    var prefersOAuth2 = false

    struct Token {
        let text: String
        let lifetime: Duration
    }

    static let maximumBytes = 128 << 10
    private static let clientID = "helm-wrapper"

    /// oras-go: registry/remote/auth/client.go, fetchBearerToken
    func fetch(over transport: RegistryTransport) async throws(RegistryError) -> Token {
        if !credential.accessToken.isEmpty { return Token(text: credential.accessToken, lifetime: .seconds(60)) }
        let isOAuth2 = !credential.isEmpty && (!credential.identityToken.isEmpty || prefersOAuth2)
        var request = isOAuth2 ? try oauth2Request() : distributionRequest()
        request.maximumBodyBytes = Self.maximumBytes
        let response = try await transport.send(request).response
        guard response.status == 200 else { throw ErrorAnswer.error(request.method, request.url, response) }
        return try token(in: response, request, isOAuth2: isOAuth2)
    }

    private func distributionRequest() -> HTTPRequest {
        var fields = scopes.map { ("scope", $0) }
        if !service.isEmpty { fields.append(("service", service)) }
        var url = realm.url
        if !fields.isEmpty { url += (url.contains("?") ? "&" : "?") + FormEncoding.text(fields) }
        var request = HTTPRequest("GET", url)
        if !credential.username.isEmpty || !credential.password.isEmpty {
            request.headers["Authorization"] = BasicAuthorization.header(credential)
        }
        return request
    }

    private func oauth2Request() throws(RegistryError) -> HTTPRequest {
        var fields = [("client_id", Self.clientID)]
        if !credential.identityToken.isEmpty {
            fields += [("grant_type", "refresh_token"), ("refresh_token", credential.identityToken)]
        } else if !credential.username.isEmpty, !credential.password.isEmpty {
            fields += [
                ("grant_type", "password"), ("username", credential.username), ("password", credential.password),
            ]
        } else {
            throw RegistryError(.unauthorized, "missing username or password for bearer auth")
        }
        fields.append(("service", service))
        if !scopes.isEmpty { fields.append(("scope", scopes.joined(separator: " "))) }
        var request = HTTPRequest("POST", realm.url, body: Array(FormEncoding.text(fields).utf8))
        request.headers["Content-Type"] = "application/x-www-form-urlencoded"
        return request
    }

    private func token(in response: HTTPResponse, _ request: HTTPRequest, isOAuth2: Bool) throws(RegistryError) -> Token
    {
        let place = "\(request.method) \(GoQuote.quoted(ShownURL.text(request.url)))"
        let body: Value
        do throws(JSONError) {
            body = try JSON.parsePrefix(response.body[...]).value
        } catch {
            throw RegistryError(.unreachable, "\(place): failed to decode response: \(error.message)")
        }
        let names = isOAuth2 ? ["access_token"] : ["access_token", "token"]
        let found = names.lazy.compactMap { body[$0]?.stringValue }.first { !$0.isEmpty }
        guard let text = found, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw RegistryError(.unreachable, "\(place): empty token returned")
        }
        // A minute where nothing is said, as the specification has it; the last tenth is left for the way.
        let seconds = body["expires_in"]?.intValue ?? 60
        return Token(text: text, lifetime: .seconds(Double(min(max(seconds, 0), 86_400)) * 0.9))
    }
}

enum BasicAuthorization {
    static func header(_ credential: RegistryCredential) -> String {
        let pair = Array("\(credential.username):\(credential.password)".utf8)
        return "Basic " + String(decoding: Base64.encode(pair), as: UTF8.self)
    }
}

/// `application/x-www-form-urlencoded`
enum FormEncoding {
    static func text(_ fields: [(name: String, value: String)]) -> String {
        fields.map { "\(escaped($0.name))=\(escaped($0.value))" }.joined(separator: "&")
    }

    private static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if byte.isDigit || byte.isLetter || "-_.~".utf8.contains(byte) {
                bytes.append(byte)
            } else if byte == 0x20 {
                bytes.append(UInt8(ascii: "+"))
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
