import HelmValues
import KubeSchema

/// Checks of single kinds. Texts: kubernetes, pkg/apis/*/validation.
enum Validation {
    static func problems(_ object: Value, kind: GroupVersionKind) -> [FieldProblem] {
        let spec = object["spec"] ?? [:]
        switch (kind.group, kind.kind) {
        case ("", "Service"): return service(spec)
        case ("", "Pod"): return podSpec(spec, "spec")
        case ("apps", "Deployment"), ("apps", "StatefulSet"), ("apps", "DaemonSet"), ("apps", "ReplicaSet"):
            return workload(spec)
        case ("batch", "Job"): return job(spec, "spec")
        case ("batch", "CronJob"):
            return (spec["schedule"]?.stringValue ?? "").isEmpty ? [.required("spec.schedule")] : []
        case ("networking.k8s.io", "Ingress"): return ingress(spec)
        case ("", "PersistentVolumeClaim"):
            return (spec["accessModes"]?.listValue ?? []).isEmpty
                ? [.required("spec.accessModes", "at least 1 access mode is required")] : []
        default: return []
        }
    }

    private static func isPort(_ value: Value?) -> Bool { (1...65535).contains(value?.intValue ?? 0) }

    private static let portRange = "must be between 1 and 65535, inclusive"

    private static func service(_ spec: Value) -> [FieldProblem] {
        var found: [FieldProblem] = []
        let types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]
        let type = spec["type"]?.stringValue ?? "ClusterIP"
        let ports = spec["ports"]?.listValue ?? []
        if ports.isEmpty, type != "ExternalName", spec["clusterIP"] != "None" { found.append(.required("spec.ports")) }
        for (index, port) in ports.enumerated() {
            let field = "spec.ports[\(index)]"
            if ports.count > 1, (port["name"]?.stringValue ?? "").isEmpty { found.append(.required("\(field).name")) }
            if !isPort(port["port"]) { found.append(.invalid("\(field).port", port["port"] ?? 0, portRange)) }
            if let target = port["targetPort"], target.stringValue == nil, !isPort(target) {
                found.append(.invalid("\(field).targetPort", target, portRange))
            }
        }
        if !types.contains(type) { found.append(.unsupported("spec.type", .string(type), types)) }
        return found
    }

    private static func workload(_ spec: Value) -> [FieldProblem] {
        var found: [FieldProblem] = []
        if let replicas = spec["replicas"]?.intValue, replicas < 0 {
            found.append(.invalid("spec.replicas", .int(Int64(replicas)), "must be greater than or equal to 0"))
        }
        let template = spec["template"] ?? [:]
        let labels = template["metadata"]?["labels"]?.mapValue ?? [:]
        if spec["selector"]?.isNull != false {
            found.append(.required("spec.selector"))
        } else {
            let wanted = spec["selector"]?["matchLabels"]?.mapValue ?? [:]
            let expressions = spec["selector"]?["matchExpressions"]?.listValue ?? []
            if wanted.isEmpty, expressions.isEmpty {
                found.append(.invalid("spec.selector", [:], "empty selector is invalid for deployment"))
            } else if wanted.contains(where: { labels[$0.key] != $0.value }) {
                found.append(
                    .invalid(
                        "spec.template.metadata.labels", .map(labels), "`selector` does not match template `labels`")
                )
            }
        }
        found += podSpec(template["spec"] ?? [:], "spec.template.spec")
        if let policy = template["spec"]?["restartPolicy"], policy != "Always" {
            found.append(.unsupported("spec.template.spec.restartPolicy", policy, ["Always"]))
        }
        return found
    }

    private static func job(_ spec: Value, _ field: String) -> [FieldProblem] {
        var found = podSpec(spec["template"]?["spec"] ?? [:], "\(field).template.spec")
        let policy = spec["template"]?["spec"]?["restartPolicy"] ?? "Always"
        if policy != "Never", policy != "OnFailure" {
            found.append(
                FieldProblem(
                    reason: "FieldValueRequired", field: "\(field).template.spec.restartPolicy",
                    message: "Required value: valid values: \"OnFailure\", \"Never\""
                )
            )
        }
        return found
    }

    private static func podSpec(_ spec: Value, _ field: String) -> [FieldProblem] {
        let containers = spec["containers"]?.listValue ?? []
        if containers.isEmpty { return [.required("\(field).containers")] }
        var found: [FieldProblem] = []
        var names: Set<String> = []
        let volumes = Set((spec["volumes"]?.listValue ?? []).compactMap { $0["name"]?.stringValue })
        for list in ["initContainers", "containers"] {
            for (index, container) in (spec[list]?.listValue ?? []).enumerated() {
                let place = "\(field).\(list)[\(index)]"
                let name = container["name"]?.stringValue ?? ""
                if name.isEmpty {
                    found.append(.required("\(place).name"))
                } else if !names.insert(name).inserted {
                    found.append(
                        FieldProblem(
                            reason: "FieldValueDuplicate", field: "\(place).name",
                            message: "Duplicate value: \"\(name)\""
                        )
                    )
                }
                if (container["image"]?.stringValue ?? "").isEmpty { found.append(.required("\(place).image")) }
                found += contents(container, place, volumes)
            }
        }
        return found
    }

    private static func contents(_ container: Value, _ field: String, _ volumes: Set<String>) -> [FieldProblem] {
        var found: [FieldProblem] = []
        for (index, port) in (container["ports"]?.listValue ?? []).enumerated() where !isPort(port["containerPort"]) {
            found.append(
                .invalid("\(field).ports[\(index)].containerPort", port["containerPort"] ?? 0, portRange)
            )
        }
        for (index, mount) in (container["volumeMounts"]?.listValue ?? []).enumerated() {
            let name = mount["name"]?.stringValue ?? ""
            // Only for pods: the claim templates of a StatefulSet are volumes too, and not at hand here.
            if !volumes.contains(name), !field.hasPrefix("spec.template") {
                found.append(
                    FieldProblem(
                        reason: "FieldValueNotFound", field: "\(field).volumeMounts[\(index)].name",
                        message: "Not found: \"\(name)\""
                    )
                )
            }
        }
        return found
    }

    private static func ingress(_ spec: Value) -> [FieldProblem] {
        var found: [FieldProblem] = []
        for (rule, value) in (spec["rules"]?.listValue ?? []).enumerated() {
            for (index, path) in (value["http"]?["paths"]?.listValue ?? []).enumerated() where path["pathType"] == nil {
                found.append(
                    .required("spec.rules[\(rule)].http.paths[\(index)].pathType", "pathType must be specified"))
            }
        }
        return found
    }
}
