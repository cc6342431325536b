import HelmRepository
import HelmValues
import Testing

/// Indexes, searches and versions against what real Helm makes of them.
@Suite struct IndexConformanceTests {
    @Test func allCasesAreThere() {
        #expect(IndexCases.load.count >= 275)
        #expect(IndexCases.search.count >= 172)
        #expect(IndexCases.find.count >= 77)
    }

    @Test(arguments: IndexCases.load.indices)
    func loads(_ number: Int) throws {
        let test = IndexCases.load[number]
        let ours = Result { () throws(RepositoryError) in try RepositoryIndex(IndexCases.text(test)) }
        let name = test["name"]?.stringValue ?? ""
        switch ours {
        case .failure(let error):
            #expect(error.message == test["error"]?.stringValue ?? "no error", "\(name)")
        case .success(let index):
            #expect(shown(index) == test["entries"] ?? "an error", "\(name)")
            let skipped = (test["skipped"]?.listValue ?? []).compactMap(\.stringValue)
            #expect(index.skipped.map(shown).sorted() == skipped.sorted(), "\(name)")
            #expect(index.skippedCount == skipped.count, "\(name)")
        }
    }

    /// As the recorder writes it: nothing for what is empty.
    private func shown(_ index: RepositoryIndex) -> Value {
        .map(
            ValueMap(
                entries: index.chartNames.map { name in
                    let versions = index.versions(of: name).map { $0.map(shown) } ?? []
                    return .init(key: name, value: .list(versions))
                }))
    }

    private func shown(_ version: RepositoryIndex.Version) -> Value {
        var fields: [(key: String, value: Value)] = []
        for (key, text) in [
            ("name", version.name), ("version", version.version), ("appVersion", version.appVersion),
            ("description", version.description), ("digest", version.digest), ("type", version.type),
        ] where !text.isEmpty { fields.append((key, .string(text))) }
        for (key, texts) in [("urls", version.urls), ("keywords", version.keywords)] where !texts.isEmpty {
            fields.append((key, .list(texts.map { .string($0) })))
        }
        if version.isDeprecated { fields.append(("deprecated", true)) }
        return .map(ValueMap(pairs: fields))
    }

    private func shown(_ skipped: SkippedEntry) -> String {
        // Of an empty entry Helm tells no version.
        let version = skipped.reason == "empty entry" ? "" : " " + GoQuote.quoted(skipped.version)
        return "\(GoQuote.quoted(skipped.chart))\(version): \(skipped.reason)"
    }

    @Test func searches() throws {
        let repositories = IndexCases.document("search.json")["repositories"]?.mapValue ?? [:]
        // A repository whose index is broken is left out, as Helm leaves it out.
        let search = ChartSearch(
            repositories.compactMap { entry in
                (try? RepositoryIndex(Array((entry.value.stringValue ?? "").utf8))).map { (entry.key, $0) }
            })
        for test in IndexCases.search {
            var query = ChartQuery(keyword: test["keyword"]?.stringValue ?? "")
            query.isRegexp = test["regexp"]?.boolValue ?? false
            query.listsAllVersions = test["versions"]?.boolValue ?? false
            query.includesDevelopment = test["devel"]?.boolValue ?? false
            query.version = test["version"]?.stringValue ?? ""
            let hits = Result { () throws(RepositoryError) in try search.hits(query) }
            switch hits {
            case .failure(let error): #expect(error.message == test["error"]?.stringValue ?? "no error", "\(query)")
            case .success(let hits):
                let wanted = (test["hits"]?.listValue ?? []).map { $0.listValue?.compactMap(\.stringValue) ?? [] }
                #expect(hits.map { [$0.name, $0.version, $0.appVersion, $0.description] } == wanted, "\(query)")
                #expect(test["error"] == nil, "\(query)")
            }
        }
    }

    @Test(arguments: IndexCases.find.indices)
    func finds(_ number: Int) throws {
        let test = IndexCases.find[number]
        let text = IndexCases.document("find.json")["index"]?.stringValue ?? ""
        let index = try RepositoryIndex(Array(text.utf8))
        do throws(RepositoryError) {
            let found = try index.find(
                test["chart"]?.stringValue ?? "", version: test["version"]?.stringValue ?? "",
                devel: test["devel"]?.boolValue ?? false, inRepository: "local")
            guard let url = found.urls.first else {
                #expect(test["error"]?.stringValue?.hasSuffix("has no downloadable URLs") == true)
                return
            }
            #expect(url == "http://127.0.0.1:1/" + (test["file"]?.stringValue ?? "none"))
        } catch {
            #expect(error.message == test["error"]?.stringValue ?? "no error")
        }
    }
}
