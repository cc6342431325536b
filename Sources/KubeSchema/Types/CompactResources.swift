/// Reads the compact text of the built-in resources.
///
/// Lines: `@GROUP/VERSION`, then one line a resource: `PLURAL KIND SINGULAR|- N|C VERBS [~SHORTNAME] [#CATEGORY] [/SUBRESOURCE:KIND:VERBS]`.
/// `-` is the kind in lower case; VERBS are separated by commas, `*` and `=` stand for the two usual sets.
struct CompactResources {
    private(set) var groups: [APIGroup] = []
    private var group = ""
    private var version = ""
    private var pending: [APIResource] = []

    init(_ text: String) {
        for line in text.split(separator: "\n") {
            if line.hasPrefix("@") {
                flush()
                let parts = line.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
                group = String(parts.first ?? "")
                version = String(parts.last ?? "")
            } else {
                read(line.split(separator: " "))
            }
        }
        flush()
    }

    private mutating func flush() {
        guard !pending.isEmpty else { return }
        let resources = APIVersionResources(version: version, resources: pending)
        pending = []
        if let last = groups.last, last.name == group {
            groups[groups.count - 1] = APIGroup(name: group, versions: last.versions + [resources])
        } else {
            groups.append(APIGroup(name: group, versions: [resources]))
        }
    }

    private mutating func read(_ words: [Substring]) {
        guard words.count >= 5 else { return }
        let marked = words.dropFirst(5)
        func names(_ mark: Character) -> [String] { marked.filter { $0.first == mark }.map { String($0.dropFirst()) } }
        pending.append(
            APIResource(
                group: group, version: version, name: String(words[0]),
                singularName: words[2] == "-" ? words[1].lowercased() : String(words[2]), kind: String(words[1]),
                isNamespaced: words[3] == "N", verbs: Self.verbs(words[4]), shortNames: names("~"),
                categories: names("#"),
                subresources: names("/").map { Self.subresource($0, of: String(words[1])) }
            )
        )
    }

    private static func subresource(_ text: String, of kind: String) -> APISubresource {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            return APISubresource(name: text, kind: .init(group: "", version: "", kind: kind), verbs: [])
        }
        let names = parts[1].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let own =
            names.count == 3
            ? GroupVersionKind(group: names[0], version: names[1], kind: names[2])
            : GroupVersionKind(group: "", version: "", kind: kind)
        return APISubresource(name: String(parts[0]), kind: own, verbs: verbs(parts[2]))
    }

    private static func verbs(_ text: Substring) -> [String] {
        switch text {
        case "*": ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
        case "=": ["get", "patch", "update"]
        default: text.split(separator: ",").map(String.init)
        }
    }
}

extension DiscoveryCatalog {
    init(text: StaticString) {
        groups = CompactResources(text.description).groups
        var byKind: [GroupVersionKind: APIResource] = [:]
        for group in groups {
            for version in group.versions {
                for resource in version.resources {
                    byKind[GroupVersionKind(group: group.name, version: version.version, kind: resource.kind)] =
                        resource
                }
            }
        }
        self.byKind = byKind
    }
}
