internal import Glibc

/// An archive on disk with its provenance file beside it.
public enum ProvenanceFiles {
    /// `helm verify`.
    /// - Parameters:
    ///   - provenance: nil for the file beside the archive, `<archive>.prov`.
    ///   - now: seconds since 1970.
    /// - Returns: also the bytes that were verified, since the file may have changed when it is read again.
    /// - Throws: ``ProvenanceError`` in Helm's words. No provenance file is an error like any other.
    // Helm: downloader/chart_downloader.go, VerifyChart
    public static func verify(
        archive: String, provenance: String? = nil, keyring: String, now: UInt64
    ) throws(ProvenanceError) -> (verification: Verification, archive: [UInt8]) {
        if try isFolder(archive) { throw ProvenanceError(.unreadable, "unpacked charts cannot be verified") }
        let name = String(archive[(archive.lastIndex(of: "/").map(archive.index(after:)) ?? archive.startIndex)...])
        guard name.lowercased().hasSuffix(".tgz") else {
            throw ProvenanceError(.unreadable, "chart must be a tgz file")
        }
        let proof = provenance ?? archive + ".prov"
        do throws(ProvenanceError) {
            _ = try isFolder(proof)
        } catch {
            throw error.prefixed("could not load provenance file \(proof): ")
        }
        let keys = try loadedKeyring(keyring)
        let bytes = try BoundedFile.read(archive, limit: ProvenanceLimits.archiveBytes)
        let verification = try ProvenanceVerifier(now: now).verify(
            archive: bytes, fileName: name,
            provenance: BoundedFile.read(proof, limit: ProvenanceLimits.provenanceBytes), keyring: keys)
        return (verification, bytes)
    }

    /// As ``verify(archive:provenance:keyring:now:)``, of an archive that was downloaded.
    /// - Parameter fileName: what the archive is called where it came from.
    public static func verify(
        archive: [UInt8], fileName: String, provenance: [UInt8], keyring: String, now: UInt64
    ) throws(ProvenanceError) -> Verification {
        try ProvenanceVerifier(now: now).verify(
            archive: archive, fileName: fileName, provenance: provenance, keyring: loadedKeyring(keyring))
    }

    private static func loadedKeyring(_ path: String) throws(ProvenanceError) -> Keyring {
        do throws(ProvenanceError) {
            return try Keyring(path: path)
        } catch {
            throw error.prefixed("failed to load keyring: ")
        }
    }

    private static func isFolder(_ path: String) throws(ProvenanceError) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw ProvenanceError(.unreadable, "stat \(path): \(BoundedFile.reason(errno))")
        }
        return status.st_mode & S_IFMT == S_IFDIR
    }
}

extension Keyring {
    /// The keyring in a file.
    /// - Throws: ``ProvenanceError``, its text without the words that a verb puts before it.
    public init(path: String) throws(ProvenanceError) {
        try self.init(BoundedFile.read(path, limit: ProvenanceLimits.keyringBytes))
    }
}

/// Files read whole, up to a bound.
enum BoundedFile {
    static func read(_ path: String, limit: Int) throws(ProvenanceError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw ProvenanceError(.unreadable, "open \(path): \(reason(errno))") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw ProvenanceError(.unreadable, "read \(path): not a file")
        }
        guard status.st_size <= limit else {
            throw ProvenanceError(.tooLarge, "\(path) is too large: the limit is \(limit) bytes")
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { break }
            count += got
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    /// The system's reason as Go words it.
    static func reason(_ number: Int32) -> String {
        let text = String(cString: strerror(number))
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}
