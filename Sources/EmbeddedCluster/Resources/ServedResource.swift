import HelmValues
import KubeSchema

/// A resource in one version, built in or declared by a CustomResourceDefinition.
struct ServedResource: Sendable {
    let group: String
    let version: String
    /// The plural, as in paths.
    let name: String
    let singularName: String
    let kind: String
    let listKind: String
    let isNamespaced: Bool
    let verbs: [String]
    let shortNames: [String]
    let categories: [String]
    let subresources: [Subresource]
    let isCustom: Bool
    /// What objects of a custom resource may hold.
    var customSchema: SchemaType = .untyped
    /// The schema of a custom resource as its definition states it.
    var openAPISchema: Value?
    /// Columns that a CustomResourceDefinition adds to tables.
    var printerColumns: [PrinterColumn] = []

    /// A subresource such as `status`.
    struct Subresource: Sendable {
        let name: String
        let kind: GroupVersionKind
        let verbs: [String]
    }

    /// A column of a custom resource's table.
    struct PrinterColumn: Sendable {
        let name: String
        let type: String
        let description: String
        let priority: Int
        /// A simple path such as `.spec.replicas`.
        let path: [String]
    }

    /// Where the objects are stored: the same for all versions.
    var storage: ResourceType { .init(group: group, name: name) }
    var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
    var groupVersionKind: GroupVersionKind { .init(group: group, version: version, kind: kind) }
    /// As errors name it: `deployments.apps`.
    var qualifiedName: String { group.isEmpty ? name : "\(name).\(group)" }
    var hasStatus: Bool { subresources.contains { $0.name == "status" } }

    /// What its objects may hold; `untyped` when that is not known. (Looked up late: reading the catalogue takes time.)
    var schema: SchemaType {
        isCustom ? customSchema : TypeCatalog.kubernetes.type(of: groupVersionKind).map(SchemaType.object) ?? .untyped
    }

    func allows(_ verb: String) -> Bool { verbs.contains(verb) }
    func subresource(_ name: String) -> Subresource? { subresources.first { $0.name == name } }
}

extension ServedResource {
    init(_ resource: APIResource) {
        self.init(
            group: resource.group, version: resource.version, name: resource.name,
            singularName: resource.singularName, kind: resource.kind, listKind: "\(resource.kind)List",
            isNamespaced: resource.isNamespaced, verbs: resource.verbs, shortNames: resource.shortNames,
            categories: resource.categories,
            subresources: resource.subresources.map {
                Subresource(
                    name: $0.name,
                    kind: .init(
                        group: $0.kind.version.isEmpty ? resource.group : $0.kind.group,
                        version: $0.kind.version.isEmpty ? resource.version : $0.kind.version, kind: $0.kind.kind
                    ),
                    verbs: $0.verbs
                )
            },
            isCustom: false
        )
    }
}
