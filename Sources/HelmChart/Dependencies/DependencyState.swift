internal import Glibc
public import HelmArchive
internal import HelmValues

/// One row of `helm dependency list`.
public struct DependencyState: Sendable, Equatable {
    public let dependency: ChartDependency
    /// Helm's word for it.
    public let status: Status

    public enum Status: String, Sendable {
        /// Its archive lies in `charts/`, in a version that fits.
        case ok
        /// It is part of the chart, but not as one archive in `charts/`.
        case unpacked
        case missing
        case wrongVersion = "wrong version"
        /// The constraint is none, or the subchart's version.
        case invalidVersion = "invalid version"
        case tooManyMatches = "too many matches"
        case corrupt
        /// The archive holds a chart of another name.
        case misnamed
        /// The name cannot be looked for.
        case badPattern = "bad pattern"
    }
}

extension Chart {
    /// The declared dependencies, each with its state.
    ///
    /// Helm: action/dependency.go, dependencyStatus
    /// - Parameter folder: where the chart was loaded from; nil for a packed chart.
    public func dependencyStates(folder: String?, limits: ArchiveLimits = ArchiveLimits()) -> [DependencyState] {
        let archives = folder.map { PackedSubcharts(folder: "\($0)/charts", limits: limits) }
        return metadata.dependencies.map { dependency in
            let status = archives?.status(of: dependency) ?? loadedStatus(of: dependency)
            return DependencyState(dependency: dependency, status: status)
        }
    }

    private func loadedStatus(of dependency: ChartDependency) -> DependencyState.Status {
        guard let subchart = dependencies.last(where: { bytesEqual($0.name, dependency.name) }) else {
            return .missing
        }
        return dependency.misfit(of: subchart) ?? .unpacked
    }
}

extension ChartDependency {
    /// What is wrong with the version of a subchart; nil when it fits.
    fileprivate func misfit(of subchart: Chart) -> DependencyState.Status? {
        if bytesEqual(subchart.metadata.version, version) { return nil }
        guard let constraint = try? VersionConstraint(version),
            let found = try? SemanticVersion(subchart.metadata.version)
        else { return .invalidVersion }
        return constraint.allows(found) ? nil : .wrongVersion
    }
}

/// The archives in a chart's `charts/` folder, which have words of their own in the list.
private struct PackedSubcharts {
    private let folder: String
    private let limits: ArchiveLimits
    private let names: [String]

    init(folder: String, limits: ArchiveLimits) {
        self.folder = folder
        self.limits = limits
        names = FolderHandle(path: folder)?.entries().map(\.name) ?? []
    }

    /// Nil where the archives do not decide.
    func status(of dependency: ChartDependency) -> DependencyState.Status? {
        guard let pattern = PathPattern("\(dependency.name)-*.tgz".unicodeScalars) else { return .badPattern }
        var found = names.filter { name in Array(name.utf8).withUnsafeBufferPointer { pattern.matches($0) } }
        if found.count > 1 {
            let prefix = dependency.name + "-"
            found = found.filter { name in
                guard name.starts(withBytes: prefix) else { return false }
                let version = name.utf8.dropFirst(prefix.utf8.count).dropLast(".tgz".utf8.count)
                return (try? SemanticVersion(strict: String(Substring(version)))) != nil
            }
            if found.count > 1 { return .tooManyMatches }
        }
        guard let name = found.first else { return nil }
        return status(ofArchive: name, for: dependency)
    }

    private func status(ofArchive name: String, for dependency: ChartDependency) -> DependencyState.Status? {
        guard let chart = load(name) else { return .corrupt }
        guard bytesEqual(chart.name, dependency.name) else { return .misnamed }
        return dependency.misfit(of: chart) ?? .ok
    }

    /// A folder whose name ends in `.tgz` is a chart as well.
    private func load(_ name: String) -> Chart? {
        let path = "\(folder)/\(name)"
        if let chart = try? ChartLoader.load(folder: path, limits: limits) { return chart }
        guard let file = OpenFile(path: path), let info = file.status(),
            let bytes = file.contents(size: info.st_size, limit: limits.totalBytes), bytes.count <= limits.totalBytes
        else { return nil }
        return try? ChartLoader.load(archive: bytes, limits: limits)
    }
}
