import HelmRepository
import HelmValues

extension FuzzTarget {
    /// A chart repository's index: all ways to read it say the same, and what it holds can be found and searched.
    static let index = FuzzTarget(
        name: "index",
        words: [
            "apiVersion: v1\n", "entries:\n", "  a:\n", "  - ", "    name: ", "version: ", "1.2.3", "-rc.1", "+b",
            "appVersion: ",
            "description: ", "urls: [a]", "digest: ", "created: ", "2024-01-02T03:04:05Z", "keywords: [a, b]",
            "deprecated: true",
            "dependencies:\n", "maintainers:\n", "annotations: {a: b}", "type: library", "null", "~", "&a", "*a",
            "<<: *a", "!!str ",
            "|\n", ">-\n", "\"\\x07\"", "{", "}", "[", "]", "generated: ", "serverInfo: {}", "publicKeys: []",
            "\"apiVersion\":\"v1\"",
            "\"entries\":", "alias: x", "import-values: []", "\u{0b}", "$$", "../",
        ],
        seeds: { try Corpus.conformance("index/load.json", "text") },
        run: IndexFuzzing.finding)
}

enum IndexFuzzing {
    static func finding(_ input: [UInt8]) -> String? {
        let long = outcome(input, [.value])
        for ways in [[.lines, .value], [.events, .value]] as [[RepositoryIndex.Way]] {
            let short = outcome(input, ways)
            if short != long { return "\(ways) say \(short) where it is \(long)" }
        }
        return (try? RepositoryIndex(input)).flatMap { searching($0, input) }
    }

    private static func outcome(_ input: [UInt8], _ ways: [RepositoryIndex.Way]) -> String {
        do throws(RepositoryError) {
            return described(try RepositoryIndex(input, ways: ways))
        } catch {
            return error.message
        }
    }

    private static func described(_ index: RepositoryIndex) -> String {
        let versions = index.chartNames.flatMap { name in
            (index.versions(of: name).map { Array($0) } ?? []).map { version in
                "\(name) \(version.name) \(version.version) \(version.appVersion) \(version.description) \(version.type) "
                    + "\(version.keywords) \(version.isDeprecated) \(version.urls) \(version.digest) \(version.created)"
            }
        }
        return
            "\(index.chartNames) \(index.generated) \(versions) \(index.skippedCount) \(index.skipped.map(described).sorted())"
    }

    private static func described(_ entry: SkippedEntry) -> String { "\(entry.chart) \(entry.version) \(entry.reason)" }

    /// A search for everything finds every chart's version once.
    private static func searching(_ index: RepositoryIndex, _ input: [UInt8]) -> String? {
        let search = ChartSearch([("repo", index)])
        var query = ChartQuery()
        (query.listsAllVersions, query.version) = (true, ">=0.0.0-0")
        let all = (try? search.hits(query)) ?? []
        if all.count > index.versionCount { return "\(all.count) hits of \(index.versionCount) versions" }
        for word in [String(decoding: input.prefix(6), as: UTF8.self), "a", "\u{0b}"] {
            query.keyword = word
            for isRegexp in [false, true] {
                query.isRegexp = isRegexp
                if let hits = try? search.hits(query), hits.count > all.count {
                    return "more hits for \(word) than for all"
                }
            }
        }
        for name in index.chartNames.prefix(4) {
            for version in ["", "1", "^1", String(decoding: input.suffix(6), as: UTF8.self)] {
                _ = try? index.find(name, version: version, devel: true)
            }
        }
        return nil
    }
}
