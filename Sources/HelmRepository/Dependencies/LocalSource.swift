internal import FoundationEssentials
internal import Glibc
internal import HelmArchive
internal import HelmChart
internal import HelmValues

/// Charts that a dependency names by `file://`, and those that lie in `charts/` already.
struct LocalSource {
    /// The chart's own folder, a real path.
    let chartFolder: String
    /// Real paths of the folders inside which a chart may be named.
    let roots: [String]
    let limits: ArchiveLimits

    static let scheme = "file://"

    /// Packs the chart that `dependency` names.
    // Helm: downloader/manager.go, tarFromLocalDir
    func packed(_ dependency: ChartDependency) throws(RepositoryError) -> (version: String, archive: ChartArchive) {
        let chart = try chart(dependency)
        let archive = try invalidChart { () throws(ChartError) in try ChartArchive(chart) }
        return (chart.metadata.version, archive)
    }

    /// The chart in the folder that `dependency` names.
    func chart(_ dependency: ChartDependency) throws(RepositoryError) -> Chart {
        let folder = try folder(String(dependency.repository.dropFirst(Self.scheme.count)))
        return try invalidChart { () throws(ChartError) in try ChartLoader.load(folder: folder, limits: limits) }
    }

    /// A dependency without a repository: it must be in `charts/` as a folder.
    func checkPresent(_ dependency: ChartDependency) throws(RepositoryError) {
        let folder = "\(chartFolder)/charts/\(dependency.name)"
        guard Self.exists(folder) else { throw RepositoryError(.notFound, "directory \(folder) not found") }
        let chart: Chart
        do throws(ChartError) {
            chart = try ChartLoader.load(folder: folder, limits: limits)
        } catch {
            throw RepositoryError(.invalidChart, "unable to load chart '\(folder)': \(error.message)")
        }
        let (constraint, version) = (dependency.version, chart.metadata.version)
        guard try Self.constraint(of: dependency).allows(Self.version(version)) else {
            throw RepositoryError(
                .notFound,
                "dependency \(dependency.name) at version \(version) does not satisfy the constraint \(constraint)")
        }
    }

    static func constraint(of dependency: ChartDependency) throws(RepositoryError) -> VersionConstraint {
        do throws(VersionError) {
            return try VersionConstraint(dependency.version)
        } catch {
            throw RepositoryError(
                .invalid,
                "dependency \(GoQuote.quoted(dependency.name)) has an invalid version/constraint format: "
                    + error.message)
        }
    }

    static func version(_ text: String) throws(RepositoryError) -> SemanticVersion {
        do throws(VersionError) {
            return try SemanticVersion(text)
        } catch {
            throw RepositoryError(.invalid, error.message)
        }
    }

    /// The real path of the folder that is meant, which must lie inside one of the roots.
    private func folder(_ path: String) throws(RepositoryError) -> String {
        let joined = Self.cleaned(path.hasPrefix("/") ? path : "\(chartFolder)/\(path)")
        guard let real = Self.realPath(joined) else {
            // Whether something is there is nobody's business outside of the roots.
            guard isInside(joined) else { throw Self.forbidden(path) }
            throw RepositoryError(.notFound, "directory \(joined) not found")
        }
        guard isInside(real) else { throw Self.forbidden(path) }
        return real
    }

    private func isInside(_ path: String) -> Bool {
        roots.contains { path == $0 || path.utf8.starts(with: ($0 + "/").utf8) }
    }

    private static func forbidden(_ path: String) -> RepositoryError {
        RepositoryError(
            .forbidden, "dependency repository file://\(path) is not inside one of the configured chartRoots")
    }

    /// Go's `filepath.Clean` of an absolute path.
    private static func cleaned(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}

/// Runs what reads or writes a chart, its error told as one of dependencies.
func invalidChart<Result>(_ work: () throws(ChartError) -> Result) throws(RepositoryError) -> Result {
    do throws(ChartError) {
        return try work()
    } catch {
        throw RepositoryError(.invalidChart, error.message)
    }
}
