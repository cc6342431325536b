internal import Glibc

/// A lock between processes, as Helm's own (`github.com/gofrs/flock`) takes it; held while the object lives.
final class FileLock: Sendable {
    private let descriptor: Int32

    /// Waits for the lock without holding a thread.
    /// - Throws: `busy` when it is not free in time, `storage` when there can be no lock file.
    static func acquire(_ path: String, timeout: Duration) async throws(RepositoryError) -> FileLock {
        let deadline = ContinuousClock.now + timeout
        let descriptor = open(path, O_CREAT | O_RDONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw RepositoryError(.storage, "open \(path): \(String(cString: strerror(errno)).lowercased())")
        }
        let lock = FileLock(descriptor)
        while flock(lock.descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard ContinuousClock.now < deadline else {
                throw RepositoryError(.busy, "\(path) is locked by another process: context deadline exceeded")
            }
            do {
                try await Task.sleep(for: .milliseconds(50))
            } catch {
                throw RepositoryError(.busy, "context canceled")
            }
        }
        return lock
    }

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Closing gives the lock back.
    deinit { close(descriptor) }

    /// Where Helm's lock for the file at `path` lies.
    // Helm: pkg/cmd/repo_add.go
    static func path(of path: String) -> String {
        let base = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path.utf8.index(after: $0) } ?? path.startIndex
        guard let dot = path.utf8[base...].lastIndex(of: UInt8(ascii: ".")), dot > path.startIndex else {
            return path + ".lock"
        }
        return String(path[..<dot]) + ".lock"
    }
}
