internal import Glibc
public import HelmProvenance

/// The keyrings of this server. A request may name another than the standard one, but only inside trusted folders.
public struct Keyrings: Sendable {
    /// Used where a request names none.
    private let standard: String?
    /// Real paths.
    private let folders: [String]

    public init(standard: String? = nil, folders: [String] = []) {
        self.standard = standard
        self.folders = folders.compactMap(Self.realPath)
    }

    /// The only way from a request to a keyring's path.
    /// - Parameter requested: empty for the standard keyring, a path inside a trusted folder, or relative to one.
    func path(_ requested: String) throws(ActionError) -> String {
        if requested.isEmpty {
            if let standard { return standard }
            throw ActionError(.invalidOptions, "failed to load keyring: no keyring is configured")
        }
        let candidates = requested.hasPrefix("/") ? [requested] : folders.map { "\($0)/\(requested)" }
        for candidate in candidates {
            if let real = Self.realPath(candidate), folders.contains(where: { real.hasPrefix($0 + "/") }) {
                return real
            }
        }
        throw ActionError(
            .invalidOptions,
            "failed to load keyring: \(requested) is not a file inside one of the configured keyringDirs")
    }

    /// The keyring itself, as signing wants it.
    public func keyring(_ requested: String) throws(ActionError) -> Keyring {
        let path = try path(requested)
        do throws(ProvenanceError) {
            return try Keyring(path: path)
        } catch {
            throw ActionError(error)
        }
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

extension ActionError {
    init(_ error: ProvenanceError) {
        let code: Code =
            switch error.code {
            case .unreadable, .tooLarge, .malformed, .unknownSigner, .invalidSignature, .checkSum: .notVerified
            case .invalidKeyring, .signingKey: .invalidOptions
            case .system: .internal
            }
        self.init(code, error.message)
    }
}
