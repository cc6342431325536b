internal import FoundationEssentials
internal import Glibc
internal import HelmArchive
internal import HelmChart
internal import HelmValues

/// A chart's `charts/` folder and lock file, which change together or not at all.
///
/// The new folder is built beside the old one and takes its place by renaming; what Helm would keep is kept. One update
/// at a time: the chart's folder is locked while an object of this type lives.
final class ChartsFolder {
    private static let stagePrefix = ".helm-wrapper-update-"

    private let chart: String
    private let limits: ArchiveLimits
    private let descriptor: Int32

    init(chart: String, limits: ArchiveLimits) throws(RepositoryError) {
        self.chart = chart
        self.limits = limits
        descriptor = open(chart, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure("open \(chart)") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw RepositoryError(.busy, "another update of the dependencies of \(chart) is running")
        }
        try recover()
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    private var charts: String { "\(chart)/charts" }

    /// Refuses what may not be written to: a lock file or folder that is a link, which could lead anywhere.
    func check(lockName: String) throws(RepositoryError) {
        let lock = "\(chart)/\(lockName)"
        if Self.kind(lock) == S_IFLNK {
            let target = (try? FileManager.default.destinationOfSymbolicLink(atPath: lock)) ?? ""
            throw RepositoryError(.forbidden, "the \(lockName) file is a symlink to \(GoQuote.quoted(target))")
        }
        switch Self.kind(charts) {
        case nil, S_IFDIR: break
        case S_IFLNK: throw RepositoryError(.forbidden, "the charts folder is a symlink")
        default: throw RepositoryError(.invalid, "\(GoQuote.quoted(charts)) is not a directory")
        }
    }

    /// Puts `archives` into `charts/`, takes out the archives of other charts but those named in `local`, and writes
    /// the lock file.
    func replace(
        archives: [String: [UInt8]], keeping local: Set<String>, lock: (name: String, bytes: [UInt8])?
    ) throws(RepositoryError) {
        if let lock { try check(lockName: lock.name) }
        let stage = "\(chart)/\(Self.stagePrefix)\(UInt64.random(in: .min ... .max))"
        let next = stage + "/charts"
        try files("mkdir \(next)") {
            try FileManager.default.createDirectory(atPath: next, withIntermediateDirectories: true)
        }
        defer { try? FileManager.default.removeItem(atPath: stage) }
        for name in try entries(charts) where archives[name] == nil {
            if isOutdated(name, keeping: local) { continue }
            try files("link \(name)") {
                try FileManager.default.linkItem(atPath: "\(charts)/\(name)", toPath: "\(next)/\(name)")
            }
        }
        for (name, bytes) in archives { try write(bytes, to: "\(next)/\(name)") }
        if let lock { try write(lock.bytes, to: "\(stage)/lock") }
        try swap(stage: stage, lock: lock?.name)
    }

    /// Two renames, and a third for the lock file; a failure of the later ones takes the earlier ones back.
    private func swap(stage: String, lock: String?) throws(RepositoryError) {
        let (next, old) = (stage + "/charts", stage + "/old")
        let hadFolder = Self.kind(charts) != nil
        if hadFolder, rename(charts, old) != 0 { throw Self.failure("rename \(charts)") }
        guard rename(next, charts) == 0 else {
            let error = Self.failure("rename \(charts)")
            if hadFolder { _ = rename(old, charts) }
            throw error
        }
        guard let lock, rename("\(stage)/lock", "\(chart)/\(lock)") != 0 else { return }
        let error = Self.failure("rename \(lock)")
        _ = rename(charts, next)
        if hadFolder { _ = rename(old, charts) }
        throw error
    }

    /// Puts right what a killed update left behind.
    private func recover() throws(RepositoryError) {
        for name in try entries(chart) where name.hasPrefix(Self.stagePrefix) {
            let stage = "\(chart)/\(name)"
            if Self.kind(charts) == nil, Self.kind(stage + "/old") == S_IFDIR { _ = rename(stage + "/old", charts) }
            try? FileManager.default.removeItem(atPath: stage)
        }
    }

    // Helm: downloader/manager.go, safeMoveDeps
    private func isOutdated(_ name: String, keeping local: Set<String>) -> Bool {
        let path = "\(charts)/\(name)"
        guard Self.kind(path) == S_IFREG, let data = FileManager.default.contents(atPath: path),
            let chart = try? ChartLoader.load(archive: [UInt8](data), limits: limits)
        else { return false }
        return !local.contains(chart.name)
    }

    private func entries(_ folder: String) throws(RepositoryError) -> [String] {
        guard Self.kind(folder) != nil else { return [] }
        return try files("read \(folder)") { try FileManager.default.contentsOfDirectory(atPath: folder) }
    }

    private func write(_ bytes: [UInt8], to path: String) throws(RepositoryError) {
        do throws(UploadError) {
            try AtomicFile.write(bytes, to: path)
        } catch {
            throw RepositoryError(.storage, error.message)
        }
    }

    private func files<Result>(_ what: String, _ work: () throws -> Result) throws(RepositoryError) -> Result {
        do {
            return try work()
        } catch {
            throw RepositoryError(.storage, "\(what): the chart's folder cannot be read or written")
        }
    }

    private static func failure(_ what: String) -> RepositoryError {
        RepositoryError(.storage, "\(what): \(String(cString: strerror(errno)).lowercased())")
    }

    /// The kind of what is there, links not followed; nil when nothing is.
    private static func kind(_ path: String) -> mode_t? {
        var info = stat()
        return lstat(path, &info) == 0 ? info.st_mode & S_IFMT : nil
    }
}
