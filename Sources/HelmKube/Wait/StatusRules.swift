internal import Glibc
internal import HelmValues
internal import KubeSchema

/// How an object's status is read off it: kstatus' rules (fluxcd/cli-utils, pkg/kstatus/status), as Helm uses them.
enum StatusRules: Sendable {
    /// `--wait`: a Job that runs is fine.
    case ready
    /// `--wait-for-jobs`.
    case readyWithJobs
    /// Hooks: Jobs and Pods must succeed, anything else is there or not.
    case hook

    func status(of object: Value, kind: GroupVersionKind) -> ObjectStatus {
        switch (self, kind.group, kind.kind) {
        case (.readyWithJobs, "batch", "Job"), (.hook, "batch", "Job"): Self.completedJob(object)
        case (.hook, "", "Pod"): Self.completedPod(object)
        case (.hook, _, _): ObjectStatus(.current, "Resource is current")
        default: Self.computed(object, kind)
        }
    }

    // MARK: kstatus

    private static func computed(_ object: Value, _ kind: GroupVersionKind) -> ObjectStatus {
        if let status = generic(object, kind) { return status }
        switch (kind.group, kind.kind) {
        case ("", "Service"): return service(object)
        case ("", "Pod"): return pod(object)
        case ("", "Secret"), ("", "ConfigMap"), ("batch", "CronJob"):
            return ObjectStatus(.current, "Resource is always ready")
        case ("", "PersistentVolumeClaim"): return claim(object)
        case ("apps", "StatefulSet"): return WorkloadStatus.statefulSet(object)
        case ("apps", "DaemonSet"), ("extensions", "DaemonSet"): return WorkloadStatus.daemonSet(object)
        case ("apps", "Deployment"), ("extensions", "Deployment"): return WorkloadStatus.deployment(object)
        case ("apps", "ReplicaSet"), ("extensions", "ReplicaSet"): return WorkloadStatus.replicaSet(object)
        case ("policy", "PodDisruptionBudget"):
            return ObjectStatus(.current, "AllowedDisruptions has been computed.")
        case ("batch", "Job"): return WorkloadStatus.job(object)
        case ("apiextensions.k8s.io", "CustomResourceDefinition"): return definition(object)
        default: return readyCondition(object) ?? ObjectStatus(.current, "Resource is current")
        }
    }

    private static func generic(_ object: Value, _ kind: GroupVersionKind) -> ObjectStatus? {
        if !object.text("metadata", "deletionTimestamp").isEmpty {
            return ObjectStatus(.terminating, "Resource scheduled for deletion")
        }
        if let generation = object[path: ["metadata", "generation"]]?.intValue,
            let observed = object[path: ["status", "observedGeneration"]]?.intValue, observed != generation
        {
            return ObjectStatus(
                .inProgress,
                "\(kind.kind) generation is \(generation), but latest observed generation is \(observed)")
        }
        for condition in object.conditions where condition.status == "True" {
            if condition.type == "Reconciling" { return ObjectStatus(.inProgress, condition.message) }
            if condition.type == "Stalled" { return ObjectStatus(.failed, condition.message) }
        }
        return nil
    }

    private static func readyCondition(_ object: Value) -> ObjectStatus? {
        for condition in object.conditions where condition.type == "Ready" {
            switch condition.status {
            case "True": return ObjectStatus(.current, "Resource is Ready")
            case "False", "Unknown": return ObjectStatus(.inProgress, condition.message)
            default: continue
            }
        }
        return nil
    }

    private static func service(_ object: Value) -> ObjectStatus {
        if object.text("spec", "type", default: "ClusterIP") == "LoadBalancer", object.text("spec", "clusterIP").isEmpty
        {
            return ObjectStatus(.inProgress, "ClusterIP not set. Service type: LoadBalancer")
        }
        return ObjectStatus(.current, "Service is ready")
    }

    private static func claim(_ object: Value) -> ObjectStatus {
        let phase = object.text("status", "phase", default: "unknown")
        if phase != "Bound" { return ObjectStatus(.inProgress, "PVC is not Bound. phase: \(phase)") }
        return ObjectStatus(.current, "PVC is Bound")
    }

