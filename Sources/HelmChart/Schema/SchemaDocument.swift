internal import HelmValues

/// A values.schema.json with everything that references may name.
///
/// References stay within the document: files and URLs are refused. (`design/security.md`: CVE-2025-55199)
struct SchemaDocument {
    enum Draft: Int {
        case draft4 = 4
        case draft6 = 6
        case draft7 = 7
        case draft2019 = 2019
        case draft2020 = 2020
    }

    /// A schema by its place.
    struct Node {
        /// As a JSON pointer.
        var pointer: String
        var value: Value
        /// The URL that references in it are relative to.
        var base: String
    }

    static let location = "file:///values.schema.json"
    /// Schemas deeper than this are refused, so that no walk can use up a stack.
    static let maximumDepth = 200
    /// Maps in a document, which is more than the schemas of any chart: each is looked at before a value is.
    static let maximumMaps = 100_000

    let draft: Draft
    let root: Node
    /// Schemas by URL: `base` and `base#anchor`.
    private var named: [String: Node] = [:]
    /// `$dynamicAnchor`s of the outermost kind: by name, the first in the document.
    private(set) var dynamicAnchors: [String: Node] = [:]
    private var maps = 0

    init(_ text: [UInt8]) throws(SchemaError) {
        let value: Value
        do {
            value = try JSON.parse(text, numbers: .integersKept)
        } catch {
            let isBlank = text.allSatisfy { [0x20, 0x09, 0x0a, 0x0d].contains($0) }
            let isCut = error.message == "unexpected end of JSON input"
            throw SchemaError(isBlank ? "EOF" : isCut ? "unexpected EOF" : error.message)
        }
        draft = try Self.draft(of: value)
        root = Node(pointer: "", value: value, base: Self.base(of: value, in: Self.location, draft))
        named[Self.location] = root
        try collect(root, in: Self.location, depth: 0)
    }

    private static func draft(of value: Value) throws(SchemaError) -> Draft {
        guard let url = value["$schema"]?.stringValue else { return .draft2020 }
        let name = url.hasSuffix("#") ? String(url.dropLast()) : url
        let rest = name.replacing("https://", with: "").replacing("http://", with: "")
        switch rest {
        case "json-schema.org/draft-04/schema": return .draft4
        case "json-schema.org/draft-06/schema": return .draft6
        case "json-schema.org/draft-07/schema": return .draft7
        case "json-schema.org/draft/2019-09/schema": return .draft2019
        case "json-schema.org/draft/2020-12/schema", "json-schema.org/schema": return .draft2020
        default: throw SchemaError("\(GoQuote.quoted(name)): the schema's dialect is not one of the standard ones")
        }
    }

    /// Finds identifiers and anchors anywhere in the document.
    private mutating func collect(_ node: Node, in base: String, depth: Int) throws(SchemaError) {
        guard depth < Self.maximumDepth else { throw SchemaError("the schema is nested too deep") }
        switch node.value {
        case .map(let map):
            maps += 1
            guard maps <= Self.maximumMaps else { throw SchemaError("the schema is too large") }
            if draft.rawValue >= 2019 || map["$ref"] == nil,
                let id = map[draft == .draft4 ? "id" : "$id"]?.stringValue
            {
                let (url, fragment) = Self.split(Self.resolve(id, against: base))
                if url != base { named[url] = node }
                if !fragment.isEmpty { named["\(url)#\(fragment)"] = node }
            }
            for key in ["$anchor", "$dynamicAnchor"] where draft.rawValue >= 2019 {
                guard let anchor = map[key]?.stringValue else { continue }
                named["\(node.base)#\(anchor)"] = node
                if key == "$dynamicAnchor", dynamicAnchors[anchor] == nil { dynamicAnchors[anchor] = node }
            }
            for entry in map where entry.key != "enum" && entry.key != "const" {
                try collect(inner(node, [entry.key], entry.value), in: node.base, depth: depth + 1)
            }
        case .list(let values):
            for (index, value) in values.enumerated() {
                try collect(inner(node, ["\(index)"], value), in: node.base, depth: depth + 1)
            }
        default: break
        }
    }

