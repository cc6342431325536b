/// How a caller proves to an API server who it is. Prints as `<redacted>`.
public struct Credentials: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    public enum Kind: Sendable, Hashable {
        case anonymous
        case bearerToken(String)
        /// A file whose content is the token; read again when it gets old, as service account tokens rotate.
        case tokenFile(String)
        case basic(user: String, password: String)
        /// A program that tells them.
        case plugin(CredentialPlugin)
    }

    public var kind: Kind
    /// PEM; may stand beside any kind.
    public var clientCertificate: [UInt8]?
    public var clientKey: [UInt8]?

    public init(_ kind: Kind = .anonymous, clientCertificate: [UInt8]? = nil, clientKey: [UInt8]? = nil) {
        self.kind = kind
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
    }

    public var description: String { "<redacted>" }
    public var debugDescription: String { "<redacted>" }
}

/// As whom the caller wants to act.
public struct Impersonation: Sendable, Hashable {
    public var user: String
    public var uid: String
    public var groups: [String]
    public var extra: [String: [String]]

    public init(user: String = "", uid: String = "", groups: [String] = [], extra: [String: [String]] = [:]) {
        self.user = user
        self.uid = uid
        self.groups = groups
        self.extra = extra
    }

    public var isEmpty: Bool { user.isEmpty && uid.isEmpty && groups.isEmpty && extra.isEmpty }
}
