import HelmValues
import KubeSchema

/// The documents of `/openapi`: what clients need to know of types and parameters, without descriptions.
enum OpenAPIDocuments {
    static func kind(_ kind: GroupVersionKind) -> Value {
        ["group": .string(kind.group), "kind": .string(kind.kind), "version": .string(kind.version)]
    }

    /// `/openapi/v3`: where the documents of the group versions are.
    static func index(_ catalog: ResourceCatalog) -> Value {
        var paths: ValueMap = [:]
        for group in catalog.groups {
            for version in group.versions {
                let path = group.name.isEmpty ? "api/\(version.name)" : "apis/\(group.name)/\(version.name)"
                let hash = DocumentCache.hash("\(path) \(catalog.tag)".utf8)
                paths[path] = ["serverRelativeURL": .string("/openapi/v3/\(path)?hash=\(hash)")]
            }
        }
        return ["paths": .map(paths)]
    }

    /// `/openapi/v3/apis/GROUP/VERSION`
    static func v3(_ group: String, _ version: ResourceCatalog.Version) -> Value {
        var schemas = OpenAPISchemas(.v3)
        var paths: ValueMap = [:]
        for resource in version.resources {
            let name = add(resource, to: &schemas)
            addPaths(of: resource, schema: name, to: &paths, dialect: .v3)
        }
        addCommonTypes(to: &schemas)
        return [
            "openapi": "3.0.0", "info": info, "paths": .map(paths), "components": ["schemas": .map(schemas.schemas)],
        ]
    }

    /// `/openapi/v2`: everything in one document.
    static func v2(_ catalog: ResourceCatalog) -> Value {
        var schemas = OpenAPISchemas(.v2)
        var paths: ValueMap = [:]
        for version in catalog.groups.flatMap(\.versions) {
            for resource in version.resources where !resource.isCustom {
                let name = add(resource, to: &schemas)
                addPaths(of: resource, schema: name, to: &paths, dialect: .v2)
            }
        }
        addCommonTypes(to: &schemas)
        return ["swagger": "2.0", "info": info, "paths": .map(paths), "definitions": .map(schemas.schemas)]
    }

    private static let info: Value = ["title": "Kubernetes", "version": .string(ClusterAPI.gitVersion)]

    private static func add(_ resource: ServedResource, to schemas: inout OpenAPISchemas) -> String? {
        if resource.isCustom {
            let parts = resource.group.split(separator: ".").reversed().joined(separator: ".")
            let name = "\(parts).\(resource.version).\(resource.kind)"
            schemas.add(resource.openAPISchema ?? [:], name: name, kind: resource.groupVersionKind)
            return name
        }
        guard case .object(let type) = resource.schema else { return nil }
        let listKind = GroupVersionKind(group: resource.group, version: resource.version, kind: resource.listKind)
        if let list = TypeCatalog.kubernetes.type(of: listKind) { _ = schemas.add(list, kinds: [listKind]) }
        return schemas.add(type, kinds: [resource.groupVersionKind])
    }

    private static func addCommonTypes(to schemas: inout OpenAPISchemas) {
        for kind in ["Status", "APIResourceList"] {
            let kind = GroupVersionKind(group: "", version: "v1", kind: kind)
            if let type = TypeCatalog.kubernetes.type(of: kind) { _ = schemas.add(type, kinds: [kind]) }
        }
    }

    // MARK: Paths

    private static func addPaths(
        of resource: ServedResource, schema: String?, to paths: inout ValueMap, dialect: OpenAPISchemas.Dialect
    ) {
        let root = resource.group.isEmpty ? "/api/\(resource.version)" : "/apis/\(resource.apiVersion)"
        let collection = root + (resource.isNamespaced ? "/namespaces/{namespace}/" : "/") + resource.name
        func operations(_ verbs: [(verb: String, method: String)]) -> ValueMap {
            var item: ValueMap = [:]
            for (verb, method) in verbs where resource.allows(verb) {
                item[method] = operation(verb, method, resource, dialect)
            }
            return item
        }
        let onCollection = operations([("list", "get"), ("create", "post")])
        if !onCollection.isEmpty { paths[collection] = .map(onCollection) }
        let onObject = operations([("get", "get"), ("update", "put"), ("patch", "patch"), ("delete", "delete")])
        if !onObject.isEmpty { paths["\(collection)/{name}"] = .map(onObject) }
    }

    private static func operation(
        _ verb: String, _ method: String, _ resource: ServedResource, _ dialect: OpenAPISchemas.Dialect
    ) -> Value {
        var names: [String] = []
        switch verb {
        case "create", "update": names = ["dryRun", "fieldManager", "fieldValidation"]
        case "patch": names = ["dryRun", "fieldManager", "fieldValidation", "force"]
        case "list": names = ["labelSelector", "fieldSelector", "limit", "continue", "resourceVersion", "watch"]
        case "delete": names = ["dryRun", "propagationPolicy", "gracePeriodSeconds"]
        default: break
        }
        let parameters = names.map { name -> Value in
            let type: Value =
                ["force", "watch"].contains(name)
                ? "boolean" : ["limit", "gracePeriodSeconds"].contains(name) ? "integer" : "string"
            return dialect == .v2
                ? ["name": .string(name), "in": "query", "type": type]
                : ["name": .string(name), "in": "query", "schema": ["type": type]]
        }
        return [
            "operationId": .string("\(verb) \(resource.apiVersion) \(resource.kind)"),
            "parameters": .list(parameters), "responses": ["200": ["description": "OK"]],
            "x-kubernetes-action": .string(verb == "create" ? "post" : verb == "update" ? "put" : verb),
            "x-kubernetes-group-version-kind": kind(resource.groupVersionKind),
        ]
    }
}
