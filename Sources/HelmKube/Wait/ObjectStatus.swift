internal import HelmValues

/// What an object has come to, in kstatus' terms.
public struct ObjectStatus: Sendable, Equatable {
    public enum State: String, Sendable {
        case current = "Current"
        case inProgress = "InProgress"
        case failed = "Failed"
        case terminating = "Terminating"
        case notFound = "NotFound"
        case unknown = "Unknown"
    }

    public var state: State
    public var message: String

    public init(_ state: State, _ message: String) {
        self.state = state
        self.message = message
    }
}

extension KubeObject {
    /// What a live object has come to, by kstatus' rules: what Helm 4's `--wait` looks at.
    public var computedStatus: ObjectStatus { StatusRules.ready.status(of: value, kind: kind) }
}

/// One of an object's `status.conditions`.
struct Condition {
    let type: String
    let status: String
    let reason: String
    let message: String
}

extension Value {
    var conditions: [Condition] {
        (self[path: ["status", "conditions"]]?.listValue ?? []).map { condition in
            Condition(
                type: condition["type"]?.stringValue ?? "", status: condition["status"]?.stringValue ?? "",
                reason: condition["reason"]?.stringValue ?? "", message: condition["message"]?.stringValue ?? "")
        }
    }

    /// A count. Far out of any real one it is cut, so that nothing that is computed from it overflows.
    func integer(_ path: String..., default missing: Int) -> Int {
        self[path: path]?.intValue.map { min(max($0, -1 << 40), 1 << 40) } ?? missing
    }
    func text(_ path: String..., default missing: String = "") -> String { self[path: path]?.stringValue ?? missing }
}
