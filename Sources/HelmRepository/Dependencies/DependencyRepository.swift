public import HelmValues

/// Which version of a chart is wanted of a repository.
public enum RequestedVersion: Sendable {
    /// The newest that satisfies the constraint.
    case newest(VersionConstraint)
    /// That of a lock file.
    case exactly(String)
}

/// A chart's version in a repository.
public struct FoundChart: Sendable, Equatable {
    public var name: String
    public var version: String
    /// Absolute.
    public var url: String
    /// SHA-256 in hexadecimal digits; empty when the repository does not tell.
    public var digest: String
    /// The repository's own address.
    public var repository: String

    public init(name: String, version: String, url: String, digest: String, repository: String) {
        self.name = name
        self.version = version
        self.url = url
        self.digest = digest
        self.repository = repository
    }
}

/// Where charts come from that are not on this machine.
public protocol DependencyRepository: Sendable {
    /// The address of the repository that `@name` and `alias:name` mean; nil for an unknown name.
    func url(ofAlias name: String) -> String?

    /// - Returns: nil when the repository has the chart, but no such version of it.
    /// - Throws: `notFound` when the repository has no chart of that name, `forbidden`, `unreachable`.
    func find(
        _ name: String, in repository: String, version: RequestedVersion
    ) async throws(RepositoryError) -> FoundChart?

    /// The chart's archive, its digest checked.
    func archive(_ chart: FoundChart) async throws(RepositoryError) -> [UInt8]

    /// The provenance file beside the chart's archive.
    func provenance(of chart: FoundChart) async throws(RepositoryError) -> [UInt8]
}

extension DependencyRepository {
    /// One more file of the same repository, which no index has a digest of.
    public func provenance(of chart: FoundChart) async throws(RepositoryError) -> [UInt8] {
        var file = chart
        file.url += ".prov"
        file.digest = ""
        return try await archive(file)
    }
}

/// Tells whether a provenance file speaks for an archive from a repository; throws unless it does.
public typealias ArchiveVerification =
    @Sendable (_ archive: [UInt8], _ fileName: String, _ provenance: [UInt8]) throws(RepositoryError) -> Void

/// For a server that may reach no repository at all: refuses each by name.
public struct NoRepository: DependencyRepository {
    public init() {}

    public func url(ofAlias name: String) -> String? { nil }

    public func find(
        _ name: String, in repository: String, version: RequestedVersion
    ) async throws(RepositoryError) -> FoundChart? {
        throw RepositoryError(.forbidden, "chart repository \(repository) is not one that this server may reach")
    }

    public func archive(_ chart: FoundChart) async throws(RepositoryError) -> [UInt8] {
        throw RepositoryError(.forbidden, "chart repository \(chart.repository) is not one that this server may reach")
    }
}
