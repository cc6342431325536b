internal import FoundationEssentials

/// URLs that an answer names, relative to the request's.
enum RelativeURL {
    /// Nil when it is none. User and password are dropped.
    static func resolve(_ reference: String, against base: String) -> String? {
        guard let url = URL(string: reference, relativeTo: URL(string: base)),
            var parts = URLComponents(string: url.absoluteString)
        else { return nil }
        (parts.user, parts.password, parts.fragment) = (nil, nil, nil)
        return parts.string
    }
}
