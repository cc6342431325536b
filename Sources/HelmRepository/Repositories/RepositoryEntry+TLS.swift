public import HelmHTTP

extension RepositoryEntry {
    /// How its host proves itself, and how we do; the files are read now.
    /// - Throws: `invalid` when one of them cannot be read.
    public func tlsOptions() throws(RepositoryError) -> TLSOptions {
        var options = TLSOptions(isInsecure: isInsecure)
        options.certificateAuthority = try Self.pem(caFile)
        if !certFile.isEmpty, !keyFile.isEmpty {
            options.clientCertificate = try Self.pem(certFile)
            options.clientKey = try Self.pem(keyFile)
        }
        return options
    }

    private static let maximumPEMBytes = 1 << 20

    private static func pem(_ path: String) throws(RepositoryError) -> [UInt8]? {
        if path.isEmpty { return nil }
        if let bytes = SmallFile.bytes(path, limit: maximumPEMBytes) { return bytes }
        throw RepositoryError(
            .invalid, "can't create TLS config for client: a certificate file of the repository cannot be read")
    }
}
