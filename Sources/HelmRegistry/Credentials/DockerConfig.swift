internal import HelmValues

/// Docker's `config.json`, which Helm's `registry/config.json` is too. Keys that mean nothing here are kept.
///
/// oras-go: registry/remote/credentials/internal/config
struct DockerConfig {
    private var root: ValueMap

    /// - Parameter path: for errors alone.
    init(_ bytes: [UInt8], path: String) throws(RegistryError) {
        let isBlank = bytes.allSatisfy { $0 == 0x20 || (0x09...0x0d).contains($0) }
        let value: Value
        do throws(JSONError) {
            value = isBlank ? .map([:]) : try JSON.parsePrefix(bytes[...]).value
        } catch {
            throw Self.invalid("failed to decode config file \(path): invalid config format: \(error.message)")
        }
        switch value {
        case .null: root = [:]
        case .map(let map): root = map
        default: throw Self.invalid("failed to decode config file \(path): invalid config format: not an object")
        }
        if let auths = root["auths"], auths.mapValue == nil, !auths.isNull {
            throw Self.invalid("failed to unmarshal auths field: invalid config format")
        }
        if let store = root["credsStore"], store.stringValue == nil, !store.isNull {
            throw Self.invalid("failed to unmarshal creds store field: invalid config format")
        }
        let helpers = root["credHelpers"] ?? .null
        guard helpers.isNull || helpers.mapValue?.allSatisfy({ $0.value.stringValue != nil }) == true else {
            throw Self.invalid("failed to unmarshal cred helpers field: invalid config format")
        }
    }

    var credentialStore: String { root["credsStore"]?.stringValue ?? "" }
    private var auths: ValueMap { root["auths"]?.mapValue ?? [:] }
    private var helpers: ValueMap { root["credHelpers"]?.mapValue ?? [:] }

    /// The helper that keeps the credentials of an address, or "".
    func helper(for address: String) -> String {
        let own = helpers[address]?.stringValue ?? ""
        return own.isEmpty ? credentialStore : own
    }

    var isConfigured: Bool { !credentialStore.isEmpty || !helpers.isEmpty || !auths.isEmpty }

    /// Every address that the file names.
    var addresses: [String] { auths.keys + helpers.keys }

    /// An address may be written as the URL that `docker login` once wrote.
    func credential(for address: String) throws(RegistryError) -> RegistryCredential? {
        let entry = auths[address] ?? auths.first { bytesEqual(Self.host(of: $0.key), address) }?.value
        guard let entry, !entry.isNull else { return nil }
        guard let fields = entry.mapValue else {
            throw Self.invalid("failed to unmarshal auth field: invalid config format")
        }
        func text(_ name: String) -> String { fields[name]?.stringValue ?? "" }
        var credential = RegistryCredential(
            username: text("username"), password: text("password"), identityToken: text("identitytoken"),
            accessToken: text("registrytoken"))
        let encoded = text("auth")
        if !encoded.isEmpty {
            guard let decoded = Base64.decode(encoded.utf8), let colon = decoded.firstIndex(of: UInt8(ascii: ":"))
            else {
                throw Self.invalid("failed to decode auth field: invalid config format")
            }
            credential.username = String(decoding: decoded[..<colon], as: UTF8.self)
            credential.password = String(decoding: decoded[(colon + 1)...], as: UTF8.self)
        }
        return credential.isEmpty ? nil : credential
    }

    mutating func set(_ credential: RegistryCredential, for address: String) {
        var entry: ValueMap = [:]
        if !credential.username.isEmpty || !credential.password.isEmpty {
            let pair = Array("\(credential.username):\(credential.password)".utf8)
            entry["auth"] = .string(String(decoding: Base64.encode(pair), as: UTF8.self))
        }
        if !credential.identityToken.isEmpty { entry["identitytoken"] = .string(credential.identityToken) }
        if !credential.accessToken.isEmpty { entry["registrytoken"] = .string(credential.accessToken) }
        var auths = auths
        auths[address] = .map(entry)
        root["auths"] = .map(auths)
    }

    /// - Returns: whether there was anything.
    mutating func remove(_ address: String) -> Bool {
        var auths = auths
        guard auths[address] != nil else { return false }
        auths[address] = nil
        root["auths"] = .map(auths)
        return true
    }

    mutating func set(credentialStore: String) {
        root["credsStore"] = .string(credentialStore)
        if root["auths"]?.mapValue == nil { root["auths"] = .map([:]) }
    }

    /// As Helm writes it, with tabs.
    var bytes: [UInt8] { JSON.encodeIndented(.map(root), indent: "\t") }

    /// Host and port of an address that may be a URL.
    static func host(of address: String) -> String {
        var rest = address[...]
        for scheme in ["http://", "https://"] where rest.utf8.starts(with: scheme.utf8) {
            rest = rest.dropFirst(scheme.count)
        }
        return String(rest.prefix { $0 != "/" })
    }

    private static func invalid(_ message: String) -> RegistryError { RegistryError(.storage, message) }
}
