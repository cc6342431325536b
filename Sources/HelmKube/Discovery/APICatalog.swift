public import KubeSchema
internal import HelmValues

/// What a cluster serves, as one caller sees it.
public struct APICatalog: Sendable {
    /// In the order of discovery, the core group first.
    public let mappings: [ResourceMapping]
    /// `v1`, `apps/v1`, `apps/v1/Deployment`, … sorted: what Helm puts into `.Capabilities.APIVersions`.
    public let versionSet: [String]
    /// Group versions whose resources could not be read, with the reason.
    public let failedGroups: [FailedGroup]
    private let byKind: [GroupVersionKind: ResourceMapping]

    /// A group version that the server could not tell about.
    public struct FailedGroup: Sendable, Hashable {
        public var groupVersion: String
        public var reason: String
    }

    public func mapping(of kind: GroupVersionKind) -> ResourceMapping? { byKind[kind] }

    init(mappings: [ResourceMapping], versionSet: Set<String>, failedGroups: [FailedGroup]) {
        self.mappings = mappings
        self.versionSet = versionSet.sorted(by: bytesPrecede)
        self.failedGroups = failedGroups
        byKind = Dictionary(mappings.map { ($0.kind, $0) }) { first, _ in first }
    }
}

/// Builds a catalogue out of discovery documents.
struct CatalogBuilder {
    private var mappings: [ResourceMapping] = []
    private var versions: Set<String> = []
    private var failed: [APICatalog.FailedGroup] = []

    var catalog: APICatalog { APICatalog(mappings: mappings, versionSet: versions, failedGroups: failed) }

    static func isAggregated(_ document: Value) -> Bool {
        document["kind"]?.stringValue == "APIGroupDiscoveryList"
    }

    /// Takes an `APIGroupDiscoveryList`.
    mutating func add(aggregated document: Value) {
        for group in document["items"]?.listValue ?? [] {
            let name = group[path: ["metadata", "name"]]?.stringValue ?? ""
            for version in group["versions"]?.listValue ?? [] {
                let number = version["version"]?.stringValue ?? ""
                let groupVersion = name.isEmpty ? number : "\(name)/\(number)"
                versions.insert(groupVersion)
                if version["freshness"]?.stringValue == "Stale" {
                    // client-go: discovery/aggregated_discovery.go
                    fail(groupVersion, "stale GroupVersion discovery: \(groupVersion)")
                }
                for resource in version["resources"]?.listValue ?? [] {
                    add(aggregated: resource, name, number, groupVersion)
                }
            }
        }
    }

    private mutating func add(aggregated resource: Value, _ group: String, _ version: String, _ groupVersion: String) {
        guard let plural = resource["resource"]?.stringValue else { return }
        let kind = resource["responseKind"]
        let subresources = resource["subresources"]?.listValue ?? []
        for sub in subresources {
            if let name = sub[path: ["responseKind", "kind"]]?.stringValue, !name.isEmpty {
                versions.insert("\(groupVersion)/\(name)")
            }
        }
        // A resource without a kind of its own only carries subresources.
        guard let name = kind?["kind"]?.stringValue, !name.isEmpty else { return }
        versions.insert("\(groupVersion)/\(name)")
        mappings.append(
            ResourceMapping(
                kind: GroupVersionKind(group: group, version: version, kind: name), resource: plural,
                isNamespaced: resource["scope"]?.stringValue == "Namespaced",
                verbs: resource["verbs"]?.listValue?.compactMap(\.stringValue) ?? []))
    }

    /// Takes the `APIResourceList` of a group version.
    mutating func add(legacy document: Value, _ group: String, _ version: String) {
        let groupVersion = group.isEmpty ? version : "\(group)/\(version)"
        versions.insert(groupVersion)
        for resource in document["resources"]?.listValue ?? [] {
            guard let plural = resource["name"]?.stringValue, let kind = resource["kind"]?.stringValue, !kind.isEmpty
            else { continue }
            versions.insert("\(groupVersion)/\(kind)")
            if plural.contains("/") { continue }
            mappings.append(
                ResourceMapping(
                    kind: GroupVersionKind(group: group, version: version, kind: kind), resource: plural,
                    isNamespaced: resource["namespaced"]?.boolValue ?? false,
                    verbs: resource["verbs"]?.listValue?.compactMap(\.stringValue) ?? []))
        }
    }

    mutating func add(groupVersion: String) { versions.insert(groupVersion) }

    mutating func fail(_ groupVersion: String, _ reason: String) {
        failed.append(APICatalog.FailedGroup(groupVersion: groupVersion, reason: reason))
    }
}
