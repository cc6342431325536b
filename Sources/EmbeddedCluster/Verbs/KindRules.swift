import HelmValues
import KubeSchema

/// What the API server itself does to objects of single kinds, beyond defaults.
enum KindRules {
    static func onCreate(_ object: Value, resource: ServedResource, now: String) -> Value {
        switch (resource.group, resource.name) {
        case ("", "namespaces"):
            var object = withNameLabel(object)
            object["spec"] = ["finalizers": ["kubernetes"]]
            object["status"] = ["phase": "Active"]
            return object
        case ("", "secrets"): return withStringData(object)
        case ("apiextensions.k8s.io", "customresourcedefinitions"):
            return CustomResources.established(object, now: now)
        default: return object
        }
    }

    static func onUpdate(_ object: Value, old: Value, resource: ServedResource) -> Value {
        switch (resource.group, resource.name) {
        case ("", "namespaces"):
            var object = withNameLabel(object)
            object["spec"] = old["spec"]
            return object
        case ("", "secrets"):
            var object = withStringData(object)
            if object["type"] == nil { object["type"] = old["type"] }
            return object
        default: return object
        }
    }

    /// `stringData` is written into `data` and never read back.
    private static func withStringData(_ object: Value) -> Value {
        guard let texts = object["stringData"]?.mapValue else { return object }
        var object = object
        var data = object["data"]?.mapValue ?? [:]
        for entry in texts {
            let bytes = Array((entry.value.stringValue ?? "").utf8)
            data[entry.key] = .string(String(decoding: Base64.encode(bytes), as: UTF8.self))
        }
        object["stringData"] = nil
        object["data"] = data.isEmpty ? nil : .map(data)
        return object
    }

    private static func withNameLabel(_ object: Value) -> Value {
        var object = object
        guard let name = object["metadata"]?["name"] else { return object }
        var labels = object["metadata"]?["labels"] ?? [:]
        labels["kubernetes.io/metadata.name"] = name
        object["metadata"]?["labels"] = labels
        return object
    }
}

/// Which objects count their changes in `metadata.generation`.
enum GenerationRules {
    private static let counted: Set<String> = [
        "deployments.apps", "statefulsets.apps", "daemonsets.apps", "replicasets.apps", "replicationcontrollers",
        "pods", "jobs.batch", "cronjobs.batch", "ingresses.networking.k8s.io", "networkpolicies.networking.k8s.io",
        "poddisruptionbudgets.policy", "customresourcedefinitions.apiextensions.k8s.io",
        "mutatingwebhookconfigurations.admissionregistration.k8s.io",
        "validatingwebhookconfigurations.admissionregistration.k8s.io",
        "validatingadmissionpolicies.admissionregistration.k8s.io", "flowschemas.flowcontrol.apiserver.k8s.io",
        "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io", "priorityclasses.scheduling.k8s.io",
        "ingressclasses.networking.k8s.io", "endpointslices.discovery.k8s.io",
    ]

    static func counts(_ resource: ServedResource) -> Bool {
        resource.isCustom || counted.contains(resource.qualifiedName)
    }

    static func isRaised(_ new: Value, old: Value, resource: ServedResource) -> Bool {
        guard resource.isCustom else {
            return ObjectRules.raisesGeneration(old: old, new: new, kind: resource.groupVersionKind)
        }
        // Everything but metadata (and the status, where it is a subresource) is a custom resource's spec.
        func content(_ value: Value) -> Value {
            var value = value
            value["metadata"] = nil
            if resource.hasStatus { value["status"] = nil }
            return value
        }
        return content(new) != content(old)
    }
}
