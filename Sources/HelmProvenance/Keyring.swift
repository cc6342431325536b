internal import HelmValues

/// A keyring as GnuPG keeps it: `pubring.gpg`, `secring.gpg`, what `gpg --export` writes, or `pubring.kbx`.
///
/// As in Helm an armored export is none; `pubring.kbx`, which Helm does not read, is taken.
public struct Keyring: Sendable {
    enum Format: String { case packets = "GPG", keybox = "KBX" }

    let bytes: [UInt8]
    let format: Format

    /// - Throws: ``ProvenanceError`` with code `invalidKeyring` or `tooLarge`.
    public init(_ bytes: [UInt8]) throws(ProvenanceError) {
        guard bytes.count <= ProvenanceLimits.keyringBytes else {
            throw ProvenanceError(
                .tooLarge, "keyring too large: the limit is \(ProvenanceLimits.keyringBytes) bytes")
        }
        format = bytes.dropFirst(8).starts(with: "KBXf".utf8) ? .keybox : .packets
        if format == .packets, let first = bytes.first, first & 0x80 == 0 {
            throw ProvenanceError(.invalidKeyring, "openpgp: invalid data: tag byte does not have MSB set")
        }
        self.bytes = bytes
    }
}
