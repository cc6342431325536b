internal import HelmValues

/// What a Deployment's controller would do (Kubernetes: deployment/util).
enum DeploymentRollout {
    /// The oldest ReplicaSet of the Deployment that has its pod template.
    static func newReplicaSet(of deployment: Value, among sets: [Value]) -> Value? {
        let uid = deployment.text("metadata", "uid")
        let template = withoutHash(deployment[path: ["spec", "template"]])
        return sets.filter { set in
            (set[path: ["metadata", "ownerReferences"]]?.listValue ?? []).contains {
                $0["controller"]?.boolValue ?? false && $0.text("uid") == uid
            } && withoutHash(set[path: ["spec", "template"]]) == template
        }.min { left, right in
            let (older, newer) = (
                left.text("metadata", "creationTimestamp"), right.text("metadata", "creationTimestamp")
            )
            return older == newer
                ? bytesPrecede(left.text("metadata", "name"), right.text("metadata", "name"))
                : bytesPrecede(older, newer)
        }
    }

    private static func withoutHash(_ template: Value?) -> Value? {
        guard var template, var metadata = template["metadata"]?.mapValue else { return template }
        var labels = metadata["labels"]?.mapValue ?? [:]
        labels["pod-template-hash"] = nil
        metadata["labels"] = labels.isEmpty ? nil : .map(labels)
        // The server writes an empty creationTimestamp into one and not into the other.
        metadata["creationTimestamp"] = nil
        template["metadata"] = .map(metadata)
        return template
    }

    /// How many pods may be missing during a rollout.
    static func maximumUnavailable(of deployment: Value) -> Int {
        let replicas = deployment.integer("spec", "replicas", default: 1)
        guard deployment.text("spec", "strategy", "type") == "RollingUpdate", replicas > 0 else { return 0 }
        let rolling = deployment[path: ["spec", "strategy", "rollingUpdate"]]
        let surge = scaled(rolling?["maxSurge"], of: replicas, roundsUp: true) ?? 0
        var unavailable = scaled(rolling?["maxUnavailable"], of: replicas, roundsUp: false) ?? 0
        // Both zero would never get on.
        if surge == 0, unavailable == 0 { unavailable = 1 }
        return min(unavailable, replicas)
    }

    /// A number, or a percentage of `total`; nil when it is neither.
    static func scaled(_ value: Value?, of total: Int, roundsUp: Bool) -> Int? {
        if let number = value?.intValue { return min(max(number, 0), 1 << 40) }
        guard let text = value?.stringValue, text.hasSuffix("%"), let percent = Int(text.dropLast()),
            (0...10_000).contains(percent), (0...1_000_000_000).contains(total)
        else { return nil }
        let product = percent * total
        return roundsUp ? (product + 99) / 100 : product / 100
    }
}
