import HelmValues

/// Tells whether a request carries the cluster's token.
///
/// `Authorization: Bearer TOKEN`, or `Basic` with the token as password: over plain HTTP client-go sends no bearer token
/// of a kubeconfig, but does send the user information of the server's URL.
struct Authenticator: Sendable {
    private let token: [UInt8]

    init(token: String) {
        self.token = Array(token.utf8)
    }

    func accepts(_ authorization: String?) -> Bool {
        guard let authorization else { return false }
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { return false }
        switch parts[0].lowercased() {
        case "bearer": return isToken(Array(parts[1].utf8)[...])
        case "basic":
            guard let pair = Base64.decode(parts[1].utf8), let colon = pair.firstIndex(of: UInt8(ascii: ":")) else {
                return false
            }
            return isToken(pair[(colon + 1)...])
        default: return false
        }
    }

    /// Compares in time that depends only on the length of what was sent.
    private func isToken(_ candidate: ArraySlice<UInt8>) -> Bool {
        guard !token.isEmpty else { return false }
        var difference = candidate.count ^ token.count
        for (index, byte) in candidate.enumerated() {
            difference |= Int(byte ^ token[index % token.count])
        }
        return difference == 0
    }
}
