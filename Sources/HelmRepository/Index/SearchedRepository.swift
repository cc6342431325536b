/// A repository's index with what a search looks through, made once for all searches.
///
/// Helm searches one line a version: its chart's name, that name behind the repository's, the description, the keywords.
/// Versions with the same line share it, so that of a chart's hundred versions mostly one is looked at.
// Helm: cmd/search/search.go, AddRepo
struct SearchedRepository: Sendable {
    static let separator = UInt8(ascii: "\u{0b}")

    /// One chart: what it is called in results, and its versions in ``candidates``.
    struct Chart {
        var name: String
        var range: Range<Int>
    }

    struct Candidate {
        var place: UInt32
        var line: UInt32
    }

    let name: String
    let charts: [Chart]
    /// By chart, newest first.
    let candidates: [Candidate]
    let lines: SearchLines

    init(name: String, content: IndexContent) {
        self.name = name
        var charts: [Chart] = []
        var candidates: [Candidate] = []
        var lines = SearchLines.Builder(repository: name, content: content)
        for chart in content.charts where chart.count > 0 {
            let start = candidates.count
            for place in Self.places(of: chart, in: content) {
                candidates.append(Candidate(place: UInt32(place), line: lines.line(of: place)))
            }
            let shown = Self.shownName(repository: name, chart: content.text(chart.name))
            charts.append(Chart(name: shown, range: start..<candidates.count))
        }
        self.charts = charts
        self.candidates = candidates
        self.lines = lines.finish()
    }

    /// A chart's versions; of those with the same text only the last, which took the others' place.
    private static func places(of chart: IndexContent.Chart, in content: IndexContent) -> [Int] {
        var places: [Int] = []
        places.reserveCapacity(chart.count)
        var isKnown: Set<UInt32> = []
        for place in (chart.first..<(chart.first + chart.count)).reversed()
        // Equal texts lie in one place.
        where isKnown.insert(content.records[place].version.start).inserted {
            places.append(place)
        }
        return places.reversed()
    }

    // Go: path.Join; Helm cuts what it appends itself.
    private static func shownName(repository: String, chart: String) -> String {
        var parts: [Substring] = []
        let joined = "\(repository)/\(chart)"
        let isRooted = joined.utf8.first == UInt8(ascii: "/")
        for part in joined.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != ".." || !isRooted {
                parts.append(part)
            }
        }
        let path = (isRooted ? "/" : "") + parts.joined(separator: "/")
        return path.firstRange(of: "$$").map { String(path[..<$0.lowerBound]) } ?? (path.isEmpty ? "." : path)
    }
}
