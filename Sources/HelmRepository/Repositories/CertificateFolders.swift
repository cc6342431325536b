internal import Glibc

/// The folders whose certificate files a request may name.
///
/// Paths in the configuration and in repositories.yaml are the operator's own and need no leave.
public struct CertificateFolders: Sendable {
    /// Real paths.
    private let folders: [String]

    public init(_ folders: [String] = []) {
        self.folders = folders.compactMap(Self.realPath)
    }

    /// The entry with the real paths of its files.
    /// - Throws: `forbidden` when one of them is not inside a folder of these.
    public func checked(_ entry: RepositoryEntry) throws(RepositoryError) -> RepositoryEntry {
        var entry = entry
        entry.certFile = try path(entry.certFile, "cert_file")
        entry.keyFile = try path(entry.keyFile, "key_file")
        entry.caFile = try path(entry.caFile, "ca_file")
        return entry
    }

    private func path(_ requested: String, _ option: String) throws(RepositoryError) -> String {
        if requested.isEmpty { return "" }
        let candidates = requested.hasPrefix("/") ? [requested] : folders.map { "\($0)/\(requested)" }
        for candidate in candidates {
            if let real = Self.realPath(candidate), folders.contains(where: { real.hasPrefix($0 + "/") }) {
                return real
            }
        }
        throw RepositoryError(
            .forbidden, "\(option): \(requested) is not a file inside one of the configured certificateDirs")
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
