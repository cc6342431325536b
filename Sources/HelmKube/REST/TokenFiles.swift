internal import Synchronization

/// The contents of token files, read again once a minute: service account tokens rotate.
///
/// A process-wide cache of what is on disk; bounded, since files are named by kubeconfigs.
final class TokenFiles: Sendable {
    static let shared = TokenFiles()

    private struct Entry {
        let token: String
        let readAt: ContinuousClock.Instant
    }

    private let entries = Mutex<[String: Entry]>([:])

    func token(_ file: String) throws(KubeError) -> String {
        let now = ContinuousClock.now
        let known = entries.withLock { $0[file] }
        if let known, now - known.readAt < .seconds(60) { return known.token }
        let bytes: [UInt8]
        do {
            bytes = try FileReader.read(file)
        } catch {
            // client-go keeps the old token while the file cannot be read.
            if let known { return known.token }
            throw error
        }
        let token = String(decoding: bytes, as: UTF8.self).split { $0.isWhitespace }.joined()
        if token.isEmpty { throw KubeError(.configuration, "read empty token from file \"\(file)\"") }
        entries.withLock { entries in
            if entries.count >= 64 { entries.removeAll() }
            entries[file] = Entry(token: token, readAt: now)
        }
        return token
    }
}