    /// The schema that a reference names; nil for an unresolved `urn:`, which Helm takes for "anything".
    func resolve(_ reference: String, from node: Node) throws(SchemaError) -> Node? {
        let (url, fragment) = Self.split(Self.resolve(reference, against: node.base))
        guard let resource = named[url] else {
            if url.hasPrefix("urn:") { return nil }
            throw SchemaError(
                "failing loading \(GoQuote.quoted(url)): references to other files and to the network are refused")
        }
        if fragment.isEmpty { return resource }
        guard fragment.hasPrefix("/") else {
            if let found = named["\(url)#\(fragment)"] { return found }
            let anchor = GoQuote.quoted("\(url)#\(fragment)")
            throw SchemaError("anchor in \(anchor) not found in schema \(GoQuote.quoted(Self.location))")
        }
        var found = resource
        let keys = fragment.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { part in
            Self.decoded(String(part)).replacing("~1", with: "/").replacing("~0", with: "~")
        }
        for key in keys {
            let next: Value? =
                switch found.value {
                case .map(let map): map[key]
                case .list(let values): Int(key).flatMap { values.indices.contains($0) ? values[$0] : nil }
                default: nil
                }
            guard let next else {
                let pointer = Self.encoded(SchemaIssue.pointer(keys, in: resource.pointer))
                throw SchemaError("json-pointer in \(GoQuote.quoted("\(Self.location)#\(pointer)")) not found")
            }
            found = inner(found, [key], next)
        }
        return found
    }

    /// A schema inside of another.
    func inner(_ node: Node, _ keys: [String], _ value: Value) -> Node {
        Node(
            pointer: SchemaIssue.pointer(keys, in: node.pointer), value: value,
            base: Self.base(of: value, in: node.base, draft))
    }

    /// A schema with an identifier of its own is what its references are relative to.
    private static func base(of value: Value, in base: String, _ draft: Draft) -> String {
        guard let id = value[draft == .draft4 ? "id" : "$id"]?.stringValue,
            draft.rawValue >= 2019 || value["$ref"] == nil
        else { return base }
        return split(resolve(id, against: base)).url
    }

    static func split(_ url: String) -> (url: String, fragment: String) {
        guard let hash = url.firstIndex(of: "#") else { return (url, "") }
        return (String(url[..<hash]), String(url[url.index(after: hash)...]))
    }

    /// A reference made absolute: enough of RFC 3986 for identifiers in schemas.
    static func resolve(_ reference: String, against base: String) -> String {
        if reference.isEmpty { return base }
        if reference.hasPrefix("#") { return split(base).url + reference }
        let scheme = reference.prefix { $0.isLetter || $0.isNumber || $0 == "+" || $0 == "-" || $0 == "." }
        if !scheme.isEmpty, reference.dropFirst(scheme.count).hasPrefix(":") { return reference }
        let root = split(base).url
        if reference.hasPrefix("/"), let authority = root.firstRange(of: "://") {
            let host = root[authority.upperBound...].prefix { $0 != "/" }
            return String(root[..<authority.upperBound]) + host + reference
        }
        guard let slash = root.lastIndex(of: "/") else { return reference }
        return String(root[...slash]) + reference
    }

    /// A pointer as it stands in a URL.
    private static func encoded(_ pointer: String) -> String {
        var text = ""
        for byte in pointer.utf8 {
            let isPlain =
                byte < 0x80 && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber)
            if isPlain || "$&+,/:;=@-_.~".utf8.contains(byte) {
                text.append(Character(Unicode.Scalar(byte)))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                text += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
            }
        }
        return text
    }

    private static func decoded(_ text: String) -> String {
        guard text.contains("%") else { return text }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let hex = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), hex.utf8.count == 2, let value = UInt8(hex, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A schema that cannot be used.
struct SchemaError: Error {
    var message: String

    init(_ message: String) { self.message = message }
}
