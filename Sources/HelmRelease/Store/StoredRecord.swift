internal import HelmValues

/// What is read of a Secret or ConfigMap that holds a revision, straight from its JSON.
struct StoredRecord {
    private var namespace = ""
    private(set) var labels: ByteOrderedMap<String> = [:]
    /// The text of the record; nil where only metadata was asked for.
    private(set) var release: ArraySlice<UInt8>?

    init(json: ArraySlice<UInt8>) throws(ReleaseError) {
        var scanner = RecordScanner(json)
        try scanner.object { (key, scanner) throws(ReleaseError) in
            guard key == "metadata" || key == "data", try scanner.isAtObject() else { return true }
            try scanner.object { (field, scanner) throws(ReleaseError) in
                switch (key, field) {
                case ("metadata", "namespace"): namespace = try scanner.value().stringValue ?? ""
                case ("metadata", "labels"):
                    labels = (try scanner.value().mapValue ?? [:]).mapValues { $0.stringValue ?? "" }
                case ("data", "release"): release = try scanner.text()
                default: break
                }
                return true
            }
            return true
        }
    }

    /// Nil when the labels tell no name or no revision.
    var entry: ReleaseEntry? {
        guard let name = labels["name"], let revision = labels["version"].flatMap({ Int($0) }) else { return nil }
        return ReleaseEntry(
            name: name, namespace: namespace, revision: revision,
            status: labels["status"].flatMap { ReleaseStatus(rawValue: $0) } ?? .unknown, labels: labels)
    }
}
