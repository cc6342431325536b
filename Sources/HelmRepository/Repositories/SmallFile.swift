internal import Glibc

/// Which state of a file on disk was read.
struct FileStamp: Hashable, Sendable {
    private let device, inode: UInt64
    let size: Int64
    private let changedSeconds, changedNanoseconds: Int64

    /// In seconds.
    var changed: Int64 { changedSeconds }

    /// Nil when there is nothing.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    fileprivate init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        changedSeconds = Int64(status.st_ctim.tv_sec)
        changedNanoseconds = Int64(status.st_ctim.tv_nsec)
    }

    /// Whether the file changed so lately that a further change might leave the same stamp.
    var isFresh: Bool {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let age = (Int64(now.tv_sec) - changedSeconds) * 1_000_000_000 + Int64(now.tv_nsec) - changedNanoseconds
        return age < 50_000_000
    }
}

/// Regular files of bounded size; whatever else bears the name is not waited for.
enum SmallFile {
    enum Content: Sendable {
        case missing
        /// The system's reason.
        case unreadable(String)
        case bytes([UInt8], FileStamp)
    }

    static func bytes(_ path: String, limit: Int) -> [UInt8]? {
        guard case .bytes(let bytes, _) = read(path, limit: limit) else { return nil }
        return bytes
    }

    static func read(_ path: String, limit: Int) -> Content {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            return errno == ENOENT || errno == ENOTDIR ? .missing : .unreadable(reason())
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .unreadable(reason()) }
        guard status.st_mode & S_IFMT == S_IFREG else { return .unreadable("not a regular file") }
        guard status.st_size <= limit else { return .unreadable("larger than \(limit) bytes") }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: min(max(Int(status.st_size) + 1, 4096), 4 << 20))
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 { return .unreadable(reason()) }
            if count == 0 { return .bytes(bytes, FileStamp(status)) }
            bytes += piece[..<count]
            if bytes.count > limit { return .unreadable("larger than \(limit) bytes") }
        }
    }

    private static func reason() -> String { String(cString: strerror(errno)).lowercased() }
}
