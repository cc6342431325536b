internal import HelmValues

/// What to search for, as the options of `helm search repo`.
public struct ChartQuery: Sendable {
    /// Any text of a name, description or keyword, in any case. Empty finds everything.
    public var keyword = ""
    /// Takes the keyword for a regular expression, which minds the case.
    public var isRegexp = false
    /// Finds every version of a chart, not the newest alone.
    public var listsAllVersions = false
    /// Pre-releases, too, where no version is given.
    public var includesDevelopment = false
    /// A constraint that versions must satisfy.
    public var version = ""

    public init(keyword: String = "") { self.keyword = keyword }
}

/// A version that a search found.
public struct ChartHit: Sendable, Equatable {
    /// `repository/chart`
    public var name: String
    public var version: String
    public var appVersion: String
    public var description: String

    public init(name: String, version: String, appVersion: String, description: String) {
        self.name = name
        self.version = version
        self.appVersion = appVersion
        self.description = description
    }
}

/// `helm search repo` over the indexes of some repositories.
///
/// The best matches come first: by name, then those by description, then by keyword; among equals by name, the newest
/// version first.
// Helm: cmd/search_repo.go and cmd/search/search.go
public struct ChartSearch: Sendable {
    private let repositories: [SearchedRepository]
    private let contents: [IndexContent]

    /// - Parameter repositories: with their names. What a search looks through is made at an index's first search under
    ///   its name and kept with it.
    public init(_ repositories: [(name: String, index: RepositoryIndex)]) {
        contents = repositories.map(\.index.content)
        self.repositories = repositories.map { $0.index.content.searched(as: $0.name) }
    }

    /// - Throws: `invalid` for a version that is no constraint and for a bad regular expression.
    public func hits(_ query: ChartQuery) throws(RepositoryError) -> [ChartHit] {
        let scores = try scores(query)
        let filter = try VersionFilter(query)
        var hits: [ChartHit] = []
        var found: Set<String> = []
        for group in groups(scores) {
            let (repository, content) = (repositories[group.repository], contents[group.repository])
            let chart = repository.charts[group.chart]
            if !query.listsAllVersions, found.contains(chart.name) { continue }
            for candidate in repository.candidates[chart.range] {
                let score = scores[group.repository]?[Int(candidate.line)] ?? 0
                let place = Int(candidate.place)
                guard score == group.score, filter.allows(place, of: content) else { continue }
                hits.append(Self.hit(chart.name, place, content))
                if query.listsAllVersions { continue }
                found.insert(chart.name)
                break
            }
        }
        return hits
    }

    /// Versions of one chart that match equally well.
    private struct Group {
        var score: UInt8
        var repository: Int
        var chart: Int
    }

    private func groups(_ scores: [[UInt8]?]) -> [Group] {
        var groups: [Group] = []
        for (number, repository) in repositories.enumerated() {
            for (chart, item) in repository.charts.enumerated() {
                guard let lines = scores[number] else {
                    groups.append(Group(score: 0, repository: number, chart: chart))
                    continue
                }
                var seen: UInt32 = 0
                for candidate in repository.candidates[item.range] {
                    let score = lines[Int(candidate.line)]
                    guard score != SearchLines.miss, seen & (1 << UInt32(score)) == 0 else { continue }
                    seen |= 1 << UInt32(score)
                    groups.append(Group(score: score, repository: number, chart: chart))
                }
            }
        }
        func name(_ group: Group) -> String { repositories[group.repository].charts[group.chart].name }
        return groups.sorted { left, right in
            if left.score != right.score { return left.score < right.score }
            let order = compareBytes(name(left), name(right))
            return order == 0 ? (left.repository, left.chart) < (right.repository, right.chart) : order < 0
        }
    }

    /// The score of each line of each repository; nil where nothing is searched for.
    private func scores(_ query: ChartQuery) throws(RepositoryError) -> [[UInt8]?] {
        if query.keyword.isEmpty { return repositories.map { _ in nil } }
        if query.isRegexp {
            let pattern = try SearchPattern(query.keyword)
            return repositories.map { $0.lines.scores(of: pattern) }
        }
        var term: [UInt8] = []
        GoCase.appendLower(Array(query.keyword.utf8)[...], to: &term)
        return repositories.map { $0.lines.scores(ofLowerText: term) }
    }

    private static func hit(_ name: String, _ place: Int, _ content: IndexContent) -> ChartHit {
        let record = content.records[place]
        return ChartHit(
            name: name, version: content.text(record.version), appVersion: content.text(record.appVersion),
            description: content.text(record.description))
    }
}

/// Which versions a search wants.
private struct VersionFilter {
    private let flag: IndexContent.Flags
    private let constraint: VersionConstraint?

    init(_ query: ChartQuery) throws(RepositoryError) {
        flag = query.includesDevelopment ? .development : .stable
        guard !query.version.isEmpty else {
            constraint = nil
            return
        }
        do throws(VersionError) {
            constraint = try VersionConstraint(query.version)
        } catch {
            throw RepositoryError(.invalid, "an invalid version/constraint format: \(error.message)")
        }
    }

    func allows(_ place: Int, of content: IndexContent) -> Bool {
        guard let constraint else { return content.records[place].flags.contains(flag) }
        return constraint.allows(content.orders[place])
    }
}
