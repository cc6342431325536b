import HelmValues
import KubeSchema

extension ResourceType {
    static let namespaces = ResourceType(group: "", name: "namespaces")
    static let pods = ResourceType(group: "", name: "pods")
    static let replicaSets = ResourceType(group: "apps", name: "replicasets")
    static let deployments = ResourceType(group: "apps", name: "deployments")
    static let statefulSets = ResourceType(group: "apps", name: "statefulsets")
    static let daemonSets = ResourceType(group: "apps", name: "daemonsets")
    static let replicationControllers = ResourceType(group: "", name: "replicationcontrollers")
    static let jobs = ResourceType(group: "batch", name: "jobs")
    static let claims = ResourceType(group: "", name: "persistentvolumeclaims")
    static let services = ResourceType(group: "", name: "services")
    static let disruptionBudgets = ResourceType(group: "policy", name: "poddisruptionbudgets")
}

/// What controllers read of any object.
struct ObjectView: Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }

    var metadata: Value { value["metadata"] ?? [:] }
    var name: String { metadata["name"]?.stringValue ?? "" }
    var namespace: String { metadata["namespace"]?.stringValue ?? "" }
    var uid: String { metadata["uid"]?.stringValue ?? "" }
    var generation: Int64 { Int64(metadata["generation"]?.intValue ?? 0) }
    var spec: Value { value["spec"] ?? [:] }
    var status: Value { value["status"] ?? [:] }
    var labels: ValueMap { metadata["labels"]?.mapValue ?? [:] }
    var annotations: ValueMap { metadata["annotations"]?.mapValue ?? [:] }
    var finalizers: [Value] { metadata["finalizers"]?.listValue ?? [] }
    var isTerminating: Bool { metadata["deletionTimestamp"]?.isNull == false }
    var owners: [Value] { metadata["ownerReferences"]?.listValue ?? [] }
    /// The uid of the owner that controls the object.
    var controllerUID: String? { owners.first { $0["controller"] == true }?["uid"]?.stringValue }
    var replicas: Int { Self.count(spec["replicas"]) ?? 1 }

    /// A number of things, as 32 bits hold it: what clients write must not make sums overflow.
    static func count(_ value: Value?) -> Int? {
        value?.intValue.map { min(max($0, 0), Int(Int32.max)) }
    }

    /// A number in the status; 0 when it is missing.
    func counted(_ field: String) -> Int { Self.count(status[field]) ?? 0 }

    func isControlled(by uid: String) -> Bool { controllerUID == uid }

    func condition(_ type: String) -> Value? {
        status["conditions"]?.listValue?.first { $0["type"] == .string(type) }
    }

    func isTrue(_ condition: String) -> Bool { self.condition(condition)?["status"] == "True" }

    /// A reference that makes this object the controller of another.
    var ownerReference: Value {
        [
            "apiVersion": value["apiVersion"] ?? "", "kind": value["kind"] ?? "", "name": .string(name),
            "uid": .string(uid), "controller": true, "blockOwnerDeletion": true,
        ]
    }

    /// The object with another status; nil when it has that status already.
    func withStatus(_ status: ValueMap) -> Value? {
        guard value["status"] != .map(status) else { return nil }
        var result = value
        result["status"] = .map(status)
        return result
    }
}

/// The conditions of a status, kept in order; a time changes only with what it tells of.
struct Conditions {
    private(set) var list: [Value]
    let now: String

    init(_ status: Value, now: String) {
        list = status["conditions"]?.listValue ?? []
        self.now = now
    }

    /// - Parameter updateTime: whether the condition also has `lastUpdateTime` (Deployments).
    mutating func set(
        _ type: String, _ status: String, reason: String? = nil, message: String? = nil, updateTime: Bool = false
    ) {
        var condition: Value = ["type": .string(type), "status": .string(status)]
        if let reason { condition["reason"] = .string(reason) }
        if let message { condition["message"] = .string(message) }
        let index = list.firstIndex { $0["type"] == .string(type) }
        let old = index.map { list[$0] }
        let isSameStatus = old?["status"] == .string(status)
        let isSame = isSameStatus && old?["reason"] == condition["reason"] && old?["message"] == condition["message"]
        condition["lastTransitionTime"] = isSameStatus ? old?["lastTransitionTime"] : .string(now)
        if updateTime { condition["lastUpdateTime"] = isSame ? old?["lastUpdateTime"] : .string(now) }
        if let index { list[index] = condition } else { list.append(condition) }
    }

    mutating func remove(_ type: String) { list.removeAll { $0["type"] == .string(type) } }

    var value: Value { .list(list) }
}

/// How the pods of an object behave.
enum SimulatedBehaviour: String, Sendable {
    /// They start and never become ready.
    case neverReady = "never-ready"
    /// They crash; what runs to completion fails.
    case failed
}
