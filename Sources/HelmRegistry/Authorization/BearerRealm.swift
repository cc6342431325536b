internal import HelmHTTP
internal import HelmValues

/// Where tokens are to be had, checked before any credentials go there.
///
/// Another host is fine, as the distribution specification has it; a weaker or an inner one is not.
///
/// oras-go: registry/remote/auth/client.go, validateRealm
struct BearerRealm {
    let url: String

    init(_ realm: String, of registry: URLOrigin) throws(RegistryError) {
        let shown = GoQuote.quoted(ShownURL.text(realm))
        guard let origin = URLOrigin(realm) else {
            let scheme = realm.firstRange(of: ":").map { String(realm[..<$0.lowerBound]) } ?? ""
            throw RegistryError(
                .unsupported, "bearer realm \(shown) uses unsupported scheme \(GoQuote.quoted(scheme.lowercased()))")
        }
        if !origin.isTLS, registry.isTLS {
            throw RegistryError(.forbidden, "bearer realm \(shown) uses http but registry was contacted over https")
        }
        if origin.host != registry.host, Self.isInner(origin) {
            let host = GoQuote.quoted(origin.host)
            throw RegistryError(
                .forbidden,
                "bearer realm host \(host) is a loopback, link-local, private, or unspecified address")
        }
        url = realm.firstIndex(of: "#").map { String(realm[..<$0]) } ?? realm
    }

    private static func isInner(_ origin: URLOrigin) -> Bool {
        if origin.isLoopback || OutboundAddress.isLinkLocalOrMetadata(origin.host) { return true }
        let parts = origin.host.split(separator: ".", omittingEmptySubsequences: false).compactMap { UInt8($0) }
        if parts.count == 4 {
            switch (parts[0], parts[1]) {
            case (0, _), (10, _), (127, _), (172, 16...31), (192, 168), (169, 254): return true
            default: return false
            }
        }
        guard origin.host.contains(":") else { return false }
        return origin.host == "::" || origin.host.hasPrefix("fc") || origin.host.hasPrefix("fd")
            || origin.host.hasPrefix("::ffff:")
    }
}
