import HelmValues
import KubeSchema

/// What a CustomResourceDefinition makes the cluster serve.
enum CustomResources {
    static let definitions = ResourceType(group: "apiextensions.k8s.io", name: "customresourcedefinitions")

    private static let verbs = [
        "delete", "deletecollection", "get", "list", "patch", "create", "update", "watch",
    ]

    /// The resources of a definition: one for each version that it serves.
    static func resources(of definition: Value) -> [ServedResource] {
        guard let spec = definition["spec"], let names = spec["names"],
            let group = spec["group"]?.stringValue, let plural = names["plural"]?.stringValue,
            let kind = names["kind"]?.stringValue
        else { return [] }
        return (spec["versions"]?.listValue ?? []).compactMap { version in
            guard version["served"] == .bool(true), let name = version["name"]?.stringValue else { return nil }
            return ServedResource(
                group: group, version: name, name: plural,
                singularName: names["singular"]?.stringValue ?? kind.lowercased(), kind: kind,
                listKind: names["listKind"]?.stringValue ?? "\(kind)List",
                isNamespaced: spec["scope"]?.stringValue == "Namespaced", verbs: verbs,
                shortNames: strings(names["shortNames"]), categories: strings(names["categories"]),
                subresources: subresources(version["subresources"], group: group, version: name, kind: kind),
                isCustom: true, customSchema: schema(version, kind: kind),
                openAPISchema: version["schema"]?["openAPIV3Schema"], printerColumns: columns(version)
            )
        }
    }

    /// A definition as it is stored: with its names accepted and established at once.
    static func established(_ definition: Value, now: String) -> Value {
        var definition = definition
        guard var spec = definition["spec"], var names = spec["names"], let kind = names["kind"]?.stringValue else {
            return definition
        }
        if names["singular"] == nil { names["singular"] = .string(kind.lowercased()) }
        if names["listKind"] == nil { names["listKind"] = .string("\(kind)List") }
        spec["names"] = names
        if spec["conversion"] == nil { spec["conversion"] = ["strategy": "None"] }
        definition["spec"] = spec
        let storage = (spec["versions"]?.listValue ?? []).filter { $0["storage"] == .bool(true) }.compactMap {
            $0["name"]
        }
        func condition(_ type: Value, _ reason: Value, _ message: Value) -> Value {
            [
                "type": type, "status": "True", "lastTransitionTime": .string(now), "reason": reason,
                "message": message,
            ]
        }
        definition["status"] = [
            "acceptedNames": names, "storedVersions": .list(storage),
            "conditions": [
                condition("NamesAccepted", "NoConflicts", "no conflicts found"),
                condition("Established", "InitialNamesAccepted", "the initial names have been accepted"),
            ],
        ]
        return definition
    }

    private static func strings(_ value: Value?) -> [String] { value?.listValue?.compactMap(\.stringValue) ?? [] }

    private static func subresources(
        _ value: Value?, group: String, version: String, kind: String
    ) -> [ServedResource.Subresource] {
        var result: [ServedResource.Subresource] = []
        if value?["status"] != nil {
            result.append(
                .init(
                    name: "status", kind: .init(group: group, version: version, kind: kind),
                    verbs: ["get", "patch", "update"]
                )
            )
        }
        if value?["scale"] != nil {
            result.append(
                .init(
                    name: "scale", kind: .init(group: "autoscaling", version: "v1", kind: "Scale"),
                    verbs: ["get", "patch", "update"]
                )
            )
        }
        return result
    }

    private static func schema(_ version: Value, kind: String) -> SchemaType {
        .customResource(schema: version["schema"]?["openAPIV3Schema"], kind: kind)
    }

    private static func columns(_ version: Value) -> [ServedResource.PrinterColumn] {
        (version["additionalPrinterColumns"]?.listValue ?? []).compactMap { column in
            guard let name = column["name"]?.stringValue, let path = column["jsonPath"]?.stringValue else { return nil }
            return .init(
                name: name, type: column["type"]?.stringValue ?? "string",
                description: column["description"]?.stringValue ?? "", priority: column["priority"]?.intValue ?? 0,
                path: path.split(separator: ".").map(String.init)
            )
        }
    }
}
