/// The parts of a URL that a transfer looks at.
struct TargetURL {
    let isTLS: Bool
    /// Without brackets, user or port.
    let host: String
    let port: Int
    /// `host` or `host:port` as the URL has it.
    let authority: String
    private let rest: Substring
    private let hasPort: Bool

    /// Nil when it is no `http` or `https` URL with a host.
    init?(_ url: String) {
        guard let schemeEnd = url.firstRange(of: "://") else { return nil }
        switch url[..<schemeEnd.lowerBound].lowercased() {
        case "https": isTLS = true
        case "http": isTLS = false
        default: return nil
        }
        if url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7f }) { return nil }
        let afterScheme = url[schemeEnd.upperBound...]
        let authorityEnd = afterScheme.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? afterScheme.endIndex
        var authority = afterScheme[..<authorityEnd]
        rest = afterScheme[authorityEnd...]
        if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
        self.authority = String(authority)
        let portText: Substring?
        if authority.first == "[" {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            host = String(authority[authority.index(after: authority.startIndex)..<close])
            let after = authority[authority.index(after: close)...]
            portText = after.first == ":" ? after.dropFirst() : nil
        } else {
            let colon = authority.firstIndex(of: ":")
            host = String(authority[..<(colon ?? authority.endIndex)])
            portText = colon.map { authority[authority.index(after: $0)...] }
        }
        if host.isEmpty { return nil }
        hasPort = !(portText ?? "").isEmpty
        if let portText, !portText.isEmpty {
            guard let number = Int(portText), (1...65535).contains(number) else { return nil }
            port = number
        } else {
            port = isTLS ? 443 : 80
        }
    }

    var bracketedHost: String { host.contains(":") ? "[\(host)]" : host }

    var isLoopback: Bool { OutboundAddress.isLoopback(host) }

    /// The URL with another host and the same port.
    func withHost(_ name: String) -> String {
        "\(isTLS ? "https" : "http")://\(name.contains(":") ? "[\(name)]" : name):\(port)\(rest)"
    }
}

extension String {
    func trimmingLineEnd() -> String {
        var bytes = Substring(self).utf8
        while let last = bytes.last, last == 0x0d || last == 0x0a { bytes = bytes.dropLast() }
        return String(Substring(bytes))
    }
}
