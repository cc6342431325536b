/// A chart repository that this server knows, as Helm's repositories.yaml has it.
public struct RepositoryEntry: Sendable, Equatable, CustomStringConvertible {
    public var name: String
    public var url: String
    public var username = ""
    public var password = ""
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
}

/// Which chart repositories may be reached.
public struct RepositoryPolicy: Sendable {
    /// Always reachable, by name and by address.
    public var entries: [RepositoryEntry] = []
    /// Patterns of further addresses; `*` matches anything.
    public var allowedURLs: [String] = []
    public var maximumIndexBytes = 32 << 20
    public var timeout: Duration = .seconds(120)

    public init() {}

    func entry(for url: String) -> RepositoryEntry? {
        entries.first { Self.trimmed($0.url).elementsEqual(Self.trimmed(url)) }
    }

    func allows(_ url: String) -> Bool {
        entry(for: url) != nil || allowedURLs.contains { Self.matches(Array($0.utf8)[...], Array(url.utf8)[...]) }
    }

    private static func trimmed(_ url: String) -> Substring.UTF8View {
        var url = Substring(url)
        while url.utf8.last == UInt8(ascii: "/") { url.removeLast() }
        return url.utf8
    }

    /// Star by star, each as short as it can be: no more than the product of the lengths.
    private static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        var (pattern, text) = (pattern, text)
        var retry: (pattern: ArraySlice<UInt8>, text: ArraySlice<UInt8>)?
        while true {
            if let next = pattern.first, next == UInt8(ascii: "*") {
                pattern = pattern.dropFirst()
                retry = (pattern, text)
            } else if let next = pattern.first, next == text.first {
                pattern = pattern.dropFirst()
                text = text.dropFirst()
            } else if pattern.isEmpty, text.isEmpty {
                return true
            } else if let last = retry, !last.text.isEmpty {
                retry = (last.pattern, last.text.dropFirst())
                pattern = last.pattern
                text = last.text.dropFirst()
            } else {
                return false
            }
        }
    }
}
