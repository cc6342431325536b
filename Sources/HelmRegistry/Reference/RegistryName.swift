internal import HelmHTTP
internal import HelmValues

/// `host` or `host:port` of a registry, and what follows from it.
public struct RegistryName: Sendable, Hashable, CustomStringConvertible {
    /// As it is written, such as `docker.io`.
    public let text: String

    /// - Throws: code `invalid` in Helm's words.
    public init(_ text: String) throws(RegistryError) {
        guard Self.isHost(text), URLOrigin("https://\(text)/") != nil else {
            // What stands before an @ may be a password.
            let shown = text.contains("@") ? "<redacted>" : GoQuote.quoted(String(text.prefix(256)))
            throw RegistryError(.invalid, "invalid reference: invalid registry \(shown)")
        }
        self.text = text
    }

    /// A registry as a configuration names it: by its host, by `oci://` or by a URL, with or without a path.
    public init(configured text: String) throws(RegistryError) {
        var rest = text[...]
        for scheme in [OCIReference.scheme, "https://", "http://"] where rest.hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
            break
        }
        try self.init(String(rest.prefix { $0 != "/" }))
    }

    public var description: String { text }

    /// Where requests go. Docker Hub has another name for that.
    public var host: String { text == "docker.io" ? "registry-1.docker.io" : text }

    /// What the registry is called in files of credentials.
    public var serverAddress: String {
        text == "docker.io" || text == "registry-1.docker.io" ? "https://index.docker.io/v1/" : text
    }

    func url(_ path: String, isPlainHTTP: Bool) -> String { "\(isPlainHTTP ? "http" : "https")://\(host)\(path)" }

    private static func isHost(_ text: String) -> Bool {
        var name = text[...]
        if name.first == "[" {
            guard let close = name.firstIndex(of: "]") else { return false }
            let inside = name[name.index(after: name.startIndex)..<close]
            guard inside.utf8.allSatisfy({ $0.isDigit || $0.isLetter || ":.".utf8.contains($0) }) else { return false }
            name = name[name.index(after: close)...]
            return name.isEmpty || name.first == ":" && isPort(name.dropFirst())
        }
        if let colon = name.firstIndex(of: ":") {
            guard isPort(name[name.index(after: colon)...]) else { return false }
            name = name[..<colon]
        }
        return !name.isEmpty && name.utf8.allSatisfy { $0.isDigit || $0.isLetter || "-_.~".utf8.contains($0) }
    }

    private static func isPort(_ text: Substring) -> Bool { text.utf8.allSatisfy(\.isDigit) }
}
