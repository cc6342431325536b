internal import Crypto
internal import Glibc
internal import Synchronization

/// A file of the upload folder that nobody sees yet. It goes with the last reference to it, unless it was stored.
///
/// For one writer. Writing blocks: it belongs on a thread of its own.
public final class UploadDraft: Sendable {
    static let prefix = ".upload-"

    private struct State: ~Copyable {
        var hash = SHA256()
        var count = 0
        /// Under a name of its own, or gone.
        var isKept = false
    }

    private let path: String
    private let file: Int32
    private let state = Mutex(State())

    /// - Throws: ``UploadError`` with code `.storage`.
    init(folder: String) throws(UploadError) {
        path = "\(folder)/\(Self.prefix)\(String(UInt64.random(in: .min ... .max), radix: 36))"
        file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .system("create", "the upload", errno) }
        // Tells a sweep that somebody still writes here.
        flock(file, LOCK_EX | LOCK_NB)
    }

    deinit {
        if file >= 0 {
            discard()
            close(file)
        }
    }

    /// Removes the file now, unless it was stored. What is still written to it goes nowhere.
    public func discard() {
        let isOver = state.withLock { state in
            defer { state.isKept = true }
            return state.isKept
        }
        if !isOver { unlink(path) }
    }

    public var count: Int { state.withLock { $0.count } }

    public func write(_ bytes: [UInt8]) throws(UploadError) {
        let reason = bytes.withUnsafeBytes { buffer -> Int32? in
            var offset = 0
            while offset < buffer.count {
                let written = Glibc.write(file, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
                if written > 0 {
                    offset += written
                } else if written == 0 || errno != EINTR {
                    return written == 0 ? EIO : errno
                }
            }
            return nil
        }
        if let reason { throw .system("write", "the upload", reason) }
        state.withLock {
            $0.hash.update(data: bytes)
            $0.count += bytes.count
        }
    }

    /// Of all that was written, in hexadecimal digits.
    var digest: String { state.withLock { state in Checksum.text(of: state.hash.finalize()) } }

    /// Everything that was written.
    func contents() throws(UploadError) -> [UInt8] {
        let count = count
        var reason: Int32?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(file, buffer.baseAddress?.advanced(by: filled), count - filled, off_t(filled))
                if got > 0 {
                    filled += got
                } else if got == 0 || errno != EINTR {
                    reason = got == 0 ? EIO : errno
                    return
                }
            }
        }
        if let reason { throw .system("read", "the upload", reason) }
        return bytes
    }

    /// Waits until the disk has it.
    func sync() throws(UploadError) {
        guard fchmod(file, 0o644) == 0, fsync(file) == 0 else { throw .system("write", "the upload", errno) }
    }

    /// Gives the file its name, replacing what has it.
    func keep(as target: String, named name: String) throws(UploadError) {
        guard rename(path, target) == 0 else { throw .system("write", name, errno) }
        state.withLock { $0.isKept = true }
    }

    /// Gives the file its name unless something has it.
    func keepNew(as target: String, named name: String) throws(UploadError) {
        if link(path, target) == 0 { return }
        if errno == EEXIST { throw UploadError(.exists, "chart file \(name) already exists") }
        throw .system("write", name, errno)
    }

    /// Removes what a process left behind that ended while it wrote. What is being written is left alone.
    static func sweep(_ folder: String) {
        for name in FolderNames.of(folder) ?? [] where name.utf8.starts(with: prefix.utf8) {
            let path = "\(folder)/\(name)"
            let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
            guard file >= 0 else { continue }
            if flock(file, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
            close(file)
        }
    }
}
