internal import FoundationEssentials
internal import HelmHTTP

/// Addresses of repositories and of what lies in them.
public enum RepositoryURL {
    /// The absolute address that `reference` means in the repository at `base`; an absolute one stays as it is.
    ///
    /// A query of the repository's own address is kept: signatures of storage services travel there.
    /// - Returns: nil when one of the two is no URL.
    // Helm: pkg/repo/v1, ResolveReferenceURL
    public static func resolve(_ reference: String, against base: String) -> String? {
        guard let parsed = URLComponents(string: reference) else { return nil }
        if parsed.scheme != nil { return reference }
        guard var base = URLComponents(string: base), base.scheme != nil else { return nil }
        let query = base.percentEncodedQuery
        if base.percentEncodedPath.utf8.last == UInt8(ascii: "/") { base.percentEncodedPath.removeLast() }
        base.percentEncodedPath += "/"
        base.percentEncodedQuery = nil
        guard let url = URL(string: reference, relativeTo: base.url),
            var result = URLComponents(string: url.absoluteString)
        else { return nil }
        result.percentEncodedQuery = query
        return result.string
    }

    /// Whether two addresses mean one repository: slashes at the end do not matter.
    static func isSame(_ left: String, _ right: String) -> Bool { trimmed(left).elementsEqual(trimmed(right)) }

    private static func trimmed(_ url: String) -> Substring.UTF8View {
        var url = Substring(url)
        while url.utf8.last == UInt8(ascii: "/") { url.removeLast() }
        return url.utf8
    }

    /// A URL without its user information, and what that was.
    static func withoutUser(_ url: String) -> (url: String, user: String, password: String) {
        guard var parts = URLComponents(string: url), parts.user != nil || parts.password != nil else {
            return (url, "", "")
        }
        let (user, password) = (parts.user ?? "", parts.password ?? "")
        (parts.user, parts.password) = (nil, nil)
        return (parts.string ?? url, user, password)
    }
}
