internal import HelmHTTP
internal import HelmRegistry
internal import HelmRepository
internal import HelmValues

/// Where the dependencies of a chart come from, for one update: chart repositories and OCI registries.
struct DependencySource: DependencyRepository {
    let repositories: HTTPRepositories
    let registry: RegistryClient
    /// Of one archive.
    let maximumBytes: Int

    func url(ofAlias name: String) -> String? { repositories.url(ofAlias: name) }

    func find(
        _ name: String, in repository: String, version: RequestedVersion
    ) async throws(RepositoryError) -> FoundChart? {
        guard OCIReference.isOCI(repository) else {
            return try await repositories.find(name, in: repository, version: version)
        }
        let place = try Self.place(of: name, in: repository)
        guard let found = try await Self.choose(version, at: place, of: repository, registry) else { return nil }
        return FoundChart(
            name: name, version: found, url: "\(OCIReference.scheme)\(place):\(found)", digest: "",
            repository: repository)
    }

    func archive(_ chart: FoundChart) async throws(RepositoryError) -> [UInt8] {
        guard OCIReference.isOCI(chart.url) else { return try await repositories.archive(chart) }
        do throws(RegistryError) {
            return try await registry.pull(
                try OCIReference(chart.url), options: PullOptions(maximumChartBytes: maximumBytes)
            ).archive
        } catch {
            throw RepositoryError(error, "could not download \(chart.url): ")
        }
    }

    func provenance(of chart: FoundChart) async throws(RepositoryError) -> [UInt8] {
        guard OCIReference.isOCI(chart.url) else { return try await repositories.provenance(of: chart) }
        let found: [UInt8]?
        do throws(RegistryError) {
            found = try await registry.pull(
                try OCIReference(chart.url),
                options: PullOptions(provenance: .required, maximumChartBytes: maximumBytes)
            ).provenance
        } catch {
            throw RepositoryError(error, "could not download \(chart.url): ")
        }
        guard let found else { throw RepositoryError(.notFound, "\(chart.url) has no provenance") }
        return found
    }

    // Helm: internal/resolver/resolver.go, Resolve
    private static func choose(
        _ wanted: RequestedVersion, at place: OCIReference, of repository: String, _ registry: RegistryClient
    ) async throws(RepositoryError) -> String? {
        let constraint: VersionConstraint
        switch wanted {
        case .exactly(let version): return version
        case .newest(let wanted): constraint = wanted
        }
        let tags: [String]
        do throws(RegistryError) {
            tags = try await registry.tags(place)
        } catch {
            throw RepositoryError(error, "could not retrieve list of tags for repository \(repository): ")
        }
        return tags.first { tag in (try? SemanticVersion(tag)).map(constraint.allows) ?? false }
    }

    private static func place(of name: String, in repository: String) throws(RepositoryError) -> OCIReference {
        let base = repository.hasSuffix("/") ? String(repository.dropLast()) : repository
        do throws(RegistryError) {
            return try OCIReference("\(base)/\(name)")
        } catch {
            throw RepositoryError(error, "")
        }
    }
}

extension RepositoryError {
    fileprivate init(_ error: RegistryError, _ words: String) {
        let code: Code =
            switch error.code {
            case .invalid: .invalid
            case .notFound: .notFound
            case .unauthorized: .unauthorized
            case .forbidden: .forbidden
            case .unreachable, .tooLarge, .corrupted: .unreachable
            case .storage: .storage
            case .unsupported: .unsupported
            }
        self.init(code, words + error.message)
    }
}
