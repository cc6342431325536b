import HelmRepository
import HelmValues
import Testing

/// What no recorded case shows: bounds, and that the short ways through an index say what the long one says.
@Suite struct RepositoryIndexTests {
    private func index(_ text: String, _ change: (inout IndexLimits) -> Void = { _ in }) throws -> RepositoryIndex {
        var limits = IndexLimits()
        change(&limits)
        return try RepositoryIndex(Array(text.utf8), limits: limits)
    }

    private func failure(_ work: () throws -> RepositoryIndex) -> RepositoryError? {
        #expect(throws: RepositoryError.self) { _ = try work() }
    }

    @Test(arguments: [[], [.lines], [.events]] as [[RepositoryIndex.Way]])
    func allWaysAgree(_ ways: [RepositoryIndex.Way]) {
        for test in IndexCases.load {
            let text = IndexCases.text(test)
            let short = Result { () throws(RepositoryError) in try RepositoryIndex(text) }
            let long = Result { () throws(RepositoryError) in try RepositoryIndex(text, ways: ways + [.value]) }
            switch (short, long) {
            case (.success(let short), .success(let long)):
                #expect(short.chartNames == long.chartNames)
                #expect(short.skipped.map(\.reason).sorted() == long.skipped.map(\.reason).sorted())
                for name in short.chartNames {
                    #expect(short.versions(of: name)?.map(\.version) == long.versions(of: name)?.map(\.version))
                    #expect(short.versions(of: name)?.map(\.created) == long.versions(of: name)?.map(\.created))
                }
            case (.failure(let short), .failure(let long)): #expect(short.message == long.message)
            default: Issue.record("\(test["name"]?.stringValue ?? "")")
            }
        }
    }

    @Test func bounds() throws {
        let text = "apiVersion: v1\nentries: {a: [{name: a, version: 1.0.0}, {name: a, version: 2.0.0}, {}, {}, {}]}\n"
        #expect(failure { try index(text) { $0.maximumBytes = 20 } }?.message.contains("more than the 20") == true)
        #expect(failure { try index(text) { $0.maximumVersions = 1 } }?.message.contains("more than 1 chart") == true)
        let read = try index(text) { $0.maximumSkippedNames = 2 }
        #expect(read.skipped.count == 2)
        #expect(read.skippedCount == 3)
        #expect(read.versionCount == 2)
    }

    /// A name and a version may be as long as the text; what is said of them may not.
    @Test func whatIsSaidOfLongEntriesIsShort() throws {
        let long = String(repeating: "ä/", count: 50_000)
        let read = try index(
            #"{"apiVersion":"v1","entries":{"\#(long)":[{"name":"\#(long)","version":"\#(long)"}]}}"#)
        let skipped = try #require(read.skipped.first)
        #expect(skipped.chart.utf8.count < 1000)
        #expect(skipped.version.utf8.count < 1000)
        #expect(skipped.reason.utf8.count < 3000)
    }

    @Test(arguments: ["[", "{a: ", "- ", "? ", "\u{22}", "&a [*a,", "!!map {"])
    func deepTexts(_ part: String) {
        let text = "apiVersion: v1\nentries: " + String(repeating: part, count: 20_000)
        #expect(failure { try index(text) } != nil)
    }

    @Test func versionsAreThereAsTheIndexHasThem() throws {
        let read = try index(
            """
            apiVersion: v1
            generated: 2024-05-06T07:08:09Z
            entries:
              demo:
              - name: demo
                version: v1.2.0
                appVersion: "1.20"
                description: A demo
                type: application
                deprecated: true
                digest: sha256:00ff
                created: 2024-05-06T07:08:09.1Z
                keywords: [a, b]
                urls: [demo-1.2.0.tgz, other/demo-1.2.0.tgz]
            """)
        #expect(read.generated == "2024-05-06T07:08:09Z")
        let version = try #require(read.versions(of: "demo")?.first)
        #expect(version.order == (try SemanticVersion("v1.2.0")))
        #expect(version.created == "2024-05-06T07:08:09.1Z")
        #expect(version.digest == "sha256:00ff")
        #expect(version.isDeprecated)
        #expect(version.urls == ["demo-1.2.0.tgz", "other/demo-1.2.0.tgz"])
        #expect(version.keywords == ["a", "b"])
        #expect(read.versions(of: "dem") == nil)
        #expect(read.versions(of: "demo\u{301}") == nil)
    }

    /// One index may serve under two names.
    @Test func searchesGoByTheNameOfTheRepository() throws {
        let read = try index("apiVersion: v1\nentries: {a: [{name: a, version: 1.0.0}]}\n")
        for name in ["one", "two", "one"] {
            let hits = try ChartSearch([(name, read)]).hits(ChartQuery(keyword: name.uppercased() + "/"))
            #expect(hits.map(\.name) == ["\(name)/a"])
        }
        #expect(try ChartSearch([("b", read), ("a", read)]).hits(ChartQuery()).map(\.name) == ["a/a", "b/a"])
    }

    @Test func patternsAreBounded() throws {
        let read = try index(
            "apiVersion: v1\nentries: {a: [{name: a, version: 1.0.0, description: \(String(repeating: "a", count: 5000))}]}\n"
        )
        var query = ChartQuery(keyword: "(a*)*(a*)*(a*)*b")
        query.isRegexp = true
        #expect(try ChartSearch([("r", read)]).hits(query).isEmpty)
        query.keyword = String(repeating: "a", count: 100_000)
        #expect(throws: RepositoryError.self) { try ChartSearch([("r", read)]).hits(query) }
    }
}
