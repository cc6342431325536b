internal import HelmValues

/// Whose object it is: Helm's label and annotations.
public struct Ownership: Sendable, Hashable {
    static let managedByLabel = "app.kubernetes.io/managed-by"
    static let managedBy = "Helm"
    static let releaseAnnotation = "meta.helm.sh/release-name"
    static let namespaceAnnotation = "meta.helm.sh/release-namespace"

    public let release: String
    public let namespace: String

    public init(release: String, namespace: String) {
        self.release = release
        self.namespace = namespace
    }

    /// The object with Helm's label and annotations on it.
    public func stamped(_ object: KubeObject) -> KubeObject {
        var object = object
        var metadata = object.value["metadata"]?.mapValue ?? [:]
        var labels = metadata["labels"]?.mapValue ?? [:]
        labels[Self.managedByLabel] = .string(Self.managedBy)
        metadata["labels"] = .map(labels)
        var annotations = metadata["annotations"]?.mapValue ?? [:]
        annotations[Self.releaseAnnotation] = .string(release)
        annotations[Self.namespaceAnnotation] = .string(namespace)
        metadata["annotations"] = .map(annotations)
        object.value["metadata"] = .map(metadata)
        return object
    }

    /// Throws `notOwned` when a live object does not carry them: `invalid ownership metadata; …`.
    public func check(_ live: KubeObject) throws(KubeError) {
        let problems = [
            Self.problem("label", live.labels, Self.managedByLabel, Self.managedBy),
            Self.problem("annotation", live.annotations, Self.releaseAnnotation, release),
            Self.problem("annotation", live.annotations, Self.namespaceAnnotation, namespace),
        ].compactMap(\.self)
        if problems.isEmpty { return }
        throw KubeError(.notOwned, "invalid ownership metadata; " + problems.joined(separator: "; "))
    }

    private static func problem(_ place: String, _ map: ValueMap, _ key: String, _ wanted: String) -> String? {
        guard let value = map[key]?.stringValue else {
            return "\(place) validation error: missing key \"\(key)\": must be set to \(GoQuote.quoted(wanted))"
        }
        if bytesEqual(value, wanted) { return nil }
        return "\(place) validation error: key \"\(key)\" must equal \(GoQuote.quoted(wanted)): "
            + "current value is \(GoQuote.quoted(value))"
    }
}
