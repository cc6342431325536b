internal import HelmRepository

extension Repositories {
    private static let maximumValuesBytes = 8 << 20

    /// The text of a values file that a request names by its URL.
    ///
    /// Anonymous: no repository's credentials are for it.
    public func valuesFile(at url: String) async throws(ActionError) -> [UInt8] {
        try await translated {
            try await transport.bytes(
                RepositoryRequest(
                    url, of: RepositoryEntry(name: "", url: url), maximumBytes: Self.maximumValuesBytes))
        }
    }
}
