internal import HelmArchive
internal import FoundationEssentials
internal import HelmChart
internal import HelmHTTP
internal import HelmValues

/// Finds the versions of one chart's dependencies and fetches their archives.
struct DependencyFetch {
    /// A dependency in the one version that was chosen.
    struct Located {
        var locked: ChartDependency
        /// Where a repository has it; nil for a chart on this machine.
        var remote: FoundChart?
    }

    private let repository: any DependencyRepository
    private let source: LocalSource
    private let limits: ArchiveLimits
    private let verify: ArchiveVerification?
    private var remainingBytes: Int
    /// By file name.
    private(set) var archives: [String: [UInt8]] = [:]

    init(
        repository: any DependencyRepository, source: LocalSource, limits: ArchiveLimits,
        verify: ArchiveVerification?
    ) {
        self.verify = verify
        self.repository = repository
        self.source = source
        self.limits = limits
        remainingBytes = limits.totalBytes
    }

    /// The newest versions that satisfy what Chart.yaml asks for.
    // Helm: internal/resolver/resolver.go, Resolve
    func resolve(_ requested: [ChartDependency]) async throws(RepositoryError) -> [Located] {
        var located: [Located] = []
        var missing: [String] = []
        for dependency in requested {
            let constraint = try LocalSource.constraint(of: dependency)
            var version = dependency.version
            var remote: FoundChart?
            if isLocal(dependency) {
                version = try source.chart(dependency).metadata.version
                if !constraint.allows(try LocalSource.version(version)) { missing.append(Self.described(dependency)) }
            } else if !dependency.repository.isEmpty {
                remote = try await repository.find(
                    dependency.name, in: dependency.repository, version: Self.wanted(dependency, constraint))
                if let remote { version = remote.version } else { missing.append(Self.described(dependency)) }
            }
            located.append(Located(locked: Self.locked(dependency, version: version), remote: remote))
        }
        guard missing.isEmpty else {
            throw RepositoryError(
                .notFound,
                "can't get a valid version for \(missing.count) subchart(s): \(missing.joined(separator: ", ")). Make "
                    + "sure a matching chart version exists in the repo, or change the version constraint in Chart.yaml"
            )
        }
        return located
    }

    /// The versions of a lock file.
    func locate(_ locked: [ChartDependency]) async throws(RepositoryError) -> [Located] {
        var located: [Located] = []
        for dependency in locked {
            var remote: FoundChart?
            if !dependency.repository.isEmpty, !isLocal(dependency) {
                remote = try await repository.find(
                    dependency.name, in: dependency.repository, version: .exactly(dependency.version))
                guard remote != nil else {
                    throw RepositoryError(.notFound, "could not find \(dependency.name): no matching version")
                }
            }
            located.append(Located(locked: dependency, remote: remote))
        }
        return located
    }

    /// Reads all archives into ``archives``.
    /// - Returns: what is locked now.
    // Helm: downloader/manager.go, downloadAll
    mutating func fetch(_ located: [Located]) async throws(RepositoryError) -> [ChartDependency] {
        var locked: [ChartDependency] = []
        for item in located {
            var dependency = item.locked
            if let remote = item.remote {
                try keep(try await archive(of: remote), of: remote)
            } else if dependency.repository.isEmpty {
                try source.checkPresent(dependency)
            } else {
                guard
                    try LocalSource.constraint(of: dependency).allows(
                        LocalSource.version(source.chart(dependency).metadata.version))
                else {
                    throw RepositoryError(
                        .notFound, "can't get a valid version for dependency \(dependency.name)")
                }
                let (version, archive) = try source.packed(dependency)
                dependency.version = version
                try keep(archive.bytes, as: archive.fileName)
            }
            locked.append(dependency)
        }
        return locked
    }

    /// The archive, and where that is asked for only one that its provenance file speaks for.
    // Helm: downloader/chart_downloader.go, DownloadTo with VerifyAlways
    private func archive(of found: FoundChart) async throws(RepositoryError) -> [UInt8] {
        let archive = try await repository.archive(found)
        guard let verify else { return archive }
        let provenance: [UInt8]
        do throws(RepositoryError) {
            provenance = try await repository.provenance(of: found)
        } catch {
            let url = GoQuote.quoted(ShownURL.text(found.url) + ".prov")
            throw RepositoryError(.notVerified, "failed to fetch provenance \(url)")
        }
        try verify(archive, Self.fileName(of: found), provenance)
        return archive
    }

    /// Under which name the provenance file knows the archive. A registry has none: there it is made of the tag.
    private static func fileName(of found: FoundChart) -> String {
        if found.url.utf8.starts(with: "oci://".utf8) { return "\(found.name)-\(found.version).tgz" }
        let path = URLComponents(string: found.url)?.path ?? ""
        return String(path.split(separator: "/").last ?? "")
    }

    /// What came from outside must be the chart that was asked for.
    private mutating func keep(_ archive: [UInt8], of found: FoundChart) throws(RepositoryError) {
        let chart = try invalidChart { () throws(ChartError) in
            try ChartLoader.load(archive: archive, limits: limits)
        }
        guard bytesEqual(chart.name, found.name) else {
            throw RepositoryError(
                .invalidChart, "the archive of \(found.name) in \(found.repository) holds a chart named \(chart.name)")
        }
        try keep(archive, as: "\(chart.name)-\(chart.metadata.version).tgz")
    }

    private mutating func keep(_ archive: [UInt8], as name: String) throws(RepositoryError) {
        guard archive.count <= remainingBytes else {
            throw RepositoryError(.invalidChart, "the dependencies are larger than \(limits.totalBytes) bytes together")
        }
        remainingBytes -= archive.count
        archives[name] = archive
    }

    private func isLocal(_ dependency: ChartDependency) -> Bool {
        dependency.repository.utf8.starts(with: LocalSource.scheme.utf8)
    }

    /// Registries are not asked for what an exact version means.
    private static func wanted(_ dependency: ChartDependency, _ constraint: VersionConstraint) -> RequestedVersion {
        let isRegistry = dependency.repository.utf8.starts(with: "oci://".utf8)
        return isRegistry && (try? SemanticVersion(dependency.version)) != nil
            ? .exactly(dependency.version) : .newest(constraint)
    }

    private static func locked(_ dependency: ChartDependency, version: String) -> ChartDependency {
        var locked = ChartDependency()
        locked.name = dependency.name
        locked.repository = dependency.repository
        locked.version = version
        return locked
    }

    private static func described(_ dependency: ChartDependency) -> String {
        "\(GoQuote.quoted(dependency.name)) (repository \(GoQuote.quoted(dependency.repository)), version "
            + "\(GoQuote.quoted(dependency.version)))"
    }
}
