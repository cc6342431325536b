internal import HelmChart
internal import HelmHTTP
public import HelmRegistry
public import HelmRender
public import HelmRepository
internal import HelmValues
internal import Synchronization

/// Charts of repositories, URLs and OCI registries: found, and fetched once however many ask at once.
public struct RemoteCharts: Sendable {
    private let repositories: Repositories
    private let registry: RegistryClient
    private let content: ContentCache
    private let threads: RenderThreads
    private let maximumBytes: Int
    private let downloads = SingleFlight<Download, FetchedChart>()
    private let proven = ProvenContent()

    /// - Parameters:
    ///   - content: shared with the `helm` command.
    ///   - threads: where the disk is read and written.
    ///   - maximumBytes: of one archive.
    public init(
        repositories: Repositories, registry: RegistryClient, content: ContentCache, threads: RenderThreads,
        maximumBytes: Int
    ) {
        self.repositories = repositories
        self.registry = registry
        self.content = content
        self.threads = threads
        self.maximumBytes = maximumBytes
    }

    // MARK: Finding

    /// - Throws: ``ActionError``: `chartReference`, `chartNotFound`, `repositoryFailed`, `forbidden`, …
    // Helm: pkg/action/install.go, LocateChart; pkg/downloader/chart_downloader.go, ResolveChartVersion
    func locate(_ reference: ChartReference) async throws(ActionError) -> RemoteChart {
        try await translated {
            if !reference.repo.isEmpty { return try await chart(inRepositoryOf: reference) }
            if OCIReference.isOCI(reference.chart) {
                return .artifact(try await artifact(reference), try access(reference))
            }
            if reference.chart.contains("://") { return .file(try await file(at: reference)) }
            return try await chart(inKnownRepository: reference)
        }
    }

    /// `repo/name`.
    private func chart(inKnownRepository reference: ChartReference) async throws -> RemoteChart {
        guard let slash = reference.chart.firstIndex(of: "/") else {
            throw ActionError(
                .chartReference,
                "non-absolute URLs should be in form of repo_name/path_to_chart, got: \(reference.chart)")
        }
        let repository = String(reference.chart[..<slash])
        let name = String(reference.chart[reference.chart.index(after: slash)...])
        guard let entry = try await repositories.catalog.entry(named: repository) else {
            throw ActionError(.chartNotFound, "repo \(repository) not found")
        }
        let index = try await repositories.catalog.index(of: repository)
        let found = try index.find(
            name, version: reference.version, devel: reference.devel, inRepository: repository)
        guard let url = found.urls.first else {
            throw ActionError(
                .repositoryFailed, "chart \(GoQuote.quoted(reference.chart)) has no downloadable URLs")
        }
        guard let resolved = RepositoryURL.resolve(url, against: entry.url) else {
            throw ActionError(.repositoryFailed, "invalid chart URL format: \(reference.chart)")
        }
        if OCIReference.isOCI(resolved) { return try await artifact(resolved, found, RegistryAccess()) }
        var file = RemoteFile(url: resolved, entry: entry)
        file.digest = Self.hexDigits(found.digest)
        file.isOfKnownRepository = true
        return .file(file)
    }

    /// `name` in the repository that the request names by its address.
    // Helm: pkg/repo/v1/chartrepo.go, FindChartInRepoURL
    private func chart(inRepositoryOf reference: ChartReference) async throws -> RemoteChart {
        let entry = try entry(reference, url: reference.repo)
        let index = try await repositories.catalog.index(at: entry)
        let version = reference.version.isEmpty ? "" : " version \(GoQuote.quoted(reference.version))"
        let name = reference.chart.contains("://") ? ShownURL.text(reference.chart) : reference.chart
        let shown = "chart \(GoQuote.quoted(name))\(version)"
        let found: RepositoryIndex.Version
        do throws(RepositoryError) {
            found = try index.find(reference.chart, version: reference.version, devel: reference.devel)
        } catch {
            throw ActionError(.chartNotFound, "\(shown) not found in \(ShownURL.text(reference.repo)) repository")
        }
        guard let url = found.urls.first else {
            throw ActionError(.repositoryFailed, "\(shown) has no downloadable URLs")
        }
        guard let resolved = RepositoryURL.resolve(url, against: reference.repo) else {
            throw ActionError(.repositoryFailed, "failed to make chart URL absolute")
        }
        if OCIReference.isOCI(resolved) {
            return try await artifact(resolved, found, RegistryAccess(isPlainHTTP: reference.plainHTTP))
        }
        var file = RemoteFile(url: resolved, entry: entry)
        file.digest = Self.hexDigits(found.digest)
        return .file(file)
    }

