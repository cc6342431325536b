public import HelmValues
public import KubeSchema

/// An object of a manifest (or of the cluster) with the way to reach it.
public struct KubeObject: Sendable {
    /// The whole object.
    public var value: Value
    public var mapping: ResourceMapping
    /// Nil for cluster-wide kinds.
    public var namespace: String?
    /// Empty while only `generateName` is set.
    public var name: String

    public init(value: Value, mapping: ResourceMapping, namespace: String?, name: String) {
        self.value = value
        self.mapping = mapping
        self.namespace = namespace
        self.name = name
    }

    public var kind: GroupVersionKind { mapping.kind }
    public var path: KubePath { mapping.path(namespace: namespace, name: name) }
    public var collectionPath: KubePath { mapping.path(namespace: namespace) }

    public var labels: ValueMap { value[path: ["metadata", "labels"]]?.mapValue ?? [:] }
    public var annotations: ValueMap { value[path: ["metadata", "annotations"]]?.mapValue ?? [:] }
    public var generateName: String { value[path: ["metadata", "generateName"]]?.stringValue ?? "" }

    /// Whether `helm.sh/resource-policy: keep` stands in the object.
    public var isKept: Bool { annotations["helm.sh/resource-policy"]?.stringValue == "keep" }

    /// What Helm matches objects of two manifests by.
    public var identity: ObjectIdentity {
        ObjectIdentity(group: kind.group, kind: kind.kind, namespace: namespace ?? "", name: name)
    }

    /// `Deployment "web" in namespace "ns"`, as Helm names an object in errors.
    public var resourceText: String {
        "\(kind.kind) \(GoQuote.quoted(name)) in namespace \(GoQuote.quoted(namespace ?? ""))"
    }

    /// `ns/web apps/v1, Kind=Deployment`, as Go prints it.
    var applyText: String { "\(namespace ?? "")/\(name) \(kind.group)/\(kind.version), Kind=\(kind.kind)" }
}

/// Group, kind, namespace and name. Not the version: it is the same object in every version.
public struct ObjectIdentity: Sendable, Hashable {
    public var group: String
    public var kind: String
    public var namespace: String
    public var name: String

    public init(group: String, kind: String, namespace: String, name: String) {
        self.group = group
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }
}
