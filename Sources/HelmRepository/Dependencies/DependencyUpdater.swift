internal import Crypto
public import HelmArchive
public import HelmChart
internal import HelmHTTP
internal import HelmValues

/// `helm dependency update` and `helm dependency build` of a chart in a folder.
///
/// Everything is found, fetched and checked before the first file changes.
public struct DependencyUpdater: Sendable {
    private let repository: any DependencyRepository
    private let roots: [String]
    private let limits: ArchiveLimits
    private let verify: ArchiveVerification?
    private let now: @Sendable () -> String

    /// - Parameters:
    ///   - roots: the folders inside which `file://` may name charts.
    ///   - verify: what every archive from a repository must pass; as in Helm, charts on this machine are not asked.
    ///   - now: the time for the lock file, as RFC 3339 with nanoseconds.
    public init(
        repository: any DependencyRepository, roots: [String], limits: ArchiveLimits = ArchiveLimits(),
        verify: ArchiveVerification? = nil, now: @escaping @Sendable () -> String
    ) {
        self.repository = repository
        self.verify = verify
        self.roots = roots.compactMap(LocalSource.realPath)
        self.limits = limits
        self.now = now
    }

    /// Finds the newest versions that Chart.yaml allows, fetches them, and locks them.
    ///
    /// - Returns: the chart as it is now.
    // Helm: downloader/manager.go, Update
    @discardableResult
    public func update(folder: String) async throws(RepositoryError) -> Chart {
        let chart = try load(folder)
        guard chart.metadata.listsDependencies else { return chart }
        let target = try ChartsFolder(chart: try realPath(folder), limits: limits)
        try target.check(lockName: lockName(of: chart))
        let source = try localSource(folder)
        let requested = try resolvingAliases(chart.metadata.dependencies)
        var fetch = DependencyFetch(repository: repository, source: source, limits: limits, verify: verify)
        let found = try await fetch.resolve(requested)
        var lock = ChartLock()
        lock.dependencies = try await fetch.fetch(found)
        lock.digest = Self.digest(of: DependencyDigest.input(requested: requested, locked: lock.dependencies))
        lock.generated = now()
        let isChanged = chart.lock.map { !bytesEqual($0.digest, lock.digest) } ?? true
        try target.replace(
            archives: fetch.archives, keeping: Self.inPlace(requested),
            lock: isChanged ? (lockName(of: chart), lock.yaml) : nil)
        return try load(folder)
    }

    /// Fetches what the lock file says; without one as ``update(folder:)``.
    // Helm: downloader/manager.go, Build
    @discardableResult
    public func build(folder: String) async throws(RepositoryError) -> Chart {
        let chart = try load(folder)
        guard let lock = chart.lock else { return try await update(folder: folder) }
        let target = try ChartsFolder(chart: try realPath(folder), limits: limits)
        try target.check(lockName: lockName(of: chart))
        let source = try localSource(folder)
        let requested = try resolvingAliases(chart.metadata.dependencies)
        try check(lock, against: requested, of: chart)
        var fetch = DependencyFetch(repository: repository, source: source, limits: limits, verify: verify)
        _ = try await fetch.fetch(try await fetch.locate(lock.dependencies))
        try target.replace(archives: fetch.archives, keeping: Self.inPlace(lock.dependencies), lock: nil)
        return try load(folder)
    }

    private func check(
        _ lock: ChartLock, against requested: [ChartDependency], of chart: Chart
    ) throws(RepositoryError) {
        let digest = Self.digest(of: DependencyDigest.input(requested: requested, locked: lock.dependencies))
        if bytesEqual(digest, lock.digest) { return }
        guard Self.isOld(chart) else {
            throw RepositoryError(
                .outOfSync,
                "the lock file (Chart.lock) is out of sync with the dependencies file (Chart.yaml). Please update the "
                    + "dependencies with 'helm dependency update'")
        }
        // Helm 2 made its digest of what is asked for, aliases as they stand.
        let old = Self.digest(of: DependencyDigest.oldInput(requested: chart.metadata.dependencies))
        guard bytesEqual(old, lock.digest) else {
            throw RepositoryError(
                .outOfSync,
                "the lock file (requirements.lock) is out of sync with the dependencies file (requirements.yaml). "
                    + "Please update the dependencies")
        }
    }

