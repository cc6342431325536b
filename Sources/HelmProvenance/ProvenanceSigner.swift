public import HelmArchive
internal import HelmChart
internal import HelmValues

/// Makes provenance files, as `helm package --sign` does.
public struct ProvenanceSigner: Sendable {
    /// Seconds since 1970: the signature's time.
    private let now: UInt64

    public init(now: UInt64) { self.now = now }

    /// The provenance file of `archive`.
    /// - Parameters:
    ///   - metadata: Chart.yaml as Helm writes it, line end at its end included.
    ///   - fileName: the base name under which the archive is known.
    ///   - key: a user id of the key to sign with, or a part of one that only that key has.
    ///   - passphrase: nil for a key without one.
    ///   - keyring: holds the secret key.
    /// - Throws: ``ProvenanceError`` in Helm's words.
    public func sign(
        archive: [UInt8], metadata: [UInt8], fileName: String, key: String, passphrase: String?, keyring: Keyring
    ) throws(ProvenanceError) -> [UInt8] {
        try sign(archive, { () throws(ProvenanceError) in metadata }, fileName, key, passphrase, keyring)
    }

    /// The provenance file of a packed chart, whose Chart.yaml is in it.
    // Helm: action/package.go, Clearsign
    public func sign(
        chart archive: [UInt8], fileName: String, key: String, passphrase: String?, keyring: Keyring,
        limits: ArchiveLimits = ArchiveLimits()
    ) throws(ProvenanceError) -> [UInt8] {
        let metadata = { () throws(ProvenanceError) in
            guard Gzip.isCompressed(archive) else {
                throw ProvenanceError(
                    .unreadable,
                    "failed to load chart for signing: file '\(fileName)' does not appear to be a gzipped archive; "
                        + "got 'application/octet-stream'")
            }
            do throws(ChartError) {
                return try ChartLoader.load(archive: archive, limits: limits).metadata.completeYAML
            } catch {
                throw ProvenanceError(.unreadable, "failed to load chart for signing: \(error.message)")
            }
        }
        return try sign(archive, metadata, fileName, key, passphrase, keyring)
    }

    /// Looks at the key before it asks for the metadata, as Helm does.
    private func sign(
        _ archive: [UInt8], _ metadata: () throws(ProvenanceError) -> [UInt8], _ fileName: String, _ key: String,
        _ passphrase: String?, _ keyring: Keyring
    ) throws(ProvenanceError) -> [UInt8] {
        let session = try OpenPGPSession(keyring, now: now)
        let key = try signingKey(key, in: session)
        try unlock(key, passphrase)
        let digest = CheckSums.digest(archive)
        let text = ClearSigned.normalized(
            try CheckSums.text(metadata: metadata(), fileName: fileName, digest: digest))
        guard text.count <= ProvenanceLimits.provenanceBytes / 2 else {
            throw ProvenanceError(.tooLarge, "chart metadata too large to sign")
        }
        // The library ends lines in another way than Go: its signature is taken over, not its message.
        let made = ClearSigned(try session.clearSign(text, with: key)).flatMap { Armor($0.armor) }
        guard let made, made.failure == nil else { throw .library("failed to sign", "no signature made") }
        let message = ClearSigned.message(text, signature: made.bytes)
        _ = try ProvenanceVerifier(now: now).verify(
            archive: archive, fileName: fileName, provenance: message, keyring: keyring)
        return message
    }

    // Helm: provenance/sign.go, NewFromKeyring
    private func signingKey(_ id: String, in session: OpenPGPSession) throws(ProvenanceError) -> OpenPGPKey {
        var candidates: [OpenPGPKey] = []
        if !id.isEmpty {
            for key in try session.primaryKeys() {
                for user in key.userIDs {
                    if bytesEqual(user.name, id) { return try checked(key) }
                    if Array(user.name.utf8)[...].firstIndex(of: Array(id.utf8)) != nil { candidates.append(key) }
                }
            }
        }
        guard let candidate = candidates.last else { throw ProvenanceError(.signingKey, "private key not found") }
        guard candidates.count == 1 else {
            throw ProvenanceError(.signingKey, "more than one key contain the id \(GoQuote.quoted(id))")
        }
        return try checked(candidate)
    }

    private func checked(_ key: OpenPGPKey) throws(ProvenanceError) -> OpenPGPKey {
        guard key.hasSecret else {
            throw ProvenanceError(
                .signingKey, "provided key is not a private key. Try providing a keyring with secret keys")
        }
        guard !key.isDummy else { throw ProvenanceError(.signingKey, "openpgp: s2k GNU dummy key: dummy key found") }
        return key
    }

    private func unlock(_ key: OpenPGPKey, _ passphrase: String?) throws(ProvenanceError) {
        guard key.isLocked else { return }
        guard key.unlock(passphrase ?? "") else {
            throw ProvenanceError(.signingKey, "openpgp: invalid data: private key checksum failure")
        }
    }
}
