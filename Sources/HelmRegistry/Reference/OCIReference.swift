internal import HelmValues

/// `host[:port]/path[:tag][@digest]`, with or without `oci://` in front.
///
/// Tags cannot hold the `+` of versions: a registry has `_` in its place.
///
/// Helm: pkg/registry/reference.go; oras-go: registry/reference.go
public struct OCIReference: Sendable, Hashable, CustomStringConvertible {
    public static let scheme = "oci://"

    public let registry: RegistryName
    public let repository: String
    /// As the registry has it.
    public let tag: String?
    public let digest: ContentDigest?

    /// - Throws: code `invalid` in Helm's words.
    public init(_ text: String) throws(RegistryError) {
        guard text.utf8.count <= Self.maximumLength else {
            throw RegistryError(.invalid, "invalid reference: longer than \(Self.maximumLength) bytes")
        }
        var rest = text.hasPrefix(Self.scheme) ? text.dropFirst(Self.scheme.count) : text[...]
        var digestText: Substring?
        if let at = rest.lastIndex(of: "@") {
            digestText = rest[rest.index(after: at)...]
            rest = rest[..<at]
        }
        guard let slash = rest.firstIndex(of: "/") else {
            throw RegistryError(.invalid, "invalid reference: missing registry or repository")
        }
        let path = rest[rest.index(after: slash)...]
        let colon = path.firstIndex(of: ":")
        registry = try RegistryName(String(rest[..<slash]))
        repository = String(path[..<(colon ?? path.endIndex)])
        guard Self.isRepository(repository) else {
            throw RegistryError(.invalid, "invalid reference: invalid repository \(GoQuote.quoted(repository))")
        }
        tag = try colon.map { (colon) throws(RegistryError) in try Self.tag(path[path.index(after: colon)...]) } ?? nil
        if let digestText, !digestText.isEmpty {
            do throws(RegistryError) {
                digest = try ContentDigest(String(digestText))
            } catch {
                throw error.prefixed("invalid reference: invalid digest \(GoQuote.quoted(String(digestText))): ")
            }
        } else {
            digest = nil
        }
    }

    private init(registry: RegistryName, repository: String, tag: String?, digest: ContentDigest?) {
        self.registry = registry
        self.repository = repository
        self.tag = tag
        self.digest = digest
    }

    /// Whether a chart reference is one of a registry.
    public static func isOCI(_ text: String) -> Bool { text.utf8.starts(with: scheme.utf8) }

    /// The version that the tag stands for.
    public var version: String? { tag.map { Self.replaced($0, "_", "+") } }

    /// As `host/path:tag`; with a digest alone `host/path@digest`.
    public var description: String {
        let name = "\(registry)/\(repository)"
        if let tag { return "\(name):\(tag)" }
        return digest.map { "\(name)@\($0)" } ?? name
    }

    /// The same repository at the tag of `version`.
    public func at(version: String) throws(RegistryError) -> OCIReference {
        OCIReference(registry: registry, repository: repository, tag: try Self.tag(version[...]), digest: nil)
    }

    func at(digest: ContentDigest) -> OCIReference {
        OCIReference(registry: registry, repository: repository, tag: nil, digest: digest)
    }

    private static let maximumLength = 4_096

    /// Nil for an empty text, which stands for no tag.
    private static func tag(_ version: Substring) throws(RegistryError) -> String? {
        if version.isEmpty { return nil }
        let tag = replaced(String(version), "+", "_")
        guard isTag(tag) else { throw RegistryError(.invalid, "invalid reference: invalid tag \(GoQuote.quoted(tag))") }
        return tag
    }

    /// `[\w][\w.-]{0,127}`
    private static func isTag(_ text: String) -> Bool {
        func isWord(_ byte: UInt8) -> Bool { byte.isDigit || byte.isLetter || byte == UInt8(ascii: "_") }
        guard let first = text.utf8.first, isWord(first), text.utf8.count <= 128 else { return false }
        return text.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    }

    /// Parts of small letters and digits, between slashes; inside a part single dots, one or two underscores, or dashes.
    private static func isRepository(_ text: String) -> Bool {
        text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            var separator: [UInt8] = []
            var isInside = false
            for byte in part.utf8 {
                guard byte.isDigit || byte.isLowercase else {
                    separator.append(byte)
                    if !isInside { return false }
                    continue
                }
                guard isSeparator(separator) else { return false }
                separator = []
                isInside = true
            }
            return isInside && separator.isEmpty
        }
    }

    private static func isSeparator(_ bytes: [UInt8]) -> Bool {
        bytes.count <= 1 && bytes.allSatisfy { ".".utf8.contains($0) || "_".utf8.contains($0) }
            || bytes.elementsEqual("__".utf8) || bytes.allSatisfy { $0 == UInt8(ascii: "-") }
    }

    private static func replaced(_ text: String, _ old: Unicode.Scalar, _ new: Unicode.Scalar) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(scalar == old ? new : scalar) }
        return String(result)
    }
}
