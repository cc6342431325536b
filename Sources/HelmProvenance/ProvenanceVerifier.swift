internal import HelmValues

/// Tells whether a provenance file, signed by somebody in a keyring, speaks for an archive.
public struct ProvenanceVerifier: Sendable {
    /// Seconds since 1970, by which keys and signatures are valid or expired.
    private let now: UInt64

    public init(now: UInt64) { self.now = now }

    /// - Throws: ``ProvenanceError`` in Helm's words for everything but a good signature over the right check sum.
    public func verify(
        archive: [UInt8], fileName: String, provenance: [UInt8], keyring: Keyring
    ) throws(ProvenanceError) -> Verification {
        guard provenance.count <= ProvenanceLimits.provenanceBytes else {
            throw ProvenanceError(
                .tooLarge, "provenance file too large: the limit is \(ProvenanceLimits.provenanceBytes) bytes")
        }
        guard let message = ClearSigned(provenance), let armor = Armor(message.armor) else {
            throw ProvenanceError(.malformed, "signature block not found")
        }
        let signer = try signer(of: message, armor, OpenPGPSession(keyring, now: now))
        let sum = CheckSums.digest(archive)
        guard let claimed = try CheckSums.digest(in: message.text, for: fileName) else {
            throw ProvenanceError(
                .checkSum, "provenance does not contain a SHA for a file named \(GoQuote.quoted(fileName))")
        }
        guard bytesEqual(claimed, sum) else {
            throw ProvenanceError(
                .checkSum,
                "sha256 sum does not match for \(fileName): \(GoQuote.quoted(claimed)) != \(GoQuote.quoted(sum))")
        }
        return Verification(
            signedBy: signer.names, fingerprint: signer.fingerprint, fileHash: sum, fileName: fileName)
    }

    private struct Signer {
        let names: [String]
        let fingerprint: String
    }

    /// The first signature of a known key decides, as in Go.
    private func signer(
        of message: ClearSigned, _ armor: Armor, _ session: OpenPGPSession
    ) throws(ProvenanceError) -> Signer {
        var packets = SignaturePackets(armor)
        while let signature = try packets.next() {
            guard let check = try session.check(signature.packet, over: message.canonical) else {
                throw .invalidData("signature cannot be read")
            }
            if check.outcome == .unsupported { continue }
            guard check.outcome != .unknownKey, let key = check.key, let signer = try signer(key, session) else {
                continue
            }
            try judge(check, key, signer.primary)
            return Signer(names: signer.names, fingerprint: signer.primary.fingerprint)
        }
        throw .unknownSigner
    }

    /// Whose key it is; nil for a key that Go would not take for anybody's, or not for signatures.
    private func signer(
        _ key: OpenPGPKey, _ session: OpenPGPSession
    ) throws(ProvenanceError) -> (primary: OpenPGPKey, names: [String])? {
        guard let primary = key.isPrimary ? key : session.key(fingerprint: key.primaryFingerprint) else { return nil }
        let names = primary.userIDs.filter(\.isCertified).map(\.name)
        guard !names.isEmpty, key.canSign else { return nil }
        for key in [primary, key] where !(key.isValid || key.isExpired || key.isRevoked) { return nil }
        return (primary, Set(names).sorted { compareBytes($0, $1) < 0 })
    }

    private func judge(
        _ check: OpenPGPSession.Check, _ key: OpenPGPKey, _ primary: OpenPGPKey
    ) throws(ProvenanceError) {
        guard check.type == "text" || check.type == "binary" else {
            throw ProvenanceError(.invalidSignature, "openpgp: unsupported feature: unsupported signature type")
        }
        guard !["MD5", "SHA1", "RIPEMD160"].contains(check.hash) else {
            throw ProvenanceError(.invalidSignature, "openpgp: weak algorithms are rejected: \(check.hash)")
        }
        // First, since the library takes no signature of such a key for good.
        if primary.isRevoked || key.isRevoked {
            throw ProvenanceError(.invalidSignature, "openpgp: signature made by revoked key")
        }
        guard check.outcome == .good || check.outcome == .expired else {
            let algorithm = check.algorithm == "EDDSA" ? "EdDSA" : check.algorithm
            throw ProvenanceError(
                .invalidSignature, "openpgp: invalid signature: \(algorithm) verification failure")
        }
        if primary.isExpired || key.isExpired { throw ProvenanceError(.invalidSignature, "openpgp: key expired") }
        if check.outcome == .expired { throw ProvenanceError(.invalidSignature, "openpgp: signature expired") }
        // Whatever else the library holds against the key.
        guard primary.isValid, key.isValid else {
            throw ProvenanceError(.invalidSignature, "openpgp: invalid signature: the key is not valid")
        }
    }
}
