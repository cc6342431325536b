/// What a provenance file proves of an archive.
public struct Verification: Sendable, Equatable {
    /// The user ids of the key that signed, sorted.
    public let signedBy: [String]
    /// Of the signer's primary key, in upper-case hexadecimal.
    public let fingerprint: String
    /// `sha256:…` of the archive.
    public let fileHash: String
    public let fileName: String
}