    /// A repository may keep its charts in a registry. What the repository is reached with is not for that.
    private func artifact(
        _ url: String, _ found: RepositoryIndex.Version, _ access: RegistryAccess
    ) async throws -> RemoteChart {
        let isTagged = try OCIReference(url).tag != nil
        return .artifact(try await registry.resolve(url, version: isTagged ? "" : found.version, access), access)
    }

    /// A URL. One below the address of a known repository is fetched with what that one is reached with.
    private func file(at reference: ChartReference) async throws -> RemoteFile {
        let url = reference.chart
        let known = try await repositories.catalog.entries().first { entry in
            let base = entry.url.hasSuffix("/") ? entry.url : entry.url + "/"
            return url.utf8.starts(with: base.utf8)
        }
        let hasOwn = !reference.username.isEmpty || !reference.certFile.isEmpty || !reference.caFile.isEmpty
        if let known, !hasOwn { return RemoteFile(url: url, entry: known) }
        return RemoteFile(url: url, entry: try entry(reference, url: url))
    }

    /// A chart in a registry, its version chosen.
    private func artifact(_ reference: ChartReference) async throws -> ResolvedReference {
        let version = reference.version.isEmpty && reference.devel ? ">0.0.0-0" : reference.version
        return try await registry.resolve(reference.chart, version: version, try access(reference))
    }

    private func entry(_ reference: ChartReference, url: String) throws(ActionError) -> RepositoryEntry {
        var entry = RepositoryEntry(name: "", url: url)
        (entry.username, entry.password) = (reference.username, reference.password)
        (entry.certFile, entry.keyFile, entry.caFile) = (reference.certFile, reference.keyFile, reference.caFile)
        entry.isInsecure = reference.insecureSkipTLSVerify
        entry.passesCredentials = reference.passCredentials
        do throws(RepositoryError) {
            return try repositories.certificates.checked(entry)
        } catch {
            throw ActionError(error)
        }
    }

    func access(_ reference: ChartReference) throws(ActionError) -> RegistryAccess {
        let entry = try entry(reference, url: reference.chart)
        let tls: TLSOptions
        do throws(RepositoryError) {
            tls = try entry.tlsOptions()
        } catch {
            throw ActionError(error)
        }
        let hasCredential = !reference.username.isEmpty || !reference.password.isEmpty
        return RegistryAccess(
            credential: hasCredential
                ? RegistryCredential(username: reference.username, password: reference.password) : nil,
            isPlainHTTP: reference.plainHTTP, tls: tls)
    }

    /// Without `sha256:` in front, in lower case.
    private static func hexDigits(_ digest: String) -> String {
        let digits = digest.hasPrefix("sha256:") ? String(digest.dropFirst(7)) : digest
        return digits.lowercased()
    }

    // MARK: Fetching

    private struct Download: Hashable, Sendable {
        var file: RemoteFile?
        var artifact: ResolvedReference?
        var credential: RegistryCredential?
        var tls: TLSOptions?
        var isPlainHTTP = false
        var withProvenance: Bool
    }

    /// The archive, its digest checked, from the cache or from where it lies.
    /// - Throws: without a provenance file that was asked for, `notVerified`.
    func fetch(_ chart: RemoteChart, withProvenance: Bool = false) async throws(ActionError) -> FetchedChart {
        var download = Download(withProvenance: withProvenance)
        switch chart {
        case .file(let file): download.file = file
        case .artifact(let reference, let access):
            (download.artifact, download.credential, download.tls) = (reference, access.credential, access.tls)
            download.isPlainHTTP = access.isPlainHTTP
        }
        return try await translated {
            try await downloads.run(download) {
                switch chart {
                case .file(let file): try await fetch(file, withProvenance)
                case .artifact(let reference, let access): try await pull(reference, access, withProvenance)
                }
            }
        }
    }

