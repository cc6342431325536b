internal import HelmRepository
internal import HelmValues

/// Takes typed keys out of a map and remembers which ones it was asked for, so that the rest can be refused by name.
struct ConfigurationReader {
    let file: String
    /// Where the map stands, such as `helmRepos[0].`.
    let prefix: String
    let map: ValueMap
    private var known: Set<String> = []

    init(file: String, prefix: String, map: ValueMap) {
        self.file = file
        self.prefix = prefix
        self.map = map
    }

    mutating func string(_ key: String) throws(ConfigurationError) -> String? {
        try take(key, "a string") { $0.stringValue }
    }

    mutating func bool(_ key: String) throws(ConfigurationError) -> Bool? {
        try take(key, "true or false") { $0.boolValue }
    }

    mutating func positive(_ key: String) throws(ConfigurationError) -> Int? {
        try take(key, "a positive whole number") { value in value.intValue.flatMap { $0 > 0 ? $0 : nil } }
    }

    /// A Go duration such as `10m`; `0` is one, too.
    mutating func duration(_ key: String) throws(ConfigurationError) -> Duration? {
        try take(key, "a duration such as 10m") { value in
            if value.intValue == 0 { return .zero }
            guard let text = value.stringValue, let duration = try? GoDuration(Array(text.utf8)),
                duration.nanoseconds >= 0
            else { return nil }
            return .nanoseconds(duration.nanoseconds)
        }
    }

    mutating func strings(_ key: String) throws(ConfigurationError) -> [String]? {
        try take(key, "a list of strings") { value in
            guard let list = value.listValue else { return nil }
            let strings = list.compactMap(\.stringValue)
            return strings.count == list.count ? strings : nil
        }
    }

    mutating func entries(_ key: String) throws(ConfigurationError) -> [RepositoryEntry] {
        let list = try take(key, "a list") { $0.listValue } ?? []
        var entries: [RepositoryEntry] = []
        for (index, item) in list.enumerated() {
            guard let map = item.mapValue else { throw fault("\(key)[\(index)]", "a map with name and url") }
            var reader = ConfigurationReader(file: file, prefix: "\(key)[\(index)].", map: map)
            entries.append(try reader.entry())
            try reader.refuseUnknownKeys()
        }
        return entries
    }

    private mutating func entry() throws(ConfigurationError) -> RepositoryEntry {
        guard let name = try string("name"), !name.isEmpty else { throw fault("name", "a string") }
        guard let url = try string("url"), !url.isEmpty else { throw fault("url", "a string") }
        var entry = RepositoryEntry(name: name, url: url)
        entry.username = try string("username") ?? ""
        entry.password = try string("password") ?? ""
        entry.bearerToken = try string("bearerToken") ?? ""
        entry.certFile = try string("certFile") ?? ""
        entry.keyFile = try string("keyFile") ?? ""
        entry.caFile = try string("caFile") ?? ""
        entry.isInsecure = try bool("insecure_skip_tls_verify") ?? false
        entry.passesCredentials = try bool("pass_credentials_all") ?? false
        return entry
    }

    func refuseUnknownKeys() throws(ConfigurationError) {
        guard let unknown = map.keys.first(where: { !known.contains($0) }) else { return }
        throw ConfigurationError(
            message:
                "\(file): unknown key \"\(prefix)\(unknown)\"; known here: \(known.sorted().joined(separator: ", "))"
        )
    }

    private mutating func take<Result>(
        _ key: String, _ expected: String, _ convert: (Value) -> Result?
    ) throws(ConfigurationError) -> Result? {
        known.insert(key)
        guard let value = map[key], !value.isNull else { return nil }
        guard let result = convert(value) else { throw fault(key, expected) }
        return result
    }

    private func fault(_ key: String, _ expected: String) -> ConfigurationError {
        ConfigurationError(message: "\(file): \(prefix)\(key) must be \(expected)")
    }
}
