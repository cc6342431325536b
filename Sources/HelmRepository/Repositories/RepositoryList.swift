internal import HelmValues
internal import HelmYAML

/// What a repositories.yaml says.
///
/// Written as Helm writes it. Fields that are not known here stay where they are; Helm drops them.
// Helm: pkg/repo/v1/repo.go
struct RepositoryList: Sendable {
    private struct Row {
        var entry: RepositoryEntry
        /// All that the file says of the entry.
        var fields: ValueMap
    }

    private var root: ValueMap
    private var rows: [Row]

    /// No repositories.
    init() {
        root = [:]
        rows = []
    }

    /// - Throws: `storage` in the words of Helm's YAML library.
    init(_ bytes: [UInt8]) throws(RepositoryError) {
        var reader = GoStructReader()
        do throws(YAMLError) {
            root = try YAML.parseMap(bytes)
        } catch {
            throw RepositoryError(.storage, error.message)
        }
        rows = []
        let place = GoStructReader.Place(structure: "File")
        for field in root {
            guard GoStructReader.field(field.key, of: ["repositories"]) != nil else { continue }
            var found: [Row?] = []
            reader.structs(
                field.value, at: place.field("repositories"), type: "repo.Entry", into: &found,
                empty: { Row(entry: RepositoryEntry(name: "", url: ""), fields: [:]) }
            ) { reader, map, place, row in
                row.fields = map
                Self.fill(&row.entry, from: map, &reader, at: place)
            }
            rows = found.compactMap { $0 }
        }
        if let fault = reader.fault { throw RepositoryError(.storage, fault.message) }
    }

    /// In the order of the file; of a name that comes twice the first counts, as in Helm.
    var entries: [RepositoryEntry] {
        var seen: Set<String> = []
        return rows.map(\.entry).filter { seen.insert($0.name).inserted }
    }

    /// Replaces the entry of that name, or adds one.
    mutating func update(_ entry: RepositoryEntry) {
        if let index = rows.firstIndex(where: { bytesEqual($0.entry.name, entry.name) }) {
            rows[index].entry = entry
        } else {
            rows.append(Row(entry: entry, fields: [:]))
        }
    }

    /// - Returns: whether there was one.
    mutating func remove(_ name: String) -> Bool {
        let count = rows.count
        rows.removeAll { bytesEqual($0.entry.name, name) }
        return rows.count < count
    }

    /// The file's text.
    var yaml: [UInt8] {
        var pairs = root.filter { GoStructReader.field($0.key, of: Self.rootNames) == nil }
            .map { (key: $0.key, value: $0.value) }
        // Helm's own add leaves these two at the zero values of Go.
        pairs.append(("apiVersion", Self.value("apiVersion", of: root) ?? ""))
        pairs.append(("generated", Self.value("generated", of: root) ?? "0001-01-01T00:00:00Z"))
        pairs.append(("repositories", .list(rows.map { .map(Self.fields(of: $0)) })))
        return YAML.encode(.map(ValueMap(pairs: pairs)))
    }

    private static let rootNames = ["apiVersion", "generated", "repositories"]
    private static let names = [
        "name", "url", "username", "password", "certFile", "keyFile", "caFile", "insecure_skip_tls_verify",
        "pass_credentials_all", "bearerToken",
    ]

    private static func value(_ name: String, of map: ValueMap) -> Value? {
        let value = map[name] ?? map.first { GoStructReader.field($0.key, of: [name]) != nil }?.value
        guard let value, value.stringValue != nil else { return nil }
        return value
    }

    private static func fill(
        _ entry: inout RepositoryEntry, from map: ValueMap, _ reader: inout GoStructReader,
        at place: GoStructReader.Place
    ) {
        for field in map {
            guard let name = GoStructReader.field(field.key, of: names) else { continue }
            let (value, place) = (field.value, place.field(name))
            switch name {
            case "name": reader.string(value, at: place, into: &entry.name)
            case "url": reader.string(value, at: place, into: &entry.url)
            case "username": reader.string(value, at: place, into: &entry.username)
            case "password": reader.string(value, at: place, into: &entry.password)
            case "certFile": reader.string(value, at: place, into: &entry.certFile)
            case "keyFile": reader.string(value, at: place, into: &entry.keyFile)
            case "caFile": reader.string(value, at: place, into: &entry.caFile)
            case "insecure_skip_tls_verify": reader.bool(value, at: place, into: &entry.isInsecure)
            case "pass_credentials_all": reader.bool(value, at: place, into: &entry.passesCredentials)
            default: reader.string(value, at: place, into: &entry.bearerToken)
            }
        }
    }

    private static func fields(of row: Row) -> ValueMap {
        let entry = row.entry
        var pairs = row.fields.filter { GoStructReader.field($0.key, of: names) == nil }
            .map { (key: $0.key, value: $0.value) }
        pairs += [
            ("name", .string(entry.name)), ("url", .string(entry.url)), ("username", .string(entry.username)),
            ("password", .string(entry.password)), ("certFile", .string(entry.certFile)),
            ("keyFile", .string(entry.keyFile)), ("caFile", .string(entry.caFile)),
            ("insecure_skip_tls_verify", .bool(entry.isInsecure)),
            ("pass_credentials_all", .bool(entry.passesCredentials)),
        ]
        if !entry.bearerToken.isEmpty { pairs.append(("bearerToken", .string(entry.bearerToken))) }
        return ValueMap(pairs: pairs)
    }
}
