internal import Foundation
internal import Glibc
public import HelmArchive
public import HelmChart
public import HelmProvenance
public import HelmRegistry
public import HelmRender
public import HelmRepository

/// The charts that a request can name: uploaded archives, charts inside the configured folders, and those of
/// repositories, URLs and OCI registries.
public struct ServerCharts: ChartSource {
    private let uploads: UploadStore
    /// Real paths of the folders in which charts may be named by path.
    private let roots: [String]
    private let limits: ArchiveLimits
    private let remote: RemoteCharts
    private let keyrings: Keyrings
    private let clock: ActionClock
    private let threads: RenderThreads
    private let cache = ChartCache()

    /// - Parameter threads: where charts are read.
    public init(
        uploads: UploadStore, roots: [String], remote: RemoteCharts, limits: ArchiveLimits = ArchiveLimits(),
        keyrings: Keyrings = Keyrings(), clock: ActionClock = .system, threads: RenderThreads
    ) {
        self.keyrings = keyrings
        self.clock = clock
        self.threads = threads
        self.remote = remote
        self.uploads = uploads
        self.roots = roots.compactMap(Self.realPath)
        self.limits = limits
    }

    /// Where a chart is that a request names.
    private enum Place {
        case disk(path: String, FileIdentity)
        case remote(RemoteChart)
    }

    public func chart(_ reference: ChartReference) async throws(ActionError) -> Chart {
        switch try await place(of: reference) {
        case .disk(let path, let identity):
            guard reference.verify else {
                return try await cache.chart(for: .file(identity)) {
                    try await threads.run { try load(path, identity) }
                }
            }
            // Made of the very bytes that were verified, not of what the file holds a moment later.
            let verify = try verifier(path, reference)
            return try await translated {
                try await threads.run { try ChartLoader.load(archive: verify().archive, limits: limits) }
            }
        case .remote(let chart):
            return try await loaded(chart, reference)
        }
    }

    private func loaded(_ chart: RemoteChart, _ reference: ChartReference) async throws(ActionError) -> Chart {
        if !reference.verify, let digest = chart.digest {
            return try await cache.chart(for: .shared(digest)) {
                let fetched = try await remote.fetch(chart)
                return try await threads.run { try ChartLoader.load(archive: fetched.archive, limits: limits) }
            }
        }
        let fetched = try await remote.fetch(chart, withProvenance: reference.verify)
        if reference.verify { _ = try await verified(fetched, reference) }
        return try await cache.chart(for: .fetched(fetched.digest)) {
            try await threads.run { try ChartLoader.load(archive: fetched.archive, limits: limits) }
        }
    }

    /// Where the chart lies on this server that a request names, and whether as a folder; nil when it lies elsewhere.
    func location(of reference: ChartReference) throws(ActionError) -> (path: String, isFolder: Bool)? {
        guard let path = try localPath(of: reference) else { return nil }
        guard let identity = FileIdentity(path: path) else { throw Self.notFound(path) }
        return (path, identity.isFolder)
    }

    public func verification(_ reference: ChartReference) async throws(ActionError) -> Verification {
        switch try await place(of: reference) {
        case .disk(let path, _):
            let verify = try verifier(path, reference)
            return try await translated { try await threads.run { try verify().verification } }
        case .remote(let chart):
            return try await verified(try await remote.fetch(chart, withProvenance: true), reference)
        }
    }

    /// Fails closed: without a provenance file nothing is verified.
    private func verified(
        _ fetched: FetchedChart, _ reference: ChartReference
    ) async throws(ActionError) -> Verification {
        let (keyring, now) = (try keyrings.path(reference.keyring), clock.seconds)
        guard let provenance = fetched.provenance else {
            throw ActionError(.notVerified, "could not load provenance file \(fetched.fileName).prov")
        }
        return try await translated {
            try await threads.run {
                try ProvenanceFiles.verify(
                    archive: fetched.archive, fileName: fetched.fileName, provenance: provenance, keyring: keyring,
                    now: now)
            }
        }
    }

