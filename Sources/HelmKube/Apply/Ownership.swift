public import HelmValues

/// Whose object it is: Helm's label and annotations.
public struct Ownership: Sendable, Hashable {
    public let release: String
    public let namespace: String

    public init(release: String, namespace: String) {
        self.release = release
        self.namespace = namespace
    }

    /// The object with Helm's label and annotations on it.
    public func stamped(_ object: KubeObject) -> KubeObject { object }

    /// Throws `notOwned` when a live object does not carry them: `invalid ownership metadata; …`.
    public func check(_ live: Value) throws(KubeError) {}
}
