internal import HelmValues

/// kstatus' rules for what runs pods.
enum WorkloadStatus {
    private static func inProgress(_ message: String) -> ObjectStatus { ObjectStatus(.inProgress, message) }

    static func deployment(_ object: Value) -> ObjectStatus {
        // Without a deadline the controller tells no progress: it always counts as progressing.
        var isProgressing = object.integer("spec", "progressDeadlineSeconds", default: Int(Int32.max)) == Int(Int32.max)
        var isAvailable = false
        for condition in object.conditions {
            switch condition.type {
            case "Progressing":
                if condition.reason == "ProgressDeadlineExceeded" {
                    return ObjectStatus(.failed, "Progress deadline exceeded")
                }
                if condition.status == "True", condition.reason == "NewReplicaSetAvailable" { isProgressing = true }
            case "Available": if condition.status == "True" { isAvailable = true }
            default: continue
            }
        }
        let wanted = object.integer("spec", "replicas", default: 1)
        let replicas = object.integer("status", "replicas", default: 0)
        let updated = object.integer("status", "updatedReplicas", default: 0)
        let ready = object.integer("status", "readyReplicas", default: 0)
        let available = object.integer("status", "availableReplicas", default: 0)
        if wanted > replicas { return inProgress("Replicas: \(replicas)/\(wanted)") }
        if wanted > updated { return inProgress("Updated: \(updated)/\(wanted)") }
        if replicas > wanted { return inProgress("Pending termination: \(replicas - wanted)") }
        if updated > available { return inProgress("Available: \(available)/\(updated)") }
        if wanted > ready { return inProgress("Ready: \(ready)/\(wanted)") }
        if !isProgressing { return inProgress("ReplicaSet not Available") }
        if !isAvailable { return inProgress("Deployment not Available") }
        return ObjectStatus(.current, "Deployment is available. Replicas: \(replicas)")
    }

    static func replicaSet(_ object: Value) -> ObjectStatus {
        if object.conditions.contains(where: { $0.type == "ReplicaFailure" && $0.status == "True" }) {
            return inProgress("Replica Failure condition. Check Pods")
        }
        let wanted = object.integer("spec", "replicas", default: 1)
        let replicas = object.integer("status", "replicas", default: 0)
        let ready = object.integer("status", "readyReplicas", default: 0)
        let available = object.integer("status", "availableReplicas", default: 0)
        let labelled = object.integer("status", "fullyLabeledReplicas", default: 0)
        if wanted > labelled { return inProgress("Labelled: \(labelled)/\(wanted)") }
        if wanted > available { return inProgress("Available: \(available)/\(wanted)") }
        if wanted > ready { return inProgress("Ready: \(ready)/\(wanted)") }
        if replicas > wanted { return inProgress("Pending termination: \(replicas - wanted)") }
        return ObjectStatus(.current, "ReplicaSet is available. Replicas: \(replicas)")
    }

    static func statefulSet(_ object: Value) -> ObjectStatus {
        if object.text("spec", "updateStrategy", "type") == "OnDelete" {
            return ObjectStatus(.current, "StatefulSet is using the ondelete update strategy")
        }
        let wanted = object.integer("spec", "replicas", default: 1)
        let ready = object.integer("status", "readyReplicas", default: 0)
        let current = object.integer("status", "currentReplicas", default: 0)
        let updated = object.integer("status", "updatedReplicas", default: 0)
        let replicas = object.integer("status", "replicas", default: 0)
        let partition = object.integer("spec", "updateStrategy", "rollingUpdate", "partition", default: -1)
        if wanted > replicas { return inProgress("Replicas: \(replicas)/\(wanted)") }
        if wanted > ready { return inProgress("Ready: \(ready)/\(wanted)") }
        if replicas > wanted { return inProgress("Pending termination: \(replicas - wanted)") }
        if partition != -1 {
            if updated < wanted - partition { return inProgress("updated: \(updated)/\(wanted - partition)") }
            return ObjectStatus(.current, "Partition rollout complete. updated: \(updated)")
        }
        if wanted > current { return inProgress("current: \(current)/\(wanted)") }
        if object.text("status", "currentRevision") != object.text("status", "updateRevision") {
            return inProgress("Waiting for updated revision to match current")
        }
        return ObjectStatus(.current, "All replicas scheduled as expected. Replicas: \(replicas)")
    }

    static func daemonSet(_ object: Value) -> ObjectStatus {
        guard object[path: ["metadata", "generation"]]?.intValue != nil else {
            return inProgress("DaemonSet metadata.generation not found")
        }
        guard object[path: ["status", "observedGeneration"]]?.intValue != nil else {
            return inProgress("DaemonSet status.observedGeneration not found")
        }
        let wanted = object.integer("status", "desiredNumberScheduled", default: -1)
        let current = object.integer("status", "currentNumberScheduled", default: 0)
        let updated = object.integer("status", "updatedNumberScheduled", default: 0)
        let available = object.integer("status", "numberAvailable", default: 0)
        let ready = object.integer("status", "numberReady", default: 0)
        if wanted == -1 { return inProgress("Missing .status.desiredNumberScheduled") }
        if wanted > current { return inProgress("Current: \(current)/\(wanted)") }
        if wanted > updated { return inProgress("Updated: \(updated)/\(wanted)") }
        if wanted > available { return inProgress("Available: \(available)/\(wanted)") }
        if wanted > ready { return inProgress("Ready: \(ready)/\(wanted)") }
        return ObjectStatus(.current, "All replicas scheduled as expected. Replicas: \(wanted)")
    }

    static func job(_ object: Value) -> ObjectStatus {
        let completions = object.integer(
            "spec", "completions", default: object.integer("spec", "parallelism", default: 1))
        let succeeded = object.integer("status", "succeeded", default: 0)
        let failed = object.integer("status", "failed", default: 0)
        for condition in object.conditions where condition.status == "True" {
            switch condition.type {
            case "Complete": return ObjectStatus(.current, "Job Completed. succeeded: \(succeeded)/\(completions)")
            case "Failed": return ObjectStatus(.failed, "Job Failed. failed: \(failed)/\(completions)")
            default: continue
            }
        }
        if object.text("status", "startTime").isEmpty { return inProgress("Job not started") }
        let active = object.integer("status", "active", default: 0)
        return ObjectStatus(
            .current, "Job in progress. success:\(succeeded), active: \(active), failed: \(failed)")
    }
}
