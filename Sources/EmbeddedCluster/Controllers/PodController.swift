import HelmValues

/// Plays scheduler and kubelet: a pod starts, turns ready or completes.
struct PodController: Controller {
    func reconcile(_ pod: ObjectView, _ work: ControllerWork) async throws -> Duration? {
        let phase = pod.status["phase"]?.stringValue ?? "Pending"
        if phase == "Succeeded" || phase == "Failed" { return nil }
        let behaviour = work.behaviour(pod)
        if let wait = work.remaining(until: work.configuration.delay) {
            if pod.condition("PodScheduled") == nil {
                try await work.writeStatus(PodStatus(pod, work.now).pending(), of: pod, .pods)
            }
            return wait
        }
        let status = PodStatus(pod, work.now)
        let runsOnce = pod.spec["restartPolicy"] == "Never" || pod.spec["restartPolicy"] == "OnFailure"
        switch behaviour {
        case .neverReady?:
            try await work.writeStatus(status.running(isReady: false), of: pod, .pods)
        case .failed?:
            try await work.writeStatus(runsOnce ? status.finished(succeeded: false) : status.crashing(), of: pod, .pods)
        case nil:
            try await work.writeStatus(
                runsOnce ? status.finished(succeeded: true) : status.running(isReady: true), of: pod, .pods)
        }
        return nil
    }
}

/// The statuses of a pod on its way.
struct PodStatus {
    private let pod: ObjectView
    private let now: String

    init(_ pod: ObjectView, _ now: String) {
        self.pod = pod
        self.now = now
    }

    func pending() -> ValueMap {
        var status = base("Pending")
        status["conditions"] = conditions(ready: false, containersStarted: false)
        status["containerStatuses"] = containers("containers") { _ in
            (["waiting": ["reason": "ContainerCreating"]], false, [:])
        }
        return status
    }

    func running(isReady: Bool) -> ValueMap {
        var status = base("Running")
        status["conditions"] = conditions(ready: isReady, containersStarted: true)
        status["containerStatuses"] = containers("containers") { old in
            (["running": ["startedAt": started(old)]], isReady, [:])
        }
        return status
    }

    func crashing() -> ValueMap {
        var status = base("Running")
        status["conditions"] = conditions(ready: false, containersStarted: true)
        status["containerStatuses"] = containers("containers") { old in
            let message = "back-off 10s restarting failed container"
            return (
                ["waiting": ["reason": "CrashLoopBackOff", "message": .string(message)]], false,
                ["restartCount": 1, "lastState": ["terminated": terminated(old, code: 1)]]
            )
        }
        return status
    }

    func finished(succeeded: Bool) -> ValueMap {
        var status = base(succeeded ? "Succeeded" : "Failed")
        status["conditions"] = conditions(
            ready: false, containersStarted: false, reason: succeeded ? "PodCompleted" : "PodFailed")
        status["containerStatuses"] = containers("containers") { old in
            (["terminated": terminated(old, code: succeeded ? 0 : 1)], false, [:])
        }
        return status
    }

    private func base(_ phase: String) -> ValueMap {
        let digest = Digest.fnv32(Array(pod.uid.utf8))
        var status = pod.status.mapValue ?? [:]
        status["phase"] = .string(phase)
        status["observedGeneration"] = .int(pod.generation)
        if status["startTime"] == nil { status["startTime"] = .string(now) }
        if phase != "Pending" {
            let address = Value.string("10.244.\(digest >> 8 & 0xff).\(digest & 0xff)")
            status["podIP"] = address
            status["podIPs"] = [["ip": address]]
            status["hostIP"] = "127.0.0.1"
            status["hostIPs"] = [["ip": "127.0.0.1"]]
        }
        if let initial = pod.spec["initContainers"]?.listValue, !initial.isEmpty {
            status["initContainerStatuses"] = containers("initContainers") { old in
                phase == "Pending"
                    ? (["waiting": ["reason": "PodInitializing"]], false, [:])
                    : (["terminated": terminated(old, code: 0)], true, [:])
            }
        }
        return status
    }

    private func conditions(ready: Bool, containersStarted: Bool, reason: String? = nil) -> Value {
        var conditions = Conditions(pod.status, now: now)
        let names = (pod.spec["containers"]?.listValue ?? []).compactMap { $0["name"]?.stringValue }
        let why = reason ?? "ContainersNotReady"
        let message = reason == nil ? "containers with unready status: [\(names.joined(separator: " "))]" : nil
        conditions.set("PodReadyToStartContainers", containersStarted ? "True" : "False")
        conditions.set("Initialized", "True", reason: reason)
        for type in ["Ready", "ContainersReady"] {
            if ready {
                conditions.set(type, "True")
            } else {
                conditions.set(type, "False", reason: why, message: message)
            }
        }
        conditions.set("PodScheduled", "True")
        return conditions.value
    }

    private typealias ContainerState = (state: Value, isReady: Bool, extra: ValueMap)

    private func containers(_ list: String, _ state: (Value?) -> ContainerState) -> Value {
        let field = list == "containers" ? "containerStatuses" : "initContainerStatuses"
        let old = pod.status[field]?.listValue ?? []
        return .list(
            (pod.spec[list]?.listValue ?? []).map { container in
                let name = container["name"] ?? ""
                let before = old.first { $0["name"] == name }
                let (state, isReady, extra) = state(before)
                let isRunning = state["running"] != nil
                var status: ValueMap = [
                    "name": name, "image": container["image"] ?? "", "imageID": "", "ready": .bool(isReady),
                    "restartCount": 0, "state": state, "lastState": [:], "started": .bool(isRunning),
                ]
                if isRunning || isReady {
                    status["containerID"] = .string("simulated://\(pod.uid)/\(name.stringValue ?? "")")
                }
                for entry in extra { status[entry.key] = entry.value }
                return .map(status)
            }
        )
    }

    private func started(_ old: Value?) -> Value {
        old?[path: ["state", "running", "startedAt"]] ?? .string(now)
    }

    private func terminated(_ old: Value?, code: Int64) -> Value {
        if let before = old?[path: ["lastState", "terminated"]] ?? old?[path: ["state", "terminated"]] {
            return before
        }
        return [
            "exitCode": .int(code), "reason": code == 0 ? "Completed" : "Error", "startedAt": .string(now),
            "finishedAt": .string(now),
        ]
    }
}
