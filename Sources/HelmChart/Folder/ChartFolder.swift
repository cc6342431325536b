public import HelmArchive
internal import HelmValues

/// A chart's files as they lie there, before anything is decided of them: what `helm lint` looks at.
///
/// Of a packed chart they are those that unpacking it would give.
public struct ChartFolder: Sendable {
    /// What stands at a path of the folder.
    public enum Entry: Sendable, Equatable {
        case missing
        case folder
        case file([UInt8])
        /// The system's words, such as `permission denied`.
        case unreadable(String)
    }

    public var chartFile: Entry
    public var values: Entry
    /// Empty where it is missing or cannot be read.
    public var schema: [UInt8]
    /// A file's bytes are left out here: only whether there is a folder counts.
    public var templates: Entry
    public var crds: Entry
    /// The chart in the folder, `.helmignore` obeyed.
    public var chart: Result<Chart, ChartError>
    /// Folders and archives below `charts/`, relative to this one, in the order of a walk.
    public var subcharts: [String]

    private let source: Source

    private enum Source {
        case disk(path: String, ArchiveLimits)
        case files([ChartFile], ArchiveLimits)
    }

    /// A folder on disk; a file there is a folder with nothing in it.
    public init(path: String, limits: ArchiveLimits = ArchiveLimits()) {
        func entry(_ name: String, readsFile: Bool = true) -> Entry {
            FolderLook.entry("\(path)/\(name)", limit: readsFile ? limits.fileBytes : 0)
        }
        chartFile = entry("Chart.yaml")
        values = entry("values.yaml")
        schema = if case .file(let bytes) = entry("values.schema.json") { bytes } else { [] }
        templates = entry("templates", readsFile: false)
        crds = entry("crds", readsFile: false)
        chart = Result { () throws(ChartError) in try ChartLoader.load(folder: path, limits: limits) }
        subcharts = Self.subcharts(FolderLook.names(below: path, "charts", limits: limits))
        source = .disk(path: path, limits)
    }

    /// A packed chart.
    ///
    /// Helm: chart/v2/util/expand.go, whose refusals are these.
    public init(archive: [UInt8], limits: ArchiveLimits = ArchiveLimits()) throws(ChartError) {
        var files: [ChartFile]
        do throws(ArchiveError) {
            files = try ArchiveReader.read(tgz: archive, limits: limits).map {
                ChartFile(name: $0.path, data: $0.data, modified: $0.modified)
            }
        } catch {
            throw ChartError(
                error.code == .tooLarge ? .tooLarge : .unreadable, "unable to extract tarball: \(error.message)")
        }
        for index in files.indices { files[index].data.trimByteOrderMark() }
        try Self.checkName(files)
        var limits = limits
        limits.totalBytes -= files.reduce(0) { $0 + $1.data.count }
        limits.entries -= files.count
        self.init(files: files, limits: limits)
    }

    /// The folder that `files`, named relative to it, would make; of two with one name the last one stays.
    public init(files: [ChartFile], limits: ArchiveLimits = ArchiveLimits()) {
        var byName: [String: ChartFile] = [:]
        for file in files { byName[file.name] = file }
        let sorted = Self.walked(Array(byName.keys)).compactMap { byName[$0] }
        func entry(_ name: String) -> Entry {
            if let file = byName[name] { return .file(file.data) }
            return sorted.contains { $0.name.starts(withBytes: name + "/") } ? .folder : .missing
        }
        chartFile = entry("Chart.yaml")
        values = entry("values.yaml")
        schema = byName["values.schema.json"]?.data ?? []
        templates = entry("templates")
        crds = entry("crds")
        chart = Result { () throws(ChartError) in
            let rules = try IgnoreRules(byName[".helmignore"]?.data ?? [])
            return try ChartLoader.load(files: sorted.filter { !Self.ignores($0.name, rules) }, limits: limits)
        }
        subcharts = Self.subcharts(sorted.map(\.name).filter { $0.starts(withBytes: "charts/") })
        source = .files(sorted, limits)
    }

    /// One of ``subcharts``.
    public func subchart(_ name: String) throws(ChartError) -> ChartFolder {
        switch source {
        case .disk(let path, let limits):
            guard Self.isArchive(name) else { return ChartFolder(path: "\(path)/\(name)", limits: limits) }
            switch FolderLook.entry("\(path)/\(name)", limit: limits.totalBytes) {
            case .file(let archive): return try ChartFolder(archive: archive, limits: limits)
            case .missing: throw Self.unopened(name, "no such file or directory")
            case .folder: throw Self.unopened(name, "is a directory")
            case .unreadable(let reason): throw Self.unopened(name, reason)
            }
        case .files(let files, let limits):
            if Self.isArchive(name), let file = files.first(where: { bytesEqual($0.name, name) }) {
                return try ChartFolder(archive: file.data, limits: limits)
            }
            let inner = files.filter { $0.name.starts(withBytes: name + "/") }.map { file in
                ChartFile(
                    name: String(Substring(file.name.utf8.dropFirst(name.utf8.count + 1))), data: file.data,
                    modified: file.modified)
            }
            return ChartFolder(files: inner, limits: limits)
        }
    }

    private static func unopened(_ name: String, _ reason: String) -> ChartError {
        ChartError(.unreadable, "unable to open tarball: open \(name): \(reason)")
    }

    private static func checkName(_ files: [ChartFile]) throws(ChartError) {
        var name = ""
        for file in files where bytesEqual(file.name, "Chart.yaml") {
            var draft = MetadataDraft()
            do throws(ChartError) { try draft.read(file.data, file: "Chart.yaml") } catch {
                throw ChartError(error.code, "unable to extract tarball: \(error.message)")
            }
            name = draft.metadata.name
        }
        let fault: String
        if name.isEmpty {
            fault = "chart name not specified"
        } else if name == "." || name == ".." {
            fault = "chart name \(GoQuote.quoted(name)) is not allowed"
        } else if name.utf8.contains(UInt8(ascii: "/")) {
            fault = "chart name \(GoQuote.quoted(name)) must not contain path separators"
        } else {
            return
        }
        throw ChartError(.invalidChart, "unable to extract tarball: \(fault)")
    }

    // MARK: Names

    /// Helm: cmd/lint.go, with-subcharts.
    private static func subcharts(_ names: [String]) -> [String] {
        walked(names).compactMap { name in
            if isArchive(name) { return name }
            guard name.ends(withBytes: "/Chart.yaml") else { return nil }
            let folder = String(Substring(name.utf8.dropLast("/Chart.yaml".utf8.count)))
            return bytesEqual(folder, "charts") ? nil : folder
        }
    }

    private static func isArchive(_ name: String) -> Bool {
        name.ends(withBytes: ".tgz") || name.ends(withBytes: ".tar.gz")
    }

    /// In the order in which a walk meets them: folder by folder, each by its names' bytes.
    private static func walked(_ names: [String]) -> [String] {
        names.map { (name: $0, parts: $0.parts(UInt8(ascii: "/"))) }.sorted { left, right in
            for (one, other) in zip(left.parts, right.parts) where !bytesEqual(one, other) {
                return bytesPrecede(one, other)
            }
            return left.parts.count < right.parts.count
        }.map(\.name)
    }

    /// Whether a file or one of the folders above it is left out.
    private static func ignores(_ name: String, _ rules: IgnoreRules) -> Bool {
        var folder = ""
        for part in name.parts(UInt8(ascii: "/")).dropLast() {
            folder += folder.isEmpty ? part : "/" + part
            if rules.ignores(folder, isFolder: true) { return true }
        }
        return rules.ignores(name, isFolder: false)
    }
}
