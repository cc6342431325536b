import HelmValues
import KubeSchema

/// The documents of `/api` and `/apis`.
enum DiscoveryDocuments {
    /// All groups with their resources in one document, as clients since Kubernetes 1.26 ask for it.
    ///
    /// - Parameter core: only the core group, as `/api` has it; otherwise all others.
    static func aggregated(_ catalog: ResourceCatalog, core: Bool, version: String) -> Value {
        let groups = catalog.groups.filter { $0.name.isEmpty == core }
        return [
            "kind": "APIGroupDiscoveryList", "apiVersion": .string("apidiscovery.k8s.io/\(version)"), "metadata": [:],
            "items": .list(
                groups.map { group in
                    [
                        "metadata": group.name.isEmpty
                            ? [:] : ["name": .string(group.name), "creationTimestamp": .null],
                        "versions": .list(group.versions.map(aggregated)),
                    ]
                }
            ),
        ]
    }

    private static func aggregated(_ version: ResourceCatalog.Version) -> Value {
        [
            "version": .string(version.name), "freshness": "Current",
            "resources": .list(version.resources.map(aggregated)),
        ]
    }

    private static func aggregated(_ resource: ServedResource) -> Value {
        var map: ValueMap = [
            "resource": .string(resource.name), "responseKind": responseKind(resource.groupVersionKind),
            "scope": resource.isNamespaced ? "Namespaced" : "Cluster",
            "singularResource": .string(resource.singularName), "verbs": strings(resource.verbs),
        ]
        if !resource.shortNames.isEmpty { map["shortNames"] = strings(resource.shortNames) }
        if !resource.categories.isEmpty { map["categories"] = strings(resource.categories) }
        if !resource.subresources.isEmpty {
            map["subresources"] = .list(
                resource.subresources.map {
                    [
                        "subresource": .string($0.name), "responseKind": responseKind($0.kind),
                        "verbs": strings($0.verbs),
                    ]
                }
            )
        }
        return .map(map)
    }

    private static func responseKind(_ kind: GroupVersionKind) -> Value {
        ["group": .string(kind.group), "version": .string(kind.version), "kind": .string(kind.kind)]
    }

    private static func strings(_ list: [String]) -> Value { .list(list.map(Value.string)) }

    // MARK: The older documents

    /// `/api`
    static let coreVersions: Value = [
        "kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": [],
    ]

    /// `/apis`
    static func groupList(_ catalog: ResourceCatalog) -> Value {
        [
            "kind": "APIGroupList", "apiVersion": "v1",
            "groups": .list(catalog.groups.filter { !$0.name.isEmpty }.map { .map(group($0)) }),
        ]
    }

    /// `/apis/GROUP`
    static func singleGroup(_ description: ResourceCatalog.Group) -> Value {
        var map = group(description)
        map["kind"] = "APIGroup"
        map["apiVersion"] = "v1"
        return .map(map)
    }

    private static func group(_ group: ResourceCatalog.Group) -> ValueMap {
        let versions = group.versions.map { version -> Value in
            ["groupVersion": .string("\(group.name)/\(version.name)"), "version": .string(version.name)]
        }
        return ["name": .string(group.name), "versions": .list(versions), "preferredVersion": versions.first ?? [:]]
    }

    /// `/api/v1`, `/apis/GROUP/VERSION`
    static func resourceList(_ version: ResourceCatalog.Version, groupVersion: String) -> Value {
        [
            "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": .string(groupVersion),
            "resources": .list(version.resources.flatMap(entries)),
        ]
    }

    private static func entries(_ resource: ServedResource) -> [Value] {
        var own: ValueMap = [
            "name": .string(resource.name), "singularName": .string(resource.singularName),
            "namespaced": .bool(resource.isNamespaced), "kind": .string(resource.kind),
            "verbs": strings(resource.verbs),
        ]
        if !resource.shortNames.isEmpty { own["shortNames"] = strings(resource.shortNames) }
        if !resource.categories.isEmpty { own["categories"] = strings(resource.categories) }
        return [.map(own)]
            + resource.subresources.map { subresource in
                var entry: ValueMap = [
                    "name": .string("\(resource.name)/\(subresource.name)"), "singularName": "",
                    "namespaced": .bool(resource.isNamespaced), "kind": .string(subresource.kind.kind),
                    "verbs": strings(subresource.verbs),
                ]
                if subresource.kind.group != resource.group || subresource.kind.version != resource.version {
                    entry["group"] = .string(subresource.kind.group)
                    entry["version"] = .string(subresource.kind.version)
                }
                return .map(entry)
            }
    }
}
