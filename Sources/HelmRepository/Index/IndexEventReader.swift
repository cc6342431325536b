internal import HelmYAML

/// Reads the plain kind of index that all programs write, from YAML's events straight into the compact form.
///
/// Every text and list goes to its place as it comes; nothing is built in between. At whatever is out of the ordinary,
/// every mistake included, it gives up, and ``IndexValueReader`` reads the text from its start: what an index means
/// and what is wrong with it is said there alone.
struct IndexEventReader: ~Copyable {
    typealias Failure = IndexEvents.Failure

    private var events: IndexEvents
    private var draft = EntryDraft()
    private var dependency: (name: [UInt8], alias: [UInt8]) = ([], [])

    /// - Returns: nil when the index is not for this reader.
    static func read(
        _ bytes: [UInt8], by method: YAMLTextEvents.Method, limits: IndexLimits
    ) throws(RepositoryError) -> IndexBuilder? {
        try bytes.withUnsafeBufferPointer { (buffer) throws(RepositoryError) in
            do throws(Failure) {
                var builder = IndexBuilder(limits: limits)
                var reader = try IndexEventReader(buffer, by: method)
                try reader.readRoot(into: &builder)
                return builder
            } catch {
                if case .limit(let error) = error { throw error }
                return nil
            }
        }
    }

    /// Whether the text may be JSON, which has other rules.
    static func mayBeJSON(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first(where: { $0 != 0x20 && $0 != 0x0a }) else { return true }
        return "{[\"-0123456789tfn".utf8.contains(first)
    }

    private init(_ bytes: UnsafeBufferPointer<UInt8>, by method: YAMLTextEvents.Method) throws(Failure) {
        events = try IndexEvents(bytes, by: method)
    }

    // MARK: The index

    private mutating func readRoot(into builder: inout IndexBuilder) throws(Failure) {
        guard try events.next() == .mapStart else { throw .unusual }
        var seen: UInt32 = 0
        while try events.nextKey() {
            switch try events.field(FieldTables.root, seen: &seen) {
            case .serverInfo, .annotations: try events.skipTexts(isMap: true)
            case .publicKeys: try events.skipTexts(isMap: false)
            case .apiVersion: try events.readText(into: &builder.apiVersion)
            case .generated:
                var time: [UInt8] = []
                try events.readTime(into: &time)
                builder.generated = String(decoding: time, as: UTF8.self)
            case .entries: try readEntries(into: &builder)
            }
        }
        guard try events.next() == .documentEnd else { throw .unusual }
    }

    private mutating func readEntries(into builder: inout IndexBuilder) throws(Failure) {
        guard try events.enterMap() else { return }
        while try events.nextKey() {
            guard builder.beginChart(events.text) else { throw .unusual }
            if try events.enterList() {
                var isOpen = true
                while isOpen {
                    switch try events.next() {
                    case .mapStart: try readVersion(into: &builder)
                    case .null: builder.skipEmpty()
                    case .end: isOpen = false
                    default: throw .unusual
                    }
                }
            }
            builder.endChart()
        }
    }

    private mutating func readVersion(into builder: inout IndexBuilder) throws(Failure) {
        draft.clear()
        var seen: UInt32 = 0
        while try events.nextKey() {
            switch try events.field(FieldTables.version, seen: &seen) {
            case .name: try events.readText(into: &draft.name)
            case .version: try events.readText(into: &draft.version)
            case .appVersion: try events.readText(into: &draft.appVersion)
            case .description: try events.readText(into: &draft.description)
            case .type: try events.readText(into: &draft.type)
            case .digest: try events.readText(into: &draft.digest)
            case .created: try events.readTime(into: &draft.created)
            case .urls: try events.readTexts(into: &draft.urls)
            case .keywords: try events.readTexts(into: &draft.keywords)
            case .deprecated: draft.isDeprecated = try events.readFlag()
            case .removed: _ = try events.readFlag()
            case .sources: try events.skipTexts(isMap: false, texts: true)
            case .annotations: try events.skipTexts(isMap: true, texts: true)
            case .maintainers: try readMaintainers()
            case .dependencies: try readDependencies()
            case .home, .icon, .apiVersion, .condition, .tags, .kubeVersion, .checksum, .engine, .tillerVersion, .url:
                try events.skipText()
            }
        }
        do throws(RepositoryError) { try builder.add(&draft) } catch { throw .limit(error) }
    }

    private mutating func readMaintainers() throws(Failure) {
        guard try events.enterList() else { return }
        while true {
            switch try events.next() {
            case .end: return
            case .null: draft.hasEmptyMaintainer = true
            case .mapStart:
                var seen: UInt32 = 0
                while try events.nextKey() {
                    _ = try events.field(FieldTables.maintainer, seen: &seen)
                    try events.skipText()
                }
            default: throw .unusual
            }
        }
    }

    private mutating func readDependencies() throws(Failure) {
        guard try events.enterList() else { return }
        while true {
            switch try events.next() {
            case .end: return
            case .null: draft.addDependency(nil)
            case .mapStart: try readDependency()
            default: throw .unusual
            }
        }
    }

    private mutating func readDependency() throws(Failure) {
        dependency.name.removeAll(keepingCapacity: true)
        dependency.alias.removeAll(keepingCapacity: true)
        var seen: UInt32 = 0
        while try events.nextKey() {
            switch try events.field(FieldTables.dependency, seen: &seen) {
            case .name: try events.readText(into: &dependency.name)
            case .alias: try events.readText(into: &dependency.alias)
            case .version, .repository, .condition: try events.skipText()
            case .tags: try events.skipTexts(isMap: false, texts: true)
            case .enabled: _ = try events.readFlag()
            // May hold anything.
            case .importValues: guard try events.next() == .null else { throw .unusual }
            }
        }
        draft.addDependency(dependency)
    }
}
