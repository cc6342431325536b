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
        while root.count > 1, root.hasSuffix("/") { root.removeLast() }
        let ignore = root + "/.helmignore"
        let ignoreText = status(ignore, follow: true) == nil ? [] : try contents(ignore, limit: 1 << 20)
        var reader = FolderReader(root: root, rules: try IgnoreRules(ignoreText), limits: limits)
        guard let info = status(root, follow: true) else { throw failure("lstat \(root)") }
        guard info.st_mode & S_IFMT == S_IFDIR else {
            throw ChartError(.unreadable, "\(root) is no folder")
        }
        try reader.walk(root, "", depth: 0)
        return reader.files
    }

    private init(root: String, rules: IgnoreRules, limits: ArchiveLimits) {
        self.root = root
        self.rules = rules
        self.limits = limits
    }

    private mutating func walk(_ folder: String, _ prefix: String, depth: Int) throws(ChartError) {
        guard depth < Self.maximumDepth else {
            throw ChartError(.tooLarge, "chart folder is nested too deep: \(prefix)")
        }
        for name in try Self.names(folder).sorted(by: bytesPrecede) {
            let path = "\(folder)/\(name)"
            let relative = prefix.isEmpty ? name : "\(prefix)/\(name)"
            visited += 1
            guard visited <= limits.entries else {
                throw ChartError(.tooLarge, "chart folder has more than \(limits.entries) entries")
            }
            guard let info = Self.status(path, follow: true) else { throw Self.unreadable(path) }
            let isFolder = info.st_mode & S_IFMT == S_IFDIR
            if rules.ignores(relative, isFolder: isFolder) { continue }
            if isFolder {
                try walk(path, relative, depth: depth + 1)
            } else {
                try add(path, relative, info)
            }
        }
    }

    private mutating func add(_ path: String, _ name: String, _ info: stat) throws(ChartError) {
        guard info.st_mode & S_IFMT == S_IFREG else {
            throw ChartError(
                .unreadable, "cannot load irregular file \(path) as it has file mode type bits set")
        }
        let base = name.split(separator: "/").last.map(String.init) ?? name
        let tooLarge = ChartError(
            .tooLarge,
            "chart file \(GoQuote.quoted(base)) is larger than the maximum file size \(limits.fileBytes)")
        guard info.st_size <= limits.fileBytes else { throw tooLarge }
        var data = try Self.contents(path, limit: limits.fileBytes, tooLarge: tooLarge)
        total += data.count
        guard total <= limits.totalBytes else {
            throw ChartError(.tooLarge, "chart is larger than the maximum size \(limits.totalBytes)")
        }
        data.trimByteOrderMark()
        let modified = Int64(info.st_mtim.tv_sec) * 1_000_000_000 + Int64(info.st_mtim.tv_nsec)
        files.append(ChartFile(name: name, data: data, modified: modified))
    }

    /// What Go says of a path that cannot be looked at: of a link, where it leads.
    private static func unreadable(_ path: String) -> ChartError {
        let plain = failure("lstat \(path)")
        guard let info = status(path, follow: false), info.st_mode & S_IFMT == S_IFLNK,
            let fault = SymbolicLinks.fault(in: path)
        else { return plain }
        return ChartError(.unreadable, "error evaluating symlink \(path): \(fault)")
    }

    private static func names(_ folder: String) throws(ChartError) -> [String] {
        guard let handle = opendir(folder) else { throw failure("open \(folder)") }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    private static func status(_ path: String, follow: Bool) -> stat? {
        var info = stat()
        return (follow ? stat(path, &info) : lstat(path, &info)) == 0 ? info : nil
    }

    private static func contents(
        _ path: String, limit: Int, tooLarge: ChartError? = nil
    ) throws(ChartError) -> [UInt8] {
        // Not blocking: between the look and the open, the file may have become a pipe.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open \(path)") }
        defer { close(descriptor) }
        var data: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("read \(path)")
            }
            if count == 0 { return data }
            data.append(contentsOf: chunk[..<count])
            guard data.count <= limit else {
                throw tooLarge ?? ChartError(.tooLarge, "\(path) is larger than the maximum size \(limit)")
            }
        }
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
