internal import Crypto
internal import Glibc
public import HelmChart

/// An open file of the upload folder. It stays what it is whatever happens to its name.
public final class StoredFile: Sendable {
    public let name: String
    public let size: Int
    public let identity: FileIdentity
    /// When it was written, since 1970.
    public let modified: (seconds: Int64, nanoseconds: Int32)
    private let file: Int32

    /// - Throws: ``UploadError``: `.notFound` when nothing is there, or no plain file; `.storage`.
    init(path: String, name: String) throws(UploadError) {
        self.name = name
        file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        var status = stat()
        guard file >= 0, fstat(file, &status) == 0, let identity = FileIdentity(descriptor: file, path: path) else {
            let reason = errno
            if file >= 0 { close(file) }
            guard reason == ENOENT || reason == ENOTDIR || reason == ELOOP else {
                throw .system("open", name, reason)
            }
            throw Self.notFound(name)
        }
        self.identity = identity
        size = Int(status.st_size)
        modified = (Int64(status.st_mtim.tv_sec), Int32(status.st_mtim.tv_nsec))
        // The file is closed by `deinit`, which runs when this throws.
        guard status.st_mode & S_IFMT == S_IFREG else { throw Self.notFound(name) }
    }

    deinit { close(file) }

    private static func notFound(_ name: String) -> UploadError {
        UploadError(.notFound, "chart file \(name) not found")
    }

    /// The bytes from `offset` on, no more than `count` of them; empty at the end.
    public func read(at offset: Int, count: Int) throws(UploadError) -> [UInt8] {
        var reason: Int32?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(file, buffer.baseAddress?.advanced(by: filled), count - filled, off_t(offset + filled))
                if got > 0 {
                    filled += got
                } else if got == 0 {
                    return
                } else if errno != EINTR {
                    reason = errno
                    return
                }
            }
        }
        if let reason { throw .system("read", name, reason) }
        return bytes
    }

    /// All of it.
    func contents(limit: Int) throws(UploadError) -> [UInt8] {
        guard size <= limit else { throw UploadError(.tooLarge, "\(name) is larger than \(limit) bytes") }
        return try read(at: 0, count: size)
    }

    /// The SHA-256 of it, in hexadecimal digits.
    public func digest() throws(UploadError) -> String {
        var hash = SHA256()
        var offset = 0
        while true {
            let bytes = try read(at: offset, count: 1 << 18)
            if bytes.isEmpty { return Checksum.text(of: hash.finalize()) }
            hash.update(data: bytes)
            offset += bytes.count
        }
    }
}

/// The names in a folder.
enum FolderNames {
    /// Nil when it cannot be read. Names that are no UTF-8 are left out: nothing can name them.
    static func of(_ folder: String) -> [String]? {
        guard let directory = opendir(folder) else { return nil }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let name, name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}

enum SystemReason {
    /// What the system calls an error, as a thread may ask beside others.
    static func text(_ code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
