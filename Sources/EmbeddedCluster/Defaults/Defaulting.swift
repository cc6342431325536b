import HelmValues
import KubeSchema

/// Fills in defaults all through an object, and writes what the API server's decoder would not keep as sent.
enum Defaulting {
    static func defaulted(_ value: Value, _ type: SchemaType, depth: Int = 0) -> Value {
        guard depth < FieldSet.maximumDepth else { return value }
        switch (value, type) {
        case (.map(let map), .object(let object)):
            return .map(fields(map, object, depth))
        case (.map(let map), .map(let mapType)):
            let element = mapType.element
            return .map(map.filter { !$0.value.isNull }.mapValues { defaulted($0, element, depth: depth + 1) })
        case (.list(let list), .list(let listType)):
            let element = listType.element
            return .list(list.map { defaulted($0, element, depth: depth + 1) })
        case (.int(let number), .scalar(.quantity)):
            return .string(String(number))
        case (_, .scalar(.quantity)):
            return Quantity.canonical(value)
        case (.float(let number), .scalar(.int32)), (.float(let number), .scalar(.int64)):
            return Int64(exactly: number).map { .int($0) } ?? value
        default:
            return value
        }
    }

    private static func fields(_ map: ValueMap, _ type: ObjectType, _ depth: Int) -> ValueMap {
        let name = shortName(type.name)
        var result = map.filter { !isLeftOut($0, type) }
        if let constants = DefaultTable.values[name] {
            for entry in constants where !result.contains(key: entry.key) { result[entry.key] = entry.value }
        }
        DefaultRules.apply(name, &result)
        var pairs: [(key: String, value: Value)] = []
        for entry in result {
            let fieldType = type.field(entry.key)?.type ?? .untyped
            pairs.append((entry.key, defaulted(entry.value, fieldType, depth: depth + 1)))
        }
        return ValueMap(pairs: pairs)
    }

    /// Null is no value, and Go writes no empty lists and maps where a field may be missing.
    private static func isLeftOut(_ entry: ValueMap.Entry, _ type: ObjectType) -> Bool {
        if entry.value.isNull { return true }
        guard let field = type.field(entry.key), !type.required.contains(entry.key) else { return false }
        switch (field.type, entry.value) {
        case (.list, .list(let list)): return list.isEmpty
        case (.map, .map(let map)): return map.isEmpty
        default: return false
        }
    }

    /// `io.k8s.api.core.v1.PodSpec` is `core.v1.PodSpec` in the tables.
    private static func shortName(_ name: String) -> String {
        name.split(separator: ".").suffix(3).joined(separator: ".")
    }
}

/// Defaults that depend on other fields of the same object.
enum DefaultRules {
    static func apply(_ type: String, _ map: inout ValueMap) {
        switch type {
        case "core.v1.Container", "core.v1.EphemeralContainer": imagePullPolicy(&map)
        case "core.v1.PodSpec": podSpec(&map)
        case "core.v1.ServiceSpec": service(&map)
        case "core.v1.ServicePort":
            if map["targetPort"] == nil { map["targetPort"] = map["port"] }
        case "core.v1.Volume":
            if map.count == 1, map.contains(key: "name") { map["emptyDir"] = [:] }
        case "apps.v1.DeploymentStrategy":
            rollingUpdate(&map, ["maxUnavailable": "25%", "maxSurge": "25%"])
        case "apps.v1.StatefulSetUpdateStrategy": rollingUpdate(&map, ["partition": 0])
        case "apps.v1.DaemonSetUpdateStrategy": rollingUpdate(&map, ["maxUnavailable": 1, "maxSurge": 0])
        case "apps.v1.ReplicaSet", "apps.v1.DaemonSet", "core.v1.ReplicationController": labelsOfTemplate(&map)
        case "batch.v1.JobSpec": job(&map)
        case "networking.v1.NetworkPolicySpec": networkPolicy(&map)
        case "rbac.v1.Subject": subject(&map)
        case "core.v1.PersistentVolumeClaim":
            // Claim templates of a StatefulSet carry their kind and state.
            if map["metadata"]?["uid"] == nil, map["apiVersion"] == nil, map["status"] == nil {
                map["apiVersion"] = "v1"
                map["kind"] = "PersistentVolumeClaim"
                map["status"] = ["phase": "Pending"]
            }
        default: break
        }
    }

    /// `Always` for an image without a tag or with `latest`.
    private static func imagePullPolicy(_ map: inout ValueMap) {
        guard map["imagePullPolicy"] == nil, let image = map["image"]?.stringValue else { return }
        let name = image.split(separator: "/").last ?? ""
        let isPinned = name.contains("@") || name.contains(":") && !name.hasSuffix(":latest")
        map["imagePullPolicy"] = isPinned ? "IfNotPresent" : "Always"
    }

    private static func podSpec(_ map: inout ValueMap) {
        // The old name of the field follows the new one, and the other way round.
        if let name = map["serviceAccountName"] {
            map["serviceAccount"] = name
        } else if let name = map["serviceAccount"] {
            map["serviceAccountName"] = name
        }
    }

    private static func service(_ map: inout ValueMap) {
        let type = map["type"]?.stringValue ?? "ClusterIP"
        guard type != "ExternalName" else { return }
        if map["internalTrafficPolicy"] == nil { map["internalTrafficPolicy"] = "Cluster" }
        if map["sessionAffinity"] == "ClientIP", map["sessionAffinityConfig"] == nil {
            map["sessionAffinityConfig"] = ["clientIP": ["timeoutSeconds": 10800]]
        }
        guard type != "ClusterIP" else { return }
        if map["externalTrafficPolicy"] == nil { map["externalTrafficPolicy"] = "Cluster" }
        if type == "LoadBalancer", map["allocateLoadBalancerNodePorts"] == nil {
            map["allocateLoadBalancerNodePorts"] = true
        }
    }

    private static func rollingUpdate(_ map: inout ValueMap, _ defaults: ValueMap) {
        guard map["type"] == "RollingUpdate" else { return }
        var update = map["rollingUpdate"]?.mapValue ?? [:]
        for entry in defaults where update[entry.key] == nil { update[entry.key] = entry.value }
        map["rollingUpdate"] = .map(update)
    }

    /// These kinds take their labels from their pod template when they have none.
    private static func labelsOfTemplate(_ map: inout ValueMap) {
        guard let labels = map["spec"]?[path: ["template", "metadata", "labels"]], !labels.isNull,
            map["metadata"]?["labels"] == nil, case .map(var metadata)? = map["metadata"]
        else { return }
        metadata["labels"] = labels
        map["metadata"] = .map(metadata)
    }

    private static func job(_ map: inout ValueMap) {
        if map["completions"] == nil, map["parallelism"] == nil { map["completions"] = 1 }
        if map["parallelism"] == nil { map["parallelism"] = 1 }
        if map["podFailurePolicy"] != nil, map["podReplacementPolicy"] == "TerminatingOrFailed" {
            map["podReplacementPolicy"] = "Failed"
        }
    }

    private static func networkPolicy(_ map: inout ValueMap) {
        guard map["policyTypes"] == nil else { return }
        map["policyTypes"] = map["egress"] == nil ? ["Ingress"] : ["Ingress", "Egress"]
    }

    private static func subject(_ map: inout ValueMap) {
        guard map["apiGroup"] == nil else { return }
        switch map["kind"] {
        case "User"?, "Group"?: map["apiGroup"] = "rbac.authorization.k8s.io"
        default: break
        }
    }
}
