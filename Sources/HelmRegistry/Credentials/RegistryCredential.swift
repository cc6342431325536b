/// What somebody is known by at a registry. It shows nothing of itself.
public struct RegistryCredential: Sendable, Hashable {
    public var username: String
    public var password: String
    /// Exchanged for access tokens.
    public var identityToken: String
    /// Sent as it is.
    public var accessToken: String

    public init(username: String = "", password: String = "", identityToken: String = "", accessToken: String = "") {
        self.username = username
        self.password = password
        self.identityToken = identityToken
        self.accessToken = accessToken
    }

    public var isEmpty: Bool {
        username.isEmpty && password.isEmpty && identityToken.isEmpty && accessToken.isEmpty
    }
}

extension RegistryCredential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "<redacted>" }
    public var debugDescription: String { "<redacted>" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
