import HelmValues
import KubeSchema

/// Fields that may not change once an object exists.
enum Immutability {
    static func problems(_ new: Value, old: Value, kind: GroupVersionKind) -> [FieldProblem] {
        switch (kind.group, kind.kind) {
        case ("apps", "Deployment"), ("apps", "ReplicaSet"), ("apps", "DaemonSet"):
            return unchanged(["selector"], new, old)
        case ("apps", "StatefulSet"): return statefulSet(new, old)
        case ("batch", "Job"): return unchanged(["completions", "selector", "template", "completionMode"], new, old)
        case ("", "Service"): return service(new, old)
        case ("", "PersistentVolumeClaim"): return claim(new, old)
        case ("", "Secret"):
            return frozenContent(new, old, ["data"], "field is immutable when `immutable` is set")
                + unchangedTop("type", new, old)
        case ("", "ConfigMap"):
            return frozenContent(new, old, ["data", "binaryData"], "field is immutable when `immutable` is set")
        case ("rbac.authorization.k8s.io", "RoleBinding"), ("rbac.authorization.k8s.io", "ClusterRoleBinding"):
            return unchangedTop("roleRef", new, old).map {
                FieldProblem(
                    reason: $0.reason, field: $0.field,
                    message: $0.message.replacing(": field is immutable", with: ": cannot change roleRef")
                )
            }
        case ("storage.k8s.io", "StorageClass"):
            return unchangedTop("provisioner", new, old) + unchangedTop("parameters", new, old)
        case ("", "Pod"): return pod(new, old)
        default: return []
        }
    }

    private static func unchanged(_ fields: [String], _ new: Value, _ old: Value) -> [FieldProblem] {
        fields.compactMap { field in
            let value = new["spec"]?[field]
            return value == old["spec"]?[field]
                ? nil : .invalid("spec.\(field)", value ?? .null, "field is immutable")
        }
    }

    private static func unchangedTop(_ field: String, _ new: Value, _ old: Value) -> [FieldProblem] {
        new[field] == old[field] ? [] : [.invalid(field, new[field] ?? .null, "field is immutable")]
    }

    private static func frozenContent(_ new: Value, _ old: Value, _ fields: [String], _ why: String) -> [FieldProblem] {
        guard old["immutable"] == true else { return [] }
        return (fields + ["immutable"]).filter { new[$0] != old[$0] }.map { .forbidden($0, why) }
    }

    private static let statefulSetMutable: Set<String> = [
        "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
        "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
    ]

    private static func statefulSet(_ new: Value, _ old: Value) -> [FieldProblem] {
        func fixed(_ value: Value) -> ValueMap {
            (value["spec"]?.mapValue ?? [:]).filter { !statefulSetMutable.contains($0.key) }
        }
        guard fixed(new) != fixed(old) else { return [] }
        return [
            .forbidden(
                "spec",
                "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
                    + "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
            )
        ]
    }

    private static func service(_ new: Value, _ old: Value) -> [FieldProblem] {
        guard new["spec"]?["type"] != "ExternalName", old["spec"]?["type"] != "ExternalName",
            let address = old["spec"]?["clusterIP"], !(address.stringValue ?? "").isEmpty,
            let sentAddress = new["spec"]?["clusterIP"]?.stringValue, !sentAddress.isEmpty,
            .string(sentAddress) != address
        else { return [] }
        let sent = new["spec"]?["clusterIPs"] ?? .list([new["spec"]?["clusterIP"] ?? .null])
        return [.invalid("spec.clusterIPs[0]", sent, "may not change once set")]
    }

    private static func claim(_ new: Value, _ old: Value) -> [FieldProblem] {
        func fixed(_ value: Value) -> ValueMap {
            (value["spec"]?.mapValue ?? [:]).filter {
                $0.key != "resources" && $0.key != "volumeName" && $0.key != "volumeAttributesClassName"
            }
        }
        guard fixed(new) != fixed(old) else { return [] }
        return [
            .forbidden(
                "spec",
                "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"
            )
        ]
    }

    private static let podMutable: Set<String> = [
        "activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds", "nodeName", "schedulingGates",
        "ephemeralContainers",
    ]

    private static func pod(_ new: Value, _ old: Value) -> [FieldProblem] {
        func fixed(_ value: Value) -> ValueMap {
            var spec = (value["spec"]?.mapValue ?? [:]).filter { !podMutable.contains($0.key) }
            for list in ["containers", "initContainers"] {
                guard case .list(let containers)? = spec[list] else { continue }
                spec[list] = .list(
                    containers.map { container in
                        var container = container
                        container["image"] = nil
                        return container
                    }
                )
            }
            return spec
        }
        guard fixed(new) != fixed(old) else { return [] }
        return [
            .forbidden(
                "spec",
                "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
                    + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
                    + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
            )
        ]
    }
}
