internal import Glibc

/// What tells one state of a chart on disk from another: for a folder, of every file in it.
public struct FileIdentity: Hashable, Sendable {
    private struct Stamp: Hashable {
        let path: String
        let device, inode: UInt64
        let size, modifiedSeconds, changedSeconds, changedNanoseconds: Int64
    }

    private static let maximumFiles = 10_000
    private static let maximumDepth = 64

    private let stamps: [Stamp]
    public let isFolder: Bool
    /// When the file was written, in seconds since 1970.
    public let modifiedSeconds: Int64

    /// Nil when there is nothing at `path`, or a folder of more files than any chart has.
    public init?(path: String) {
        guard let (root, mode) = Self.stamp(path) else { return nil }
        modifiedSeconds = root.modifiedSeconds
        isFolder = mode & S_IFMT == S_IFDIR
        var stamps = [root]
        if isFolder, !Self.addFiles(of: path, depth: 0, to: &stamps) { return nil }
        self.stamps = stamps
    }

    /// Of an open file, which is not a folder, that was opened by `path`.
    public init?(descriptor: Int32, path: String) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
            errno = ENOENT
            return nil
        }
        isFolder = false
        modifiedSeconds = Int64(status.st_mtim.tv_sec)
        stamps = [Self.stamp(path, status)]
    }

    /// False when there are too many. Links are followed, as the loader does; it also refuses what is too deep.
    private static func addFiles(of folder: String, depth: Int, to stamps: inout [Stamp]) -> Bool {
        guard depth <= maximumDepth, let directory = opendir(folder) else { return true }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name == "." || name == ".." { continue }
            let path = "\(folder)/\(name)"
            guard let (stamp, mode) = stamp(path) else { continue }
            stamps.append(stamp)
            guard stamps.count <= maximumFiles else { return false }
            if mode & S_IFMT == S_IFDIR, !addFiles(of: path, depth: depth + 1, to: &stamps) { return false }
        }
        return true
    }

    private static func stamp(_ path: String) -> (Stamp, mode_t)? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return (Self.stamp(path, status), status.st_mode)
    }

    private static func stamp(_ path: String, _ status: stat) -> Stamp {
        Stamp(
            path: path, device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int64(status.st_size),
            modifiedSeconds: Int64(status.st_mtim.tv_sec), changedSeconds: Int64(status.st_ctim.tv_sec),
            changedNanoseconds: Int64(status.st_ctim.tv_nsec)
        )
    }
}
