internal import FoundationEssentials
internal import Glibc

/// What tells one state of a chart on disk from another: for a folder, of every file in it.
struct FileIdentity: Hashable, Sendable {
    private struct Stamp: Hashable {
        let path: String
        let device, inode: UInt64
        let size, changedSeconds, changedNanoseconds: Int64
    }

    private static let maximumFiles = 10_000

    private let stamps: [Stamp]
    let isFolder: Bool

    /// Nil when there is nothing at `path`, or a folder of more files than any chart has.
    init?(path: String) {
        guard let (root, mode) = Self.stamp(path) else { return nil }
        isFolder = mode & S_IFMT == S_IFDIR
        guard isFolder else {
            stamps = [root]
            return
        }
        var stamps = [root]
        guard let files = try? FileManager.default.subpathsOfDirectory(atPath: path), files.count <= Self.maximumFiles
        else { return nil }
        for file in files {
            if let (stamp, _) = Self.stamp("\(path)/\(file)") { stamps.append(stamp) }
        }
        self.stamps = stamps
    }

    private static func stamp(_ path: String) -> (Stamp, mode_t)? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        let stamp = Stamp(
            path: path, device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int64(status.st_size),
            changedSeconds: Int64(status.st_ctim.tv_sec), changedNanoseconds: Int64(status.st_ctim.tv_nsec)
        )
        return (stamp, status.st_mode)
    }
}
