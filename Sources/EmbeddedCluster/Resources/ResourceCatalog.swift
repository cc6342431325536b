import HelmValues
import KubeSchema

/// What the cluster serves: the built-in resources and those of its CustomResourceDefinitions.
struct ResourceCatalog: Sendable {
    struct Group: Sendable {
        /// Empty for the core group.
        let name: String
        /// The preferred one first.
        var versions: [Version]
    }

    struct Version: Sendable {
        let name: String
        var resources: [ServedResource]
    }

    private struct Path: Hashable {
        let group: String
        let version: String
        let name: String
    }

    private static let builtIn: [Group] = DiscoveryCatalog.kubernetes.groups.map { group in
        Group(
            name: group.name,
            versions: group.versions.map { Version(name: $0.version, resources: $0.resources.map(ServedResource.init)) }
        )
    }

    /// The core group first.
    let groups: [Group]
    /// Changes when what is served changes.
    let tag: String
    private let byPath: [Path: ServedResource]

    /// - Parameters:
    ///   - custom: the resources of CustomResourceDefinitions.
    ///   - tag: a name for exactly this content.
    init(custom: [ServedResource] = [], tag: String = "0") {
        var groups = Self.builtIn
        for resource in custom {
            let place = groups.firstIndex { $0.name == resource.group } ?? groups.count
            if place == groups.count { groups.append(Group(name: resource.group, versions: [])) }
            if let version = groups[place].versions.firstIndex(where: { $0.name == resource.version }) {
                groups[place].versions[version].resources.append(resource)
            } else {
                groups[place].versions.append(Version(name: resource.version, resources: [resource]))
                groups[place].versions.sort { KubeVersion($0.name) > KubeVersion($1.name) }
            }
        }
        self.groups = groups
        self.tag = tag
        var byPath: [Path: ServedResource] = [:]
        for group in groups {
            for version in group.versions {
                for resource in version.resources {
                    byPath[Path(group: group.name, version: version.name, name: resource.name)] = resource
                }
            }
        }
        self.byPath = byPath
    }

    func group(_ name: String) -> Group? { groups.first { $0.name == name } }

    func version(_ group: String, _ version: String) -> Version? {
        self.group(group)?.versions.first { $0.name == version }
    }

    func resource(group: String, version: String, name: String) -> ServedResource? {
        byPath[Path(group: group, version: version, name: name)]
    }

    /// The resource in its preferred version.
    func resource(_ type: ResourceType) -> ServedResource? {
        guard let group = group(type.group) else { return nil }
        for version in group.versions {
            if let resource = resource(group: type.group, version: version.name, name: type.name) { return resource }
        }
        return nil
    }

    /// Every resource whose objects are stored, once.
    var stored: [ServedResource] {
        var known: Set<ResourceType> = []
        return groups.flatMap { $0.versions.flatMap(\.resources) }.filter { resource in
            resource.allows("list") && resource.allows("create") && known.insert(resource.storage).inserted
        }
    }
}

/// A version's rank: `v2` before `v1` before `v1beta2` before `v1alpha1` before all others.
///
/// apimachinery: pkg/version/helpers.go.
struct KubeVersion: Comparable {
    private let stability: Int
    private let major: Int
    private let minor: Int
    private let text: String

    init(_ text: String) {
        self.text = text
        var rest = text[...]
        func number() -> Int? {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            return Int(digits)
        }
        guard rest.first == "v" else {
            (stability, major, minor) = (0, 0, 0)
            return
        }
        rest = rest.dropFirst()
        guard let major = number() else {
            (stability, self.major, minor) = (0, 0, 0)
            return
        }
        if rest.isEmpty {
            (stability, self.major, minor) = (3, major, 0)
            return
        }
        for (name, rank) in [("beta", 2), ("alpha", 1)] where rest.hasPrefix(name) {
            rest = rest.dropFirst(name.count)
            if let minor = number(), rest.isEmpty {
                (stability, self.major, self.minor) = (rank, major, minor)
                return
            }
        }
        (stability, self.major, minor) = (0, 0, 0)
    }

    static func < (left: Self, right: Self) -> Bool {
        if left.stability != right.stability { return left.stability < right.stability }
        if left.major != right.major { return left.major < right.major }
        if left.minor != right.minor { return left.minor < right.minor }
        return bytesPrecede(right.text, left.text)
    }
}
