/// A chart repository that this server knows, as Helm's repositories.yaml has it.
public struct RepositoryEntry: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    public var name: String
    public var url: String
    public var username = ""
    public var password = ""
    /// Sent as a bearer token where there is no user name. Helm knows no such field, and ignores it in its file.
    public var bearerToken = ""
    /// Paths of PEM files on the server.
    public var certFile = ""
    public var keyFile = ""
    public var caFile = ""
    public var isInsecure = false
    /// Send the credentials to other hosts that the index names, too.
    public var passesCredentials = false

    public init(name: String, url: String) {
        self.name = name
        self.url = url
    }

    /// Says nothing about credentials.
    public var description: String { "RepositoryEntry(\(name))" }
    public var debugDescription: String { description }
}
