/// The resource that a path names: `/apis/GROUP/VERSION/namespaces/NS/PLURAL/NAME/SUBRESOURCE`.
struct RequestTarget: Sendable {
    let resource: ServedResource
    /// Nil for cluster-scoped resources, and for all namespaces.
    let namespace: String?
    let name: String?
    let subresource: String?

    /// The key of the named object.
    func key(_ name: String) -> ObjectKey {
        ObjectKey(resource: resource.storage, namespace: namespace ?? "", name: name)
    }

    /// The namespace object that must exist for objects to be created here.
    var namespaceKey: ObjectKey? {
        namespace.map { ObjectKey(resource: .namespaces, namespace: "", name: $0) }
    }

    /// Reads the parts of a path after the group's version.
    /// - Throws: a 404 when nothing of that name is served.
    init(parts: ArraySlice<String>, group: String, version: String, catalog: ResourceCatalog) throws(APIStatus) {
        var parts = parts
        var namespace: String?
        // `namespaces/NS/status` and `/finalize` are the namespace's own subresources.
        if parts.count >= 3, parts.first == "namespaces",
            !(parts.count == 3 && group.isEmpty && ["status", "finalize"].contains(parts[parts.startIndex + 2]))
        {
            namespace = parts[parts.startIndex + 1]
            parts = parts.dropFirst(2)
        }
        guard let plural = parts.popFirst(),
            let resource = catalog.resource(group: group, version: version, name: plural), parts.count <= 2,
            namespace == nil || resource.isNamespaced
        else { throw .resourceNotFound }
        self.resource = resource
        self.namespace = namespace
        name = parts.popFirst()
        subresource = parts.popFirst()
        if name != nil, resource.isNamespaced, namespace == nil { throw .resourceNotFound }
        if let name, name.isEmpty { throw .resourceNotFound }
    }
}
