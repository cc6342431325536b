internal import HelmValues

/// The order of kinds in which Helm creates or deletes objects.
///
/// Helm: release/v1/util/kind_sorter.go. Unknown kinds come last, by name; equal ones stay as they came.
struct KindOrder: Sendable {
    private let places: [String: Int]

    private init(_ kinds: [String]) {
        places = Dictionary(uniqueKeysWithValues: kinds.enumerated().map { ($1, $0) })
    }

    func sorted<Element>(_ elements: [Element], kind: (Element) -> String) -> [Element] {
        let order = elements.enumerated().map { Place(kind: places[kind($1)] ?? .max, index: $0) }
        return order.sorted { left, right in
            if left.kind != right.kind { return left.kind < right.kind }
            if left.kind == .max {
                let comparison = compareBytes(kind(elements[left.index]), kind(elements[right.index]))
                if comparison != 0 { return comparison < 0 }
            }
            return left.index < right.index
        }.map { elements[$0.index] }
    }

    /// Small, since sorting moves it about.
    private struct Place {
        var kind: Int
        var index: Int
    }

    static let install = KindOrder([
        "PriorityClass", "Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "PodSecurityPolicy",
        "PodDisruptionBudget", "ServiceAccount", "Secret", "SecretList", "ConfigMap", "StorageClass",
        "PersistentVolume", "PersistentVolumeClaim", "CustomResourceDefinition", "ClusterRole", "ClusterRoleList",
        "ClusterRoleBinding", "ClusterRoleBindingList", "Role", "RoleList", "RoleBinding", "RoleBindingList", "Service",
        "DaemonSet", "Pod", "ReplicationController", "ReplicaSet", "Deployment", "HorizontalPodAutoscaler",
        "StatefulSet", "Job", "CronJob", "IngressClass", "Ingress", "APIService", "MutatingWebhookConfiguration",
        "ValidatingWebhookConfiguration",
    ])

    /// Not simply the reverse: Services go before the workloads behind them.
    static let uninstall = KindOrder([
        "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "APIService", "Ingress", "IngressClass",
        "Service", "CronJob", "Job", "StatefulSet", "HorizontalPodAutoscaler", "Deployment", "ReplicaSet",
        "ReplicationController", "Pod", "DaemonSet", "RoleBindingList", "RoleBinding", "RoleList", "Role",
        "ClusterRoleBindingList", "ClusterRoleBinding", "ClusterRoleList", "ClusterRole", "CustomResourceDefinition",
        "PersistentVolumeClaim", "PersistentVolume", "StorageClass", "ConfigMap", "SecretList", "Secret",
        "ServiceAccount", "PodDisruptionBudget", "PodSecurityPolicy", "LimitRange", "ResourceQuota", "NetworkPolicy",
        "Namespace", "PriorityClass",
    ])
}
