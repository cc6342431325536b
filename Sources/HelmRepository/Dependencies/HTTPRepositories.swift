internal import HelmHTTP
internal import HelmValues

/// Chart repositories as an update of dependencies sees them, for one request.
public struct HTTPRepositories: DependencyRepository {
    private let catalog: RepositoryCatalog
    private let transport: RepositoryTransport
    private let entries: [RepositoryEntry]
    private let maximumArchiveBytes: Int

    /// - Throws: `storage` when the known repositories cannot be read.
    public init(
        catalog: RepositoryCatalog, transport: RepositoryTransport, maximumArchiveBytes: Int = 20 << 20
    ) async throws(RepositoryError) {
        self.catalog = catalog
        self.transport = transport
        self.maximumArchiveBytes = maximumArchiveBytes
        entries = try await catalog.entries()
    }

    public func url(ofAlias name: String) -> String? { entries.first { $0.name == name }?.url }

    public func find(
        _ name: String, in repository: String, version: RequestedVersion
    ) async throws(RepositoryError) -> FoundChart? {
        let index = try await index(of: repository)
        guard let versions = index.versions(of: name) else {
            throw RepositoryError(.notFound, "\(name) chart not found in repo \(ShownURL.text(repository))")
        }
        guard let found = versions.first(version), let reference = found.urls.first else { return nil }
        guard let url = RepositoryURL.resolve(reference, against: entry(at: repository).url) else {
            throw RepositoryError(
                .unreachable, "the index of \(ShownURL.text(repository)) has an invalid URL for \(name)")
        }
        return FoundChart(
            name: name, version: found.version, url: url, digest: found.digest, repository: repository)
    }

    public func archive(_ chart: FoundChart) async throws(RepositoryError) -> [UInt8] {
        let bytes: [UInt8]
        do throws(RepositoryError) {
            bytes = try await transport.bytes(
                RepositoryRequest(chart.url, of: entry(at: chart.repository), maximumBytes: maximumArchiveBytes))
        } catch {
            throw RepositoryError(error.code, "could not download \(ShownURL.text(chart.url)): \(error.message)")
        }
        let digest = chart.digest.utf8.starts(with: "sha256:".utf8) ? String(chart.digest.dropFirst(7)) : chart.digest
        guard digest.isEmpty || bytesEqual(digest.lowercased(), Checksum.sha256(bytes)) else {
            throw RepositoryError(
                .unreachable, "could not download \(ShownURL.text(chart.url)): its digest is not that of the index")
        }
        return bytes
    }

    private func index(of repository: String) async throws(RepositoryError) -> RepositoryIndex {
        let entry = entry(at: repository)
        return entry.name.isEmpty ? try await catalog.index(at: entry) : try await catalog.index(of: entry.name)
    }

    /// The known repository at that address, with its credentials; else one without any.
    private func entry(at url: String) -> RepositoryEntry {
        entries.first { RepositoryURL.isSame($0.url, url) || RepositoryURL.isSame(ShownURL.text($0.url), url) }
            ?? RepositoryEntry(name: "", url: url)
    }
}
