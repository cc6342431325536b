internal import Glibc
internal import HelmArchive
internal import HelmValues

/// The files of a chart's folder, walked as Helm walks it: by name, symbolic links followed.
struct FolderReader {
    /// Deeper than any honest chart; a link to a folder above itself ends here.
    private static let maximumDepth = 64

    private let root: String
    private let rules: IgnoreRules
    private let limits: ArchiveLimits
    private var total = 0
    private var visited = 0
    private var files: [ChartFile] = []

    static func read(_ folder: String, limits: ArchiveLimits) throws(ChartError) -> [ChartFile] {
        var root = folder
        while root.utf8.count > 1, root.utf8.last == UInt8(ascii: "/") { root.removeLast() }
        var reader = FolderReader(root: root, rules: try IgnoreRules(ignoreText(root)), limits: limits)
        var info = stat()
        guard stat(root, &info) == 0 else { throw failure("lstat \(root)") }
        guard info.st_mode & S_IFMT == S_IFDIR else {
            throw ChartError(.unreadable, "\(root) is no folder")
        }
        guard let handle = FolderHandle(path: root) else { throw failure("open \(root)") }
        try reader.walk(handle, "", depth: 0)
        return reader.files
    }

    private static func ignoreText(_ root: String) throws(ChartError) -> [UInt8] {
        let (path, limit) = (root + "/.helmignore", 1 << 20)
        var info = stat()
        guard stat(path, &info) == 0 else { return [] }
        guard let file = OpenFile(path: path) else { throw failure("open \(path)") }
        guard let text = file.contents(size: info.st_size, limit: limit) else { throw failure("read \(path)") }
        guard text.count <= limit else {
            throw ChartError(.tooLarge, "\(path) is larger than the maximum size \(limit)")
        }
        return text
    }

    private init(root: String, rules: IgnoreRules, limits: ArchiveLimits) {
        self.root = root
        self.rules = rules
        self.limits = limits
    }

    private func path(_ relative: String) -> String { root + "/" + relative }

    /// - Parameter prefix: the folder's path inside the chart with a `/` behind it, or nothing.
    private mutating func walk(_ folder: borrowing FolderHandle, _ prefix: String, depth: Int) throws(ChartError) {
        guard depth < Self.maximumDepth else {
            throw ChartError(.tooLarge, "chart folder is nested too deep: \(prefix.dropLast())")
        }
        for entry in folder.entries() {
            let name = prefix + entry.name
            visited += 1
            guard visited <= limits.entries else {
                throw ChartError(.tooLarge, "chart folder has more than \(limits.entries) entries")
            }
            var isFolder = entry.kind == .folder
            var isRegular = entry.kind == .file
            if !isFolder && !isRegular {
                guard let info = folder.status(entry.name) else { throw Self.unreadable(path(name)) }
                isFolder = info.st_mode & S_IFMT == S_IFDIR
                isRegular = info.st_mode & S_IFMT == S_IFREG
            }
            if rules.ignores(name, isFolder: isFolder) { continue }
            if isFolder {
                guard let inner = FolderHandle(entry.name, in: folder) else {
                    throw Self.failure("open \(path(name))")
                }
                try walk(inner, name + "/", depth: depth + 1)
            } else if isRegular {
                try add(entry.name, name, in: folder)
            } else {
                throw irregular(name)
            }
        }
    }

    private mutating func add(_ base: String, _ name: String, in folder: borrowing FolderHandle) throws(ChartError) {
        guard let file = folder.open(base) else { throw Self.failure("open \(path(name))") }
        guard let info = file.status() else { throw Self.failure("lstat \(path(name))") }
        guard info.st_mode & S_IFMT == S_IFREG else { throw irregular(name) }
        guard info.st_size <= limits.fileBytes else { throw tooLarge(base) }
        guard var data = file.contents(size: info.st_size, limit: limits.fileBytes) else {
            throw Self.failure("read \(path(name))")
        }
        guard data.count <= limits.fileBytes else { throw tooLarge(base) }
        total += data.count
        guard total <= limits.totalBytes else {
            throw ChartError(.tooLarge, "chart is larger than the maximum size \(limits.totalBytes)")
        }
        data.trimByteOrderMark()
        let modified = Int64(info.st_mtim.tv_sec) * 1_000_000_000 + Int64(info.st_mtim.tv_nsec)
        files.append(ChartFile(name: name, data: data, modified: modified))
    }

    private func irregular(_ name: String) -> ChartError {
        ChartError(.unreadable, "cannot load irregular file \(path(name)) as it has file mode type bits set")
    }

    private func tooLarge(_ base: String) -> ChartError {
        ChartError(
            .tooLarge,
            "chart file \(GoQuote.quoted(base)) is larger than the maximum file size \(limits.fileBytes)")
    }

    /// What Go says of a path that cannot be looked at: of a link, where it leads.
    private static func unreadable(_ path: String) -> ChartError {
        let plain = failure("lstat \(path)")
        var info = stat()
        guard lstat(path, &info) == 0, info.st_mode & S_IFMT == S_IFLNK, let fault = SymbolicLinks.fault(in: path)
        else { return plain }
        return ChartError(.unreadable, "error evaluating symlink \(path): \(fault)")
    }

    private static func failure(_ what: String) -> ChartError {
        ChartError(.unreadable, "\(what): \(String(cString: strerror(errno)).lowercased())")
    }
}

extension [UInt8] {
    /// Helm drops the mark at the start of every file of a chart.
    mutating func trimByteOrderMark() {
        if starts(with: [0xef, 0xbb, 0xbf]) { removeFirst(3) }
    }
}
