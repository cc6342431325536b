internal import HelmTemplate

/// A URL as Go's `net/url` reads and writes it.
struct GoURL {
    struct User {
        var name: [UInt8]
        var password: [UInt8]?

        /// With what needs it escaped.
        var text: [UInt8] {
            let name = URLEscaping.escape(name, .userPassword)
            guard let password else { return name }
            return name + [UInt8(ascii: ":")] + URLEscaping.escape(password, .userPassword)
        }
    }

    var scheme: [UInt8] = []
    var opaque: [UInt8] = []
    var user: User?
    var host: [UInt8] = []
    /// Without escapes.
    var path: [UInt8] = []
    var query: [UInt8] = []
    /// Without escapes.
    var fragment: [UInt8] = []

    init() {}

    /// - Throws: `FunctionError` in Go's words, `parse "…": …`.
    init(_ text: [UInt8]) throws {
        let hash = text.firstIndex(of: UInt8(ascii: "#"))
        let main = Array(text[..<(hash ?? text.count)])
        do throws(FunctionError) {
            try parse(main)
        } catch {
            throw Self.error(main, error)
        }
        guard let hash else { return }
        do throws(FunctionError) {
            fragment = try URLEscaping.unescape(Array(text[(hash + 1)...]), .fragment)
        } catch {
            throw Self.error(text, error)
        }
    }

    /// As Go's `ParseRequestURI`: a `#` is part of what it stands in.
    init(requestURI text: [UInt8]) throws(FunctionError) {
        try parse(text)
        if scheme.isEmpty, text != [UInt8(ascii: "*")], path.first != UInt8(ascii: "/") {
            throw FunctionError("invalid URI for request")
        }
    }

    private static func error(_ text: [UInt8], _ error: FunctionError) -> FunctionError {
        FunctionError("parse \(String(decoding: Quoting.quoted(text), as: UTF8.self)): \(error.message)")
    }

    private mutating func parse(_ text: [UInt8]) throws(FunctionError) {
        if text.contains(where: { $0 < 32 || $0 == 127 }) {
            throw FunctionError("net/url: invalid control character in URL")
        }
        var rest: [UInt8]
        (scheme, rest) = try Self.scheme(text)
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            query = Array(rest[(mark + 1)...])
            rest = Array(rest[..<mark])
        }
        if rest.first != UInt8(ascii: "/") {
            if !scheme.isEmpty {
                opaque = rest
                return
            }
            if rest.prefix(while: { $0 != UInt8(ascii: "/") }).contains(UInt8(ascii: ":")) {
                throw FunctionError("first path segment in URL cannot contain colon")
            }
        }
        if rest.starts(with: Array("//".utf8)), !scheme.isEmpty || !rest.starts(with: Array("///".utf8)) {
            let end = rest[2...].firstIndex(of: UInt8(ascii: "/")) ?? rest.count
            try parse(authority: Array(rest[2..<end]))
            rest = Array(rest[end...])
        }
        path = try URLEscaping.unescape(rest, .path)
    }

    private static func scheme(_ text: [UInt8]) throws(FunctionError) -> (scheme: [UInt8], rest: [UInt8]) {
        for (index, byte) in text.enumerated() {
            switch byte {
            case 65...90, 97...122: continue
            case 48...57, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                if index == 0 { return ([], text) }
            case UInt8(ascii: ":"):
                if index == 0 { throw FunctionError("missing protocol scheme") }
                let scheme = text[..<index].map { (65...90).contains($0) ? $0 + 32 : $0 }
                return (scheme, Array(text[(index + 1)...]))
            default: return ([], text)
            }
        }
        return ([], text)
    }

    private mutating func parse(authority: [UInt8]) throws(FunctionError) {
        guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else {
            host = try parsed(host: authority)
            return
        }
        host = try parsed(host: Array(authority[(at + 1)...]))
        let info = authority[..<at]
        guard info.allSatisfy(URLEscaping.mayStandInUserInfo) else { throw FunctionError("net/url: invalid userinfo") }
        let parts = info.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        user = User(
            name: try URLEscaping.unescape(Array(parts[0]), .userPassword),
            password: try parts.count > 1 ? URLEscaping.unescape(Array(parts[1]), .userPassword) : nil
        )
    }

    private func parsed(host: [UInt8]) throws(FunctionError) -> [UInt8] {
        if host.first == UInt8(ascii: "[") {
            guard let end = host.lastIndex(of: UInt8(ascii: "]")) else { throw FunctionError("missing ']' in host") }
            try Self.checkPort(Array(host[(end + 1)...]))
            if let zone = ByteText.index(of: Array("%25".utf8), in: Array(host[..<end])) {
                return try URLEscaping.unescape(Array(host[..<zone]), .host)
                    + URLEscaping.unescape(Array(host[zone..<end]), .zone)
                    + URLEscaping.unescape(Array(host[end...]), .host)
            }
        } else {
            // Only web addresses are strict: databases list several hosts with ports.
            let isWeb = scheme == Array("http".utf8) || scheme == Array("https".utf8)
            let colon = UInt8(ascii: ":")
            if let start = isWeb ? host.firstIndex(of: colon) : host.lastIndex(of: colon) {
                try Self.checkPort(Array(host[start...]))
            }
        }
        return try URLEscaping.unescape(host, .host)
    }

    private static func checkPort(_ port: [UInt8]) throws(FunctionError) {
        if port.isEmpty || (port[0] == UInt8(ascii: ":") && port.dropFirst().allSatisfy { $0 >= 48 && $0 <= 57 }) {
            return
        }
        throw FunctionError("invalid port \(String(decoding: Quoting.quoted(port), as: UTF8.self)) after host")
    }

    /// The host without its port and without the brackets of an address.
    var hostname: [UInt8] {
        var name = host
        if let colon = name.lastIndex(of: UInt8(ascii: ":")), (try? Self.checkPort(Array(name[colon...]))) != nil {
            name = Array(name[..<colon])
        }
        if name.first == UInt8(ascii: "["), name.last == UInt8(ascii: "]") { name = Array(name.dropFirst().dropLast()) }
        return name
    }

    /// The whole URL as text.
    var text: [UInt8] {
        var result: [UInt8] = []
        if !scheme.isEmpty { result += scheme + [UInt8(ascii: ":")] }
        if opaque.isEmpty {
            if !scheme.isEmpty || !host.isEmpty || user != nil {
                if !host.isEmpty || !path.isEmpty || user != nil { result += Array("//".utf8) }
                if let user { result += user.text + [UInt8(ascii: "@")] }
                result += URLEscaping.escape(host, .host)
            }
            let escaped = path == [UInt8(ascii: "*")] ? path : URLEscaping.escape(path, .path)
            if let first = escaped.first, first != UInt8(ascii: "/"), !host.isEmpty { result.append(UInt8(ascii: "/")) }
            // A colon in the first segment of a relative path would read as a scheme.
            if result.isEmpty, escaped.prefix(while: { $0 != UInt8(ascii: "/") }).contains(UInt8(ascii: ":")) {
                result += Array("./".utf8)
            }
            result += escaped
        } else {
            result += opaque
        }
        if !query.isEmpty { result += [UInt8(ascii: "?")] + query }
        if !fragment.isEmpty { result += [UInt8(ascii: "#")] + URLEscaping.escape(fragment, .fragment) }
        return result
    }
}