    /// Verifies the archive at `path`, for a thread that may block.
    private func verifier(
        _ path: String, _ reference: ChartReference
    ) throws(ActionError) -> @Sendable () throws -> (verification: Verification, archive: [UInt8]) {
        let (keyring, now) = (try keyrings.path(reference.keyring), clock.seconds)
        return { try ProvenanceFiles.verify(archive: path, keyring: keyring, now: now) }
    }

    public func folder(_ reference: ChartReference) async throws(ActionError) -> ChartFolder {
        let place = try await place(of: reference)
        let limits = limits
        switch place {
        case .disk(let path, let identity):
            return try await translated {
                try await threads.run {
                    if identity.isFolder { return ChartFolder(path: path, limits: limits) }
                    return try ChartFolder(archive: Self.contents(path), limits: limits)
                }
            }
        case .remote(let chart):
            let fetched = try await remote.fetch(chart)
            return try await translated {
                try await threads.run { try ChartFolder(archive: fetched.archive, limits: limits) }
            }
        }
    }

    /// Whether the chart has to be fetched.
    func isRemote(_ reference: ChartReference) throws(ActionError) -> Bool {
        try localPath(of: reference) == nil
    }

    /// How a request wants to reach registries.
    public func registryAccess(_ reference: ChartReference) throws(ActionError) -> RegistryAccess {
        try remote.access(reference)
    }

    /// The archive of a chart, with its provenance file where that is asked for and there is one.
    func archive(_ reference: ChartReference) async throws(ActionError) -> FetchedChart {
        switch try await place(of: reference) {
        case .disk(let path, let identity):
            guard !identity.isFolder else {
                throw ActionError(.chartReference, "\(reference.chart) is a folder: package it first")
            }
            return try await translated {
                try await threads.run {
                    let archive = try Self.contents(path)
                    return FetchedChart(
                        archive: archive, digest: Checksum.sha256(archive), fileName: Self.baseName(path),
                        provenance: try? Self.contents(path + UploadStore.provenanceSuffix),
                        modifiedSeconds: identity.modifiedSeconds)
                }
            }
        case .remote(let chart):
            let fetched = try await remote.fetch(chart, withProvenance: reference.verify)
            if reference.verify { _ = try await verified(fetched, reference) }
            return fetched
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

    private func place(of reference: ChartReference) async throws(ActionError) -> Place {
        guard let path = try localPath(of: reference) else {
            var reference = reference
            reference.chart = Self.trimmed(reference.chart)
            reference.version = Self.trimmed(reference.version)
            return .remote(try await remote.locate(reference))
        }
        guard let identity = FileIdentity(path: path) else { throw Self.notFound(path) }
        return .disk(path: path, identity)
    }

    /// The only way from a reference to a path: an upload by its base name, or a real path inside a root. Nil for a chart
    /// that lies elsewhere.
    private func localPath(of reference: ChartReference) throws(ActionError) -> String? {
        let chart = Self.trimmed(reference.chart)
        if !reference.repo.isEmpty || chart.contains("://") { return nil }
        if chart.hasPrefix("/") { return try pathInsideRoots(chart) }
        guard chart.hasSuffix(".tgz") else {
            if chart.hasPrefix(".") { throw Self.notFound(chart) }
            return nil
        }
        do throws(UploadError) {
            return try uploads.path(of: chart)
        } catch {
            throw Self.notFound("\(uploads.folder)/\(chart)")
        }
    }

    private static func trimmed(_ text: String) -> String { text.trimmingCharacters(in: .whitespacesAndNewlines) }

    private static func baseName(_ path: String) -> String {
        String(path[path.index(after: path.lastIndex(of: "/") ?? path.startIndex)...])
    }

    private func pathInsideRoots(_ path: String) throws(ActionError) -> String {
        if let real = Self.realPath(path), roots.contains(where: { real == $0 || real.hasPrefix($0 + "/") }) {
            return real
        }
        throw ActionError(.chartReference, "chart path \(path) is not inside one of the configured chartRoots")
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