    private static let maximumDependencies = 256

    /// The dependencies with the addresses that `@name` and `alias:name` mean.
    // Helm: downloader/manager.go, resolveRepoNames
    private func resolvingAliases(_ dependencies: [ChartDependency]) throws(RepositoryError) -> [ChartDependency] {
        guard dependencies.count <= Self.maximumDependencies else {
            throw RepositoryError(
                .invalid, "the chart has more than \(Self.maximumDependencies) dependencies")
        }
        var missing: [String] = []
        var result: [ChartDependency] = []
        for var dependency in dependencies {
            try Self.check(nameOf: dependency)
            let place = dependency.repository
            if let alias = Self.alias(in: place) {
                if let url = repository.url(ofAlias: alias) {
                    // What is locked and shown has no secrets in it; the repository is found by it all the same.
                    dependency.repository = ShownURL.text(url)
                } else {
                    missing.append(place)
                }
            } else if !place.isEmpty, !place.contains("://"), !place.utf8.starts(with: "/".utf8) {
                missing.append(place)
            }
            result.append(dependency)
        }
        if missing.isEmpty { return result }
        var message =
            "no repository definition for \(missing.joined(separator: ", ")). Please add them via 'helm repo add'"
        if missing.contains(where: { !$0.contains("//") && Self.alias(in: $0) == nil }) {
            message += """

                Note that repositories must be URLs or aliases. For example, to refer to the "example"
                repository, use "https://charts.example.com/" or "@example" instead of
                "example". Don't forget to add the repo, too ('helm repo add').
                """
        }
        throw RepositoryError(.invalid, message)
    }

    private static func alias(in repository: String) -> String? {
        for prefix in ["@", "alias:"] where repository.utf8.starts(with: prefix.utf8) {
            return String(decoding: repository.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
        }
        return nil
    }

    /// A name becomes part of a path in `charts/`.
    private static func check(nameOf dependency: ChartDependency) throws(RepositoryError) {
        let name = dependency.name
        let isPlain = !name.isEmpty && name != "." && name != ".." && !name.utf8.contains(UInt8(ascii: "/"))
        guard isPlain else {
            throw RepositoryError(.invalid, "dependency name \(GoQuote.quoted(name)) is not allowed")
        }
    }

    private func load(_ folder: String) throws(RepositoryError) -> Chart {
        try invalidChart { () throws(ChartError) in try ChartLoader.load(folder: folder, limits: limits) }
    }

    private func realPath(_ folder: String) throws(RepositoryError) -> String {
        guard let path = LocalSource.realPath(folder) else {
            throw RepositoryError(.notFound, "could not find \(folder): no such file or directory")
        }
        return path
    }

    private func localSource(_ folder: String) throws(RepositoryError) -> LocalSource {
        LocalSource(chartFolder: try realPath(folder), roots: roots, limits: limits)
    }

    /// What lies in `charts/` by intent: dependencies without a repository.
    private static func inPlace(_ dependencies: [ChartDependency]) -> Set<String> {
        Set(dependencies.filter(\.repository.isEmpty).map(\.name))
    }

    private func lockName(of chart: Chart) -> String { Self.isOld(chart) ? "requirements.lock" : "Chart.lock" }

    private static func isOld(_ chart: Chart) -> Bool { bytesEqual(chart.metadata.apiVersion, "v1") }

    private static func digest(of bytes: [UInt8]) -> String { "sha256:" + Checksum.sha256(bytes) }
}

/// Check sums as lock files and indexes have them.
public enum Checksum {
    /// In hexadecimal digits.
    public static func sha256(_ bytes: [UInt8]) -> String { text(of: SHA256.hash(data: bytes)) }

    static func text(of hash: SHA256.Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in hash {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
