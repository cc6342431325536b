internal import HelmValues

/// The path of a resource on an API server, as client-go makes it.
public struct KubePath: Sendable, Hashable, CustomStringConvertible {
    public var group: String
    public var version: String
    /// The plural, such as `secrets`; empty names the group version itself.
    public var resource: String
    /// Nil for cluster-wide kinds, and to list in all namespaces.
    public var namespace: String?
    public var name: String?
    /// Such as `status` or `log`.
    public var subresource: String?

    public init(
        group: String = "", version: String = "v1", _ resource: String, namespace: String? = nil, name: String? = nil,
        subresource: String? = nil
    ) {
        self.group = group
        self.version = version
        self.resource = resource
        self.namespace = namespace
        self.name = name
        self.subresource = subresource
    }

    /// `/api/v1/namespaces/NS/secrets/NAME` or `/apis/GROUP/VERSION/…`, every part percent-encoded.
    public var description: String {
        var text = group.isEmpty ? "/api/" : "/apis/\(URLText.encodedPart(group))/"
        text += URLText.encodedPart(version)
        // client-go: an empty namespace is all of them.
        if let namespace, !namespace.isEmpty { text += "/namespaces/\(URLText.encodedPart(namespace))" }
        if !resource.isEmpty { text += "/\(URLText.encodedPart(resource))" }
        if let name { text += "/\(URLText.encodedPart(name))" }
        if let subresource { text += "/\(subresource)" }
        return text
    }
}

extension KubePath {
    /// Why this is no path to send; nil when it is fine.
    ///
    /// The one gate for names: an empty one would turn an object into its collection, `..` into what stands above it.
    var problem: String? {
        if let name {
            if name.isEmpty { return "resource name may not be empty" }
            if namespace?.isEmpty ?? false {
                return "an empty namespace may not be set when a resource name is provided"
            }
            if let reason = Self.reason(name) { return "invalid resource name \(GoQuote.quoted(name)): [\(reason)]" }
        }
        if let namespace, let reason = Self.reason(namespace) {
            return "invalid namespace \(GoQuote.quoted(namespace)): [\(reason)]"
        }
        for part in [group, version, resource, subresource ?? ""] {
            if let reason = Self.reason(part) { return "invalid path segment \(GoQuote.quoted(part)): [\(reason)]" }
        }
        return nil
    }

    /// apimachinery: validation/path, IsValidPathSegmentName.
    private static func reason(_ part: String) -> String? {
        if part == "." || part == ".." { return "may not be '\(part)'" }
        for forbidden in ["/", "%"] where part.contains(forbidden) { return "may not contain '\(forbidden)'" }
        return nil
    }
}

/// Query parameters, in the order to be sent.
public typealias KubeQuery = [(name: String, value: String)]

/// Percent-encoding as Go's `net/url` does it.
enum URLText {
    /// Escapes for one part of a path.
    static func encodedPart(_ text: String) -> String {
        encoded(text) { isUnreserved($0) || "$&+=:@".utf8.contains($0) }
    }

    /// Escapes for a query, with `+` for a space.
    static func encodedQuery(_ query: KubeQuery) -> String {
        query.map { name, value in "\(encodedQueryPart(name))=\(encodedQueryPart(value))" }.joined(separator: "&")
    }

    /// Escapes of a URL undone; wrong ones stay.
    static func decoded(_ text: some StringProtocol) -> String {
        let source = Array(text.utf8)
        var bytes: [UInt8] = []
        var index = 0
        while index < source.count {
            if source[index] == UInt8(ascii: "%"), index + 2 < source.count,
                let byte = UInt8(String(decoding: source[index + 1...index + 2], as: UTF8.self), radix: 16)
            {
                bytes.append(byte)
                index += 3
            } else {
                bytes.append(source[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func encodedQueryPart(_ text: String) -> String {
        encoded(text, spaceAsPlus: true, isKept: isUnreserved)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func encoded(_ text: String, spaceAsPlus: Bool = false, isKept: (UInt8) -> Bool) -> String {
        if text.utf8.allSatisfy(isKept) { return text }
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isKept(byte) {
                bytes.append(byte)
            } else if spaceAsPlus && byte == UInt8(ascii: " ") {
                bytes.append(UInt8(ascii: "+"))
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
