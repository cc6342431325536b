public import HelmValues

/// The labels of stored releases: which are Helm's own, and how the two kinds mix.
public enum ReleaseLabel {
    /// Helm's own labels, in the order in which Helm names them.
    public static let system = ["name", "owner", "status", "version", "createdAt", "modifiedAt"]

    /// The labels that users gave.
    public static func user(of labels: ByteOrderedMap<String>) -> ByteOrderedMap<String> {
        labels.filter { !system.contains($0.key) }
    }

    /// Refuses labels that only Helm may set.
    /// - Throws: ``ReleaseError`` with code `invalidLabels`.
    public static func check(_ labels: ByteOrderedMap<String?>) throws(ReleaseError) {
        guard labels.contains(where: { system.contains($0.key) }) else { return }
        let names = system.joined(separator: " ")
        throw ReleaseError(
            .invalidLabels, "user supplied labels contains system reserved label name. System labels: [\(names)]")
    }

    /// The labels of a release's next revision: those before it, changed as `given` says.
    ///
    /// Nil removes a label, and so does the text `null`, as in Helm.
    public static func merged(
        _ given: ByteOrderedMap<String?>, onto labels: ByteOrderedMap<String>
    ) -> ByteOrderedMap<String> {
        var result = labels
        for entry in given { result[entry.key] = entry.value }
        return result.filter { !bytesEqual($0.value, "null") }
    }

    /// What goes onto the stored object: the release's own labels under those that say what it is.
    static func stored(of release: Release, stamp: (name: String, seconds: Int64)) -> ByteOrderedMap<String> {
        var labels = release.labels
        labels[stamp.name] = String(stamp.seconds)
        labels["name"] = release.name
        labels["owner"] = "helm"
        labels["status"] = release.info.status.rawValue
        labels["version"] = String(release.revision)
        return labels
    }
}