    private func fetch(_ file: RemoteFile, _ withProvenance: Bool) async throws -> FetchedChart {
        let archive = try await archive(file)
        var fetched = FetchedChart(archive: archive, digest: Checksum.sha256(archive), fileName: file.fileName)
        if withProvenance { fetched.provenance = try await provenance(file, digest: fetched.digest) }
        return fetched
    }

    private func archive(_ file: RemoteFile) async throws -> [UInt8] {
        if file.isOfKnownRepository, let cached = try await read(file.digest, .chart) { return cached }
        let bytes = try await repositories.transport.bytes(
            RepositoryRequest(file.url, of: file.entry, maximumBytes: maximumBytes))
        let digest = Checksum.sha256(bytes)
        guard file.digest.isEmpty || digest == file.digest else {
            throw ActionError(
                .repositoryFailed, "the digest of \(ShownURL.text(file.url)) is not that of the repository's index")
        }
        if file.isOfKnownRepository { try await write(bytes, digest, .chart) }
        return bytes
    }

    private func provenance(_ file: RemoteFile, digest: String) async throws -> [UInt8] {
        if file.isOfKnownRepository, let cached = try await read(digest, .provenance) { return cached }
        let bytes: [UInt8]
        do throws(RepositoryError) {
            bytes = try await repositories.transport.bytes(
                RepositoryRequest(file.provenanceURL, of: file.entry, maximumBytes: Self.maximumProvenanceBytes))
        } catch {
            throw ActionError(
                .notVerified, "failed to fetch provenance \(GoQuote.quoted(ShownURL.text(file.provenanceURL)))")
        }
        if file.isOfKnownRepository { try await write(bytes, digest, .provenance) }
        return bytes
    }

    private static let maximumProvenanceBytes = 1 << 20

    private func pull(
        _ resolved: ResolvedReference, _ access: RegistryAccess, _ withProvenance: Bool
    ) async throws -> FetchedChart {
        let reference = resolved.reference
        let place = "\(reference.registry)/\(reference.repository)"
        let wasHeld = Mutex(false)
        let pulled = try await registry.pull(
            reference, access,
            options: PullOptions(
                provenance: withProvenance ? .required : .none, maximumChartBytes: maximumBytes,
                cachedArchive: { digest in
                    guard await proven.contains(digest, from: place) else { return nil }
                    let held = try? await read(Self.hexDigits(digest), .chart)
                    wasHeld.withLock { $0 = held != nil }
                    return held
                }))
        let digest = Self.hexDigits(pulled.archiveDigest)
        // What somebody's own credentials fetched is theirs alone.
        if access.credential == nil, !wasHeld.withLock({ $0 }) {
            await proven.insert(pulled.archiveDigest, from: place)
            try await write(pulled.archive, digest, .chart)
        }
        let name = reference.repository.split(separator: "/").last.map(String.init) ?? ""
        return FetchedChart(
            archive: pulled.archive, digest: digest,
            fileName: "\(name)-\(resolved.version ?? pulled.metadata.version).tgz",
            provenance: pulled.provenance)
    }

    private func read(_ digest: String, _ kind: ContentCache.Kind) async throws -> [UInt8]? {
        try await threads.run { content.read(digest, kind) }
    }

    private func write(_ bytes: [UInt8], _ digest: String, _ kind: ContentCache.Kind) async throws {
        try await threads.run { content.write(bytes, digest, kind) }
    }
}

/// Which registry gave which content to this process: only that is taken from the cache for it again, since a registry may
/// claim any digest.
private actor ProvenContent {
    private static let maximum = 10_000

    private struct Fact: Hashable {
        let digest, place: String
    }

    private var facts: Set<Fact> = []

    func contains(_ digest: String, from place: String) -> Bool { facts.contains(Fact(digest: digest, place: place)) }

    func insert(_ digest: String, from place: String) {
        if facts.count >= Self.maximum { facts = [] }
        facts.insert(Fact(digest: digest, place: place))
    }
}
