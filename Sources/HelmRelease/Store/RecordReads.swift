/// The name of a stored revision, apart from others of all namespaces.
struct RecordKey: Hashable, Sendable {
    let namespace: String
    let name: String
    let revision: Int

    init(_ entry: ReleaseEntry) {
        namespace = entry.namespace
        name = entry.name
        revision = entry.revision
    }

    /// The name of the object that holds the revision.
    static func text(name: String, revision: Int) -> String { "sh.helm.release.v1.\(name).v\(revision)" }
}

/// One request for records.
///
/// Records of many releases come in few requests: a selector can name many releases of one revision number, and most
/// releases of a cluster share few of these.
enum RecordReads: Sendable {
    case one(ReleaseEntry)
    case several(selector: String, [RecordKey: ReleaseEntry])

    var entries: [RecordKey: ReleaseEntry] {
        switch self {
        case .one(let entry): [RecordKey(entry): entry]
        case .several(_, let entries): entries
        }
    }

    /// URLs stay well below the 8 KiB that proxies take.
    private static let selectorLimit = 4000

    static func planned(for entries: [ReleaseEntry]) -> [RecordReads] {
        if entries.count > 1, let first = entries.first, entries.allSatisfy({ $0.name == first.name }) {
            let keyed = entries.map { (RecordKey($0), $0) }
            let selector = "name=\(first.name),owner=helm"
            return [.several(selector: selector, Dictionary(keyed) { first, _ in first })]
        }
        var reads: [RecordReads] = []
        for (revision, group) in Dictionary(grouping: entries, by: \.revision).sorted(by: { $0.key < $1.key }) {
            var names: [String] = []
            var length = 0
            var chunk: [ReleaseEntry] = []
            func close() {
                if chunk.count == 1 {
                    reads.append(.one(chunk[0]))
                } else if !chunk.isEmpty {
                    let unique = Array(Set(names)).sorted()
                    let selector = "name in (\(unique.joined(separator: ","))),owner=helm,version=\(revision)"
                    let keyed = chunk.map { (RecordKey($0), $0) }
                    reads.append(.several(selector: selector, Dictionary(keyed) { first, _ in first }))
                }
                (names, chunk, length) = ([], [], 0)
            }
            for entry in group {
                if length + entry.name.utf8.count > selectorLimit { close() }
                names.append(entry.name)
                chunk.append(entry)
                length += entry.name.utf8.count + 3
            }
            close()
        }
        return reads
    }
}