    private static func definition(_ object: Value) -> ObjectStatus {
        for condition in object.conditions {
            switch (condition.type, condition.status) {
            case ("NamesAccepted", "False"): return ObjectStatus(.failed, condition.message)
            case ("Established", "False") where condition.reason != "Installing":
                return ObjectStatus(.failed, condition.message)
            case ("Established", "True"): return ObjectStatus(.current, "CRD is established")
            default: continue
            }
        }
        return ObjectStatus(.inProgress, "Install in progress")
    }

    static func pod(_ object: Value) -> ObjectStatus {
        let phase = object.text("status", "phase")
        switch phase {
        case "Succeeded": return ObjectStatus(.current, "Pod has completed successfully")
        case "Failed": return ObjectStatus(.current, "Pod has completed, but not successfully")
        case "Running":
            if object.conditions.contains(where: { $0.type == "Ready" && $0.status == "True" }) {
                return ObjectStatus(.current, "Pod is Ready")
            }
            let looping = crashLooping(object)
            if !looping.isEmpty {
                return ObjectStatus(
                    .failed, "Containers in CrashLoop state: \(looping.joined(separator: ","))")
            }
            return ObjectStatus(.inProgress, "Pod is running but is not Ready")
        case "Pending":
            guard isUnschedulable(object) else { return ObjectStatus(.inProgress, "Pod is in the Pending phase") }
            return age(object) < schedulingWindow
                ? ObjectStatus(.inProgress, "Pod has not been scheduled")
                : ObjectStatus(.failed, "Pod could not be scheduled")
        case "": return ObjectStatus(.inProgress, "Pod phase not available")
        default: return ObjectStatus(.unknown, "unknown phase \(phase)")
        }
    }

    /// How long, in seconds, a pod may stay unscheduled before it counts as failed.
    static let schedulingWindow = 15

    static func isUnschedulable(_ pod: Value) -> Bool {
        pod.conditions.contains { $0.type == "PodScheduled" && $0.status == "False" && $0.reason == "Unschedulable" }
    }

    private static func crashLooping(_ pod: Value) -> [String] {
        (pod[path: ["status", "containerStatuses"]]?.listValue ?? []).compactMap { container in
            guard container.text("state", "waiting", "reason") == "CrashLoopBackOff" else { return nil }
            return container["name"]?.stringValue
        }
    }

    /// Seconds since the object was made, by this machine's clock.
    private static func age(_ object: Value) -> Int {
        guard let made = UTCTime.seconds(object.text("metadata", "creationTimestamp")) else { return 0 }
        return time(nil) - made
    }

    // MARK: Helm's own (internal/statusreaders)

    private static func completedJob(_ object: Value) -> ObjectStatus {
        let completions = object.integer(
            "spec", "completions", default: object.integer("spec", "parallelism", default: 1))
        for condition in object.conditions where condition.status == "True" {
            switch condition.type {
            case "Complete":
                let succeeded = object.integer("status", "succeeded", default: 0)
                return ObjectStatus(.current, "Job Completed. succeeded: \(succeeded)/\(completions)")
            case "Failed":
                let failed = object.integer("status", "failed", default: 0)
                return ObjectStatus(.failed, "Job Failed. failed: \(failed)/\(completions)")
            default: continue
            }
        }
        return ObjectStatus(.inProgress, "Job in progress")
    }

    private static func completedPod(_ object: Value) -> ObjectStatus {
        let name = object.text("metadata", "name")
        switch object.text("status", "phase") {
        case "Succeeded": return ObjectStatus(.current, "pod \(name) succeeded")
        case "Failed": return ObjectStatus(.failed, "pod \(name) failed")
        default: return ObjectStatus(.inProgress, "Pod in progress")
        }
    }
}

/// Kubernetes' times, `2026-11-21T07:37:14Z`.
enum UTCTime {
    /// Seconds since 1970; nil for any other text.
    static func seconds(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count == 20, bytes[19] == UInt8(ascii: "Z") else { return nil }
        func number(_ range: Range<Int>) -> Int32? { Int32(String(decoding: bytes[range], as: UTF8.self)) }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19)
        else { return nil }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (year - 1900, month - 1, day)
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (hour, minute, second)
        return timegm(&parts)
    }
}
