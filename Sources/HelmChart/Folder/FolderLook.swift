internal import Glibc
internal import HelmArchive
internal import HelmValues

/// Single looks at a folder on disk, for ``ChartFolder``.
enum FolderLook {
    /// What stands at `path`, links followed. Of a larger file than `limit` no bytes come; with a limit of 0 of none.
    static func entry(_ path: String, limit: Int) -> ChartFolder.Entry {
        var info = stat()
        guard stat(path, &info) == 0 else {
            return errno == ENOENT ? .missing : .unreadable(reason())
        }
        if info.st_mode & S_IFMT == S_IFDIR { return .folder }
        if limit == 0 { return .file([]) }
        guard info.st_mode & S_IFMT == S_IFREG else { return .unreadable("not a regular file") }
        guard let file = OpenFile(path: path), let data = file.contents(size: info.st_size, limit: limit) else {
            return .unreadable(reason())
        }
        return data.count > limit ? .unreadable("file too large") : .file(data)
    }

    /// The files below `folder`/`name`, relative to `folder`; links are not followed.
    static func names(below folder: String, _ name: String, limits: ArchiveLimits) -> [String] {
        var info = stat()
        guard lstat("\(folder)/\(name)", &info) == 0, info.st_mode & S_IFMT == S_IFDIR,
            let handle = FolderHandle(path: "\(folder)/\(name)")
        else { return [] }
        var names: [String] = []
        collect(handle, name + "/", depth: 0, limit: limits.entries, into: &names)
        return names
    }

    private static func collect(
        _ folder: borrowing FolderHandle, _ prefix: String, depth: Int, limit: Int, into names: inout [String]
    ) {
        guard depth < 64 else { return }
        for entry in folder.entries() where names.count < limit {
            if entry.kind == .folder, let inner = FolderHandle(entry.name, in: folder) {
                collect(inner, prefix + entry.name + "/", depth: depth + 1, limit: limit, into: &names)
            } else {
                names.append(prefix + entry.name)
            }
        }
    }

    private static func reason() -> String { String(cString: strerror(errno)).lowercased() }
}
