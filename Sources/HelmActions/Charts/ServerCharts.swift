internal import FoundationEssentials
internal import Glibc
public import HelmArchive
public import HelmChart
public import HelmProvenance
public import HelmRender
public import HelmRepository

/// The charts that this server can name: uploaded archives, and charts inside the configured folders.
///
/// Repositories, URLs and OCI references are told apart and refused by name: this version does not serve them.
public struct ServerCharts: ChartSource {
    private let uploads: UploadStore
    /// Real paths of the folders in which charts may be named by path.
    private let roots: [String]
    private let limits: ArchiveLimits
    private let keyrings: Keyrings
    private let clock: ActionClock
    private let threads: RenderThreads
    private let cache: ChartCache

    /// - Parameter threads: where charts are read.
    public init(
        uploads: UploadStore, roots: [String], limits: ArchiveLimits = ArchiveLimits(),
        keyrings: Keyrings = Keyrings(), clock: ActionClock = .system, threads: RenderThreads
    ) {
        self.keyrings = keyrings
        self.clock = clock
        self.threads = threads
        cache = ChartCache()
        self.uploads = uploads
        self.roots = roots.compactMap(Self.realPath)
        self.limits = limits
    }

    public func chart(_ reference: ChartReference) async throws(ActionError) -> Chart {
        try refuseUnsupported(reference)
        let path = try path(of: reference.chart)
        guard let identity = FileIdentity(path: path) else { throw Self.notFound(path) }
        // Made of the very bytes that were verified, not of what the file holds a moment later.
        if reference.verify {
            let (limits, verify) = (limits, try verifier(path, reference))
            return try await translated {
                try await threads.run { try ChartLoader.load(archive: verify().archive, limits: limits) }
            }
        }
        return try await cache.chart(for: .file(identity)) { try await threads.run { try load(path, identity) } }
    }

    /// Where the chart lies that a request names, and whether as a folder.
    func location(of reference: ChartReference) throws(ActionError) -> (path: String, isFolder: Bool) {
        try refuseUnsupported(reference)
        let path = try path(of: reference.chart)
        guard let identity = FileIdentity(path: path) else { throw Self.notFound(path) }
        return (path, identity.isFolder)
    }

    public func verification(_ reference: ChartReference) async throws(ActionError) -> Verification {
        try refuseUnsupported(reference)
        let path = try path(of: reference.chart)
        guard FileIdentity(path: path) != nil else { throw Self.notFound(path) }
        let verify = try verifier(path, reference)
        return try await translated { try await threads.run { try verify().verification } }
    }

    /// Verifies the archive at `path`, for a thread that may block.
    private func verifier(
        _ path: String, _ reference: ChartReference
    ) throws(ActionError) -> @Sendable () throws -> (verification: Verification, archive: [UInt8]) {
        let (keyring, now) = (try keyrings.path(reference.keyring), clock.seconds)
        return { try ProvenanceFiles.verify(archive: path, keyring: keyring, now: now) }
    }

    public func folder(_ reference: ChartReference) async throws(ActionError) -> ChartFolder {
        try refuseUnsupported(reference)
        let path = try path(of: reference.chart)
        guard let identity = FileIdentity(path: path) else { throw Self.notFound(path) }
        let limits = limits
        return try await translated {
            try await threads.run {
                if identity.isFolder { return ChartFolder(path: path, limits: limits) }
                return try ChartFolder(archive: Self.contents(path), limits: limits)
            }
        }
    }

    private static func contents(_ path: String) throws(ChartError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ChartError(.unreadable, "open \(path)")
        }
        return [UInt8](data)
    }

    private func load(_ path: String, _ identity: FileIdentity) throws(ActionError) -> Chart {
        do throws(ChartError) {
            if identity.isFolder { return try ChartLoader.load(folder: path, limits: limits) }
            return try ChartLoader.load(archive: Self.contents(path), limits: limits)
        } catch {
            throw ActionError(.invalidChart, error.message)
        }
    }

    /// The only way from a reference to a path: an upload by its base name, or a real path inside a root.
    private func path(of chart: String) throws(ActionError) -> String {
        if chart.hasPrefix("/") { return try pathInsideRoots(chart) }
        if chart.hasSuffix(".tgz"), !chart.contains(":") {
            let shown = "\(uploads.folder)/\(chart)"
            do throws(UploadError) {
                return try uploads.path(of: chart)
            } catch {
                throw Self.notFound(shown)
            }
        }
        if let slash = chart.firstIndex(of: "/") {
            throw ActionError(.chartNotFound, "repo \(chart[..<slash]) not found")
        }
        // Helm: repo/chartrepo, the words for a name that is no reference at all.
        throw ActionError(
            .chartReference, "non-absolute URLs should be in form of repo_name/path_to_chart, got: \(chart)")
    }

    private func pathInsideRoots(_ path: String) throws(ActionError) -> String {
        if let real = Self.realPath(path), roots.contains(where: { real == $0 || real.hasPrefix($0 + "/") }) {
            return real
        }
        throw ActionError(.chartReference, "chart path \(path) is not inside one of the configured chartRoots")
    }

    private func refuseUnsupported(_ reference: ChartReference) throws(ActionError) {
        let chart = reference.chart
        if chart.contains("://") {
            let scheme = chart.split(separator: ":").first ?? ""
            throw ActionError(
                .unsupported, "charts by \(scheme):// reference are not served by this version: upload the chart")
        }
        if !reference.repo.isEmpty {
            throw ActionError(.unsupported, "chart repositories are not served by this version: upload the chart")
        }
        if reference.dependencyUpdate {
            throw ActionError(
                .unsupported, "dependencies are not fetched by this version: upload the chart with its dependencies")
        }
    }

    private static func notFound(_ path: String) -> ActionError {
        ActionError(.chartNotFound, "path \"\(path)\" not found")
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
