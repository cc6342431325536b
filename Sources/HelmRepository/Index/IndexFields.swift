internal import HelmValues

/// The fields of an index, by the names that its JSON has.
protocol IndexField: RawRepresentable<String>, CaseIterable, Sendable {}

enum RootField: String, IndexField {
    case serverInfo, apiVersion, generated, entries, publicKeys, annotations
}

/// A version's own fields, and those of its chart's metadata, which stand beside them.
enum VersionField: String, IndexField {
    case name, home, sources, version, description, keywords, maintainers, icon, apiVersion, condition, tags
    case appVersion, deprecated, annotations, kubeVersion, dependencies, type
    case urls, created, removed, digest, checksum, engine, tillerVersion, url

    var isMetadata: Bool {
        switch self {
        case .urls, .created, .removed, .digest, .checksum, .engine, .tillerVersion, .url: false
        default: true
        }
    }

    var isMetadataText: Bool {
        switch self {
        case .sources, .keywords, .maintainers, .deprecated, .annotations, .dependencies: false
        default: isMetadata
        }
    }
}

enum MaintainerField: String, IndexField {
    case name, email, url
}

enum DependencyField: String, IndexField {
    case name, version, repository, condition, tags, enabled, alias
    case importValues = "import-values"
}

/// Finds fields by their names' bytes.
struct FieldTable<Field: IndexField>: Sendable {
    private let byLength: [[(name: [UInt8], field: Field, number: Int)]]

    init() {
        var byLength: [[(name: [UInt8], field: Field, number: Int)]] = []
        for (number, field) in Field.allCases.enumerated() {
            let name = Array(field.rawValue.utf8)
            while byLength.count <= name.count { byLength.append([]) }
            byLength[name.count].append((name, field, number))
        }
        self.byLength = byLength
    }

    /// The field of exactly that name, and its number.
    func field(_ name: UnsafeBufferPointer<UInt8>) -> (field: Field, number: Int)? {
        guard name.count < byLength.count else { return nil }
        for candidate in byLength[name.count] {
            var index = 0
            while index < name.count, candidate.name[index] == name[index] { index += 1 }
            if index == name.count { return (candidate.field, candidate.number) }
        }
        return nil
    }

    /// The field that Go takes a key for: of that name, or of that name in another case.
    func folded(_ key: String) -> Field? {
        Field.allCases.first { bytesEqual($0.rawValue, key) }
            ?? Field.allCases.first { $0.rawValue.lowercased() == key.lowercased() }
    }
}

enum FieldTables {
    static let root = FieldTable<RootField>()
    static let version = FieldTable<VersionField>()
    static let maintainer = FieldTable<MaintainerField>()
    static let dependency = FieldTable<DependencyField>()
}
