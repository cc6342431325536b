internal import HelmValues
internal import KubeSchema

/// Looks at the pods of a workload that is not ready: one that cannot start fails the workload at once
/// (kstatus: statusreaders/pod_controller.go).
struct PodFailures: Sendable {
    let client: KubeClient

    /// `otherwise`, unless pods of the workload have failed. What cannot be read is taken as it is.
    func status(of object: Value, _ kind: GroupVersionKind, otherwise: ObjectStatus) async -> ObjectStatus {
        guard kind.group == "apps", let selector = LabelSelector.text(object[path: ["spec", "selector"]]) else {
            return otherwise
        }
        let namespace = object.text("metadata", "namespace")
        let failed: Int
        switch kind.kind {
        case "Deployment":
            let sets = await list(KubePath(group: "apps", "replicasets", namespace: namespace), selector)
            var count = 0
            for set in sets where WorkloadStatus.replicaSet(set).state == .inProgress {
                guard let selector = LabelSelector.text(set[path: ["spec", "selector"]]) else { continue }
                if await failedPods(namespace, selector) > 0 { count += 1 }
            }
            failed = count
        case "ReplicaSet", "StatefulSet": failed = await failedPods(namespace, selector)
        default: return otherwise
        }
        return failed > 0 ? ObjectStatus(.failed, "\(failed) pods have failed") : otherwise
    }

    private func failedPods(_ namespace: String, _ selector: String) async -> Int {
        await list(KubePath("pods", namespace: namespace), selector).count { pod in
            StatusRules.pod(pod).state == .failed && !StatusRules.isUnschedulable(pod)
                && pod.text("metadata", "deletionTimestamp").isEmpty
        }
    }

    private func list(_ path: KubePath, _ selector: String) async -> [Value] {
        (try? await client.list(path, query: [("labelSelector", selector)]).items) ?? []
    }
}

/// Label selectors as text for a query (apimachinery: labels).
enum LabelSelector {
    /// The text of a `LabelSelector` object; nil when there is none, or one that selects everything.
    static func text(_ selector: Value?) -> String? {
        var parts: [String] = []
        for entry in selector?["matchLabels"]?.mapValue ?? [:] {
            guard let value = entry.value.stringValue else { return nil }
            parts.append("\(entry.key)=\(value)")
        }
        for expression in selector?["matchExpressions"]?.listValue ?? [] {
            guard let key = expression["key"]?.stringValue else { return nil }
            let values = (expression["values"]?.listValue ?? []).compactMap(\.stringValue).sorted(by: bytesPrecede)
            switch expression["operator"]?.stringValue {
            case "In": parts.append("\(key) in (\(values.joined(separator: ",")))")
            case "NotIn": parts.append("\(key) notin (\(values.joined(separator: ",")))")
            case "Exists": parts.append(key)
            case "DoesNotExist": parts.append("!\(key)")
            default: return nil
            }
        }
        return parts.isEmpty ? nil : parts.joined(separator: ",")
    }

    /// The text of a plain map of labels.
    static func text(labels: Value?) -> String? {
        text(.map(["matchLabels": labels ?? .map([:])]))
    }
}
