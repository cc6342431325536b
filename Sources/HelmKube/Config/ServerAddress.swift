/// The address of an API server.
enum ServerAddress {
    /// Scheme in lower case, no slash at the end; a bare `host:port` is https.
    /// - Throws: `configuration` for anything that is no plain http or https URL.
    static func normalized(_ text: String) throws(KubeError) -> String {
        var address = text
        if !address.contains("://") { address = "https://" + address }
        while address.hasSuffix("/") { address.removeLast() }
        guard let separator = address.firstRange(of: "://") else { throw invalid(text) }
        let scheme = address[..<separator.lowerBound].lowercased()
        let rest = address[separator.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        let isPlain = rest.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !"@?#\\\"<>".utf8.contains($0) }
        guard scheme == "https" || scheme == "http", !authority.isEmpty, isPlain else { throw invalid(text) }
        return scheme + "://" + rest
    }

    /// Whether what is sent there can be read by nobody else: TLS, or the machine itself.
    static func isPrivate(_ address: String) -> Bool {
        if address.hasPrefix("https://") { return true }
        let authority = address.dropFirst("http://".count).prefix { $0 != "/" }
        if authority.hasPrefix("[") { return authority.hasPrefix("[::1]") }
        let host = authority.prefix { $0 != ":" }
        // Digits only: a name such as 127.example is somebody else's.
        return host == "localhost"
            || host.hasPrefix("127.") && host.utf8.allSatisfy { $0 == UInt8(ascii: ".") || (48...57).contains($0) }
    }

    /// An address without the `user:password@` that a kubeconfig's may carry, and these as credentials. Go's clients send
    /// them, even where they keep a token to themselves: over plain http.
    static func separated(_ text: String) -> (address: String, credentials: Credentials.Kind?) {
        guard let start = text.firstRange(of: "://")?.upperBound,
            let at = text[start...].prefix(while: { $0 != "/" }).lastIndex(of: "@")
        else { return (text, nil) }
        let parts = text[start..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let decoded = parts.map(URLText.decoded)
        let kind = Credentials.Kind.basic(user: decoded.first ?? "", password: decoded.count > 1 ? decoded[1] : "")
        return (String(text[..<start]) + text[text.index(after: at)...], kind)
    }

    private static func invalid(_ text: String) -> KubeError {
        // The text may hold a password.
        let shown = text.contains("@") ? "…" : text
        return KubeError(.configuration, "host must be a URL or a host:port pair: \"\(shown)\"")
    }

    /// Whether an address is what a pattern says; `*` stands for any text, also none.
    static func matches(_ address: String, pattern: String) -> Bool {
        let text = Array(address.lowercased().utf8)
        let pattern = Array(pattern.lowercased().utf8)
        var (place, wanted) = (0, 0)
        var star: (wanted: Int, place: Int)?
        while place < text.count {
            if wanted < pattern.count, pattern[wanted] == UInt8(ascii: "*") {
                star = (wanted, place)
                wanted += 1
            } else if wanted < pattern.count, pattern[wanted] == text[place] {
                (place, wanted) = (place + 1, wanted + 1)
            } else if let last = star {
                // Let the last star take one more.
                star = (last.wanted, last.place + 1)
                (place, wanted) = (last.place + 1, last.wanted + 1)
            } else {
                return false
            }
        }
        return pattern[wanted...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
