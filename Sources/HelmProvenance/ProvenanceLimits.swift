/// The bounds of what is read: a provenance file holds one Chart.yaml and one signature, a keyring some hundred keys.
public enum ProvenanceLimits {
    /// The largest provenance file, in bytes.
    public static let provenanceBytes = 1 << 20
    /// The largest keyring, in bytes.
    public static let keyringBytes = 16 << 20
    /// The largest archive that is read from a file, in bytes.
    public static let archiveBytes = 256 << 20
    /// The most signatures that one provenance file is searched for a known signer.
    static let signatures = 16
    /// The largest signature packet, in bytes.
    static let signatureBytes = 64 << 10
}
