internal import Glibc

/// A file that appears whole or not at all: written under a temporary name, synced, renamed.
enum AtomicFile {
    /// Writes `bytes` to `path`, replacing what is there.
    /// - Throws: ``UploadError`` with code `.storage` and the system's reason.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644) throws(UploadError) {
        let temporary = temporaryName(for: path)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw fault("create", path) }
        let failure = writeAll(bytes, to: descriptor) ?? sync(descriptor)
        close(descriptor)
        if failure == nil, rename(temporary, path) == 0 { return }
        let reason = failure ?? errno
        unlink(temporary)
        throw UploadError(.storage, "write \(baseName(path)): \(String(cString: strerror(reason)))")
    }

    private static func temporaryName(for path: String) -> String {
        let folder = path.prefix { _ in true }.dropLast(baseName(path).utf8.count)
        return "\(folder).partial-\(getpid())-\(UInt64.random(in: .min ... .max))"
    }

    private static func baseName(_ path: String) -> Substring {
        path[path.index(after: path.lastIndex(of: "/") ?? path.startIndex)...]
    }

    /// - Returns: the error number of the write that failed, or nil.
    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        bytes.withUnsafeBytes { buffer in
            var offset = 0
            while offset < buffer.count {
                let written = Glibc.write(descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
                if written < 0 {
                    if errno == EINTR { continue }
                    return errno
                }
                offset += written
            }
            return nil
        }
    }

    private static func sync(_ descriptor: Int32) -> Int32? {
        fsync(descriptor) == 0 ? nil : errno
    }

    private static func fault(_ verb: String, _ path: String) -> UploadError {
        UploadError(.storage, "\(verb) \(baseName(path)): \(String(cString: strerror(errno)))")
    }
}
