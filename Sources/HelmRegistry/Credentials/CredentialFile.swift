internal import Glibc

/// A file of credentials on disk: read whole, replaced whole, one writer at a time.
///
/// The lock is a file beside it: what is renamed over cannot hold one.
struct CredentialFile: Sendable {
    let path: String

    static let maximumBytes = 4 << 20
    private static let patience = Duration.seconds(10)

    /// Nil when there is none.
    func read() throws(RegistryError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw fault("open")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw fault("open") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw RegistryError(.storage, "failed to open config file at \(path): not a regular file")
        }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw fault("read") }
            if count == 0 { return bytes }
            bytes += piece[..<count]
            guard bytes.count <= Self.maximumBytes else {
                throw RegistryError(.storage, "failed to read config file at \(path): file too large")
            }
        }
    }

    /// Changes the file under its lock. `change` gets the config and tells whether there is anything to write.
    func update(_ change: (inout DockerConfig) throws(RegistryError) -> Bool) async throws(RegistryError) {
        try makeFolder()
        let lock = try await locked()
        defer { close(lock) }
        var config = try DockerConfig(try read() ?? [], path: path)
        if try change(&config) { try write(config.bytes) }
    }

    private var folder: String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "." }

    private func makeFolder() throws(RegistryError) {
        var parts = ""
        for part in folder.split(separator: "/", omittingEmptySubsequences: false) {
            parts += parts.isEmpty && !folder.hasPrefix("/") ? String(part) : "/\(part)"
            if part.isEmpty { parts = ""; continue }
            if mkdir(parts, 0o700) != 0, errno != EEXIST { throw fault("make the folder of") }
        }
    }

    /// Waits without holding a thread. Closing the descriptor frees the lock.
    private func locked() async throws(RegistryError) -> Int32 {
        let descriptor = open("\(path).lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw fault("lock") }
        let end = ContinuousClock.now + Self.patience
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR, .now < end else {
                close(descriptor)
                throw RegistryError(.storage, "failed to lock config file at \(path): it is in use")
            }
            guard (try? await Task.sleep(for: .milliseconds(10))) != nil else {
                close(descriptor)
                throw RegistryError(.storage, "failed to lock config file at \(path): cancelled")
            }
        }
        return descriptor
    }

    private func write(_ bytes: [UInt8]) throws(RegistryError) {
        let temporary = "\(folder)/.config-\(getpid())-\(UInt64.random(in: .min ... .max))"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw fault("write") }
        let isWritten = Self.writeAll(bytes, to: descriptor) && fsync(descriptor) == 0
        let reason = errno
        close(descriptor)
        errno = reason
        if isWritten, rename(temporary, path) == 0 { return }
        let error = fault("write")
        unlink(temporary)
        throw error
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var offset = 0
            while offset < buffer.count {
                let count = Glibc.write(descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                offset += count
            }
            return true
        }
    }

    private func fault(_ verb: String) -> RegistryError {
        let reason = String(cString: strerror(errno)).lowercased()
        return RegistryError(.storage, "failed to \(verb) config file at \(path): \(reason)")
    }
}
