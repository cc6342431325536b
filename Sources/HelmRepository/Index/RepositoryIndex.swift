internal import HelmValues
internal import HelmYAML

/// How much of an index is read.
public struct IndexLimits: Sendable {
    /// Of the text, which lies in memory once while it is read.
    public var maximumBytes = 256 << 20
    public var maximumVersions = 1_000_000
    /// How many of the skipped entries are named.
    public var maximumSkippedNames = 100

    public init() {}
}

/// An entry of an index that cannot be used.
public struct SkippedEntry: Sendable, Equatable {
    /// The chart's name in the index.
    public var chart: String
    /// As it stands there; empty where the entry is.
    public var version: String
    /// In Helm's words, such as `validation: chart.metadata.version "x" is invalid`.
    public var reason: String

    public init(chart: String, version: String, reason: String) {
        self.chart = chart
        self.version = version
        self.reason = reason
    }
}

/// A chart repository's `index.yaml` in compact form: what finding and searching charts need.
///
/// A value that never changes and is cheap to copy.
public struct RepositoryIndex: Sendable {
    let content: IndexContent
    /// Entries that were left out, as far as they are named; see ``skippedCount``.
    public let skipped: [SkippedEntry]
    public let skippedCount: Int

    /// Reads an index as Helm does: JSON where the text is JSON, else YAML without unknown or duplicate keys.
    ///
    /// Entries that are no charts are skipped. Versions of one chart are sorted, the newest first.
    /// - Throws: `unreachable` in Helm's words: `empty index.yaml file`, `no API version specified`, what is wrong with
    ///   the YAML, or which field has a value of the wrong type.
    // Helm: repo/v1/index.go, loadIndex
    public init(_ bytes: [UInt8], limits: IndexLimits = IndexLimits()) throws(RepositoryError) {
        try self.init(bytes, limits: limits, ways: Way.allCases)
    }

    /// How an index is read. Each is for all that the one before gives up at.
    package enum Way: CaseIterable, Sendable {
        case lines, events, value
    }

    /// - Parameter ways: those to try, for tests that compare them. The last must be ``Way/value``.
    package init(
        _ bytes: [UInt8], limits: IndexLimits = IndexLimits(), ways: [Way]
    ) throws(RepositoryError) {
        if bytes.isEmpty { throw RepositoryError(.unreachable, "empty index.yaml file") }
        guard bytes.count <= limits.maximumBytes else {
            throw RepositoryError(
                .unreachable,
                "the index is \(bytes.count) bytes long, more than the \(limits.maximumBytes) that are read")
        }
        var read: IndexBuilder?
        for way in ways where read == nil {
            switch way {
            case .lines where !IndexEventReader.mayBeJSON(bytes):
                read = try IndexEventReader.read(bytes, by: .lines, limits: limits)
            case .events where !IndexEventReader.mayBeJSON(bytes):
                read = try IndexEventReader.read(bytes, by: .libYAML, limits: limits)
            case .lines, .events: break
            case .value: read = try IndexValueReader.read(bytes, limits: limits)
            }
        }
        var builder = read ?? IndexBuilder(limits: limits)
        content = try builder.finish()
        (skipped, skippedCount) = (builder.skipped, builder.skippedCount)
    }

    /// When the repository says that it wrote the index; empty when it does not.
    public var generated: String { content.generated }

    /// Sorted by their bytes.
    public var chartNames: [String] { content.charts.map { content.text($0.name) } }

    public var versionCount: Int { content.records.count }

    /// A chart's versions, the newest first; nil when the index does not know the chart.
    public func versions(of name: String) -> Versions? {
        content.chart(named: name).map { Versions(content: content, first: $0.first, count: $0.count) }
    }

    /// The version that a request means: the newest that a constraint allows, the newest stable one without any.
    ///
    /// A version that has the very text is preferred.
    /// - Throws: `notFound` with `no chart name found` or `no chart version found for demo-7`, `invalid` for what is
    ///   neither a version nor a constraint.
    // Helm: repo/v1/index.go, Get
    public func find(_ name: String, version: String, devel: Bool = false) throws(RepositoryError) -> Version {
        guard let versions = versions(of: name) else { throw RepositoryError(.notFound, "no chart name found") }
        if versions.isEmpty { throw RepositoryError(.notFound, "no chart version found") }
        let wanted = version.isEmpty && devel ? ">0.0.0-0" : version
        let constraint: VersionConstraint
        do throws(VersionError) {
            constraint = try VersionConstraint(wanted.isEmpty ? "*" : wanted)
        } catch {
            throw RepositoryError(.invalid, error.message)
        }
        if !wanted.isEmpty, let same = versions.first(where: { $0.hasVersion(wanted) }) { return same }
        guard let found = versions.first(where: { constraint.allows($0.order) }) else {
            throw RepositoryError(.notFound, "no chart version found for \(name)-\(wanted)")
        }
        return found
    }

    /// As ``find(_:version:devel:)``, its errors told as Helm does of `REPOSITORY/NAME`.
    // Helm: downloader/chart_downloader.go, ResolveChartVersion
    public func find(
        _ name: String, version: String, devel: Bool = false, inRepository repository: String
    ) throws(RepositoryError) -> Version {
        do throws(RepositoryError) {
            return try find(name, version: version, devel: devel)
        } catch {
            let shown = version.isEmpty && devel ? ">0.0.0-0" : version
            throw RepositoryError(
                error.code,
                "chart \(GoQuote.quoted(name)) matching \(shown) not found in \(repository) index. "
                    + "(try 'helm repo update'): \(error.message)")
        }
    }
}
