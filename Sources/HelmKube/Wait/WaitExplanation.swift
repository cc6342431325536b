internal import HelmValues
internal import KubeSchema

/// Why objects are not ready, for people: conditions, containers of their pods and what was last reported of those.
///
/// Everything is bounded, and what cannot be read is left out: it explains a failure, it must not be another one.
struct WaitExplanation: Sendable {
    static let maximumObjects = 10
    static let maximumPods = 5
    static let maximumEvents = 3
    static let maximumCharacters = 512
    private static let timeout: Duration = .seconds(5)
    /// Conditions that are bad news when they are true.
    private static let troubles: Set<String> = ["Failed", "FailureTarget", "ReplicaFailure", "Stalled"]

    let client: KubeClient

    /// The failure of a wait with what the cluster tells about those objects, which is the caller's to read: a container's
    /// last words may hold anything. As it was when the wait did not end by itself.
    func explained(_ failure: KubeError, _ objects: [KubeObject]) async -> KubeError {
        guard failure.code == .timedOut || failure.code == .failed, !Task.isCancelled else { return failure }
        var failure = failure
        failure.explanation = await lines(for: objects)
        return failure
    }

    /// Lines, one block an object: `Deployment/ns/web: Available=False: MinimumReplicasUnavailable: …`, below it
    /// `  pod …` and its events. Empty when nothing tells more, or the cluster does not answer soon.
    func lines(for objects: [KubeObject]) async -> [String] {
        await withTaskGroup(of: [String].self) { group in
            group.addTask {
                var lines: [String] = []
                for object in objects.prefix(Self.maximumObjects) {
                    if Task.isCancelled { break }
                    lines += await block(object)
                }
                return lines
            }
            group.addTask {
                try? await Task.sleep(for: Self.timeout)
                return []
            }
            let first = await group.next()
            group.cancelAll()
            return first ?? []
        }
    }

    private func block(_ object: KubeObject) async -> [String] {
        guard let live = try? await client.get(object.path),
            StatusRules.readyWithJobs.status(of: live, kind: object.kind).state != .current
        else { return [] }
        let place = "\(object.kind.kind)/\(object.namespace ?? "")/\(object.name)"
        var lines = Self.problems(live).map { Self.line("\(place): \($0)") }
        for pod in await pods(of: live, object.kind) {
            let name = pod.text("metadata", "name")
            let problems = Self.problems(pod) + Self.containers(pod)
            lines += problems.map { Self.line("  pod \(name): \($0)") }
            lines += await events(of: pod).map { Self.line("    \($0)") }
        }
        return lines
    }

    /// Conditions that say what is wrong.
    private static func problems(_ live: Value) -> [String] {
        live.conditions.filter { condition in
            !(condition.reason.isEmpty && condition.message.isEmpty)
                && condition.status == (troubles.contains(condition.type) ? "True" : "False")
        }.map { told("\($0.type)=\($0.status)", $0.reason, $0.message) }
    }

    private static func containers(_ pod: Value) -> [String] {
        ["initContainerStatuses", "containerStatuses"].flatMap { key in
            (pod[path: ["status", key]]?.listValue ?? []).compactMap { container -> String? in
                let name = "container \(container.text("name"))"
                if let waiting = container[path: ["state", "waiting"]] {
                    return told("\(name) waiting", waiting.text("reason"), waiting.text("message"))
                }
                guard let ended = container[path: ["state", "terminated"]],
                    let code = ended["exitCode"]?.intValue, code != 0
                else { return nil }
                return told("\(name) ended with \(code)", ended.text("reason"), ended.text("message"))
            }
        }
    }

    /// The pods of a workload that are not ready, or the pod itself.
    private func pods(of live: Value, _ kind: GroupVersionKind) async -> [Value] {
        let selector: String?
        switch (kind.group, kind.kind) {
        case ("", "Pod"): return [live]
        case ("apps", _), ("batch", "Job"): selector = LabelSelector.text(live[path: ["spec", "selector"]])
        case ("", "ReplicationController"): selector = LabelSelector.text(labels: live[path: ["spec", "selector"]])
        default: return []
        }
        guard let selector else { return [] }
        let path = KubePath("pods", namespace: live.text("metadata", "namespace"))
        let query: KubeQuery = [("labelSelector", selector), ("limit", "100")]
        let pods = (try? await client.get(path, query: query))?["items"]?.listValue ?? []
        return Array(pods.filter(Self.isUnready).prefix(Self.maximumPods))
    }

    private static func isUnready(_ pod: Value) -> Bool {
        pod.text("status", "phase") != "Succeeded" && pod.text("metadata", "deletionTimestamp").isEmpty
            && !pod.conditions.contains { $0.type == "Ready" && $0.status == "True" }
    }

    private func events(of pod: Value) async -> [String] {
        let namespace = pod.text("metadata", "namespace")
        let fields = [
            "involvedObject.name=\(pod.text("metadata", "name"))", "involvedObject.namespace=\(namespace)",
            "involvedObject.uid=\(pod.text("metadata", "uid"))",
        ]
        let query: KubeQuery = [("fieldSelector", fields.joined(separator: ",")), ("limit", "100")]
        let events = (try? await client.get(KubePath("events", namespace: namespace), query: query))?["items"]?
            .listValue
        return (events ?? []).sorted { Self.time(of: $0) < Self.time(of: $1) }.suffix(Self.maximumEvents).map { event in
            let count = event.integer("count", default: 1)
            let name = "\(event.text("type")) \(event.text("reason"))\(count > 1 ? " (x\(count))" : "")"
            return Self.told(name, event.text("message"))
        }
    }

    /// When it was last seen; the newer events say it in another field.
    private static func time(of event: Value) -> Int64 {
        for text in [
            event.text("series", "lastObservedTime"), event.text("lastTimestamp"), event.text("eventTime"),
            event.text("metadata", "creationTimestamp"),
        ] {
            if let seconds = InternetTime.seconds(text) { return seconds }
        }
        return 0
    }

    private static func told(_ parts: String...) -> String {
        parts.filter { !$0.isEmpty }.joined(separator: ": ")
    }

    /// One line of bounded length, whatever the cluster's texts hold.
    private static func line(_ text: String) -> String {
        let flat = String(
            text.unicodeScalars.prefix(maximumCharacters).map {
                $0.value < 0x20 || $0.value == 0x7f ? " " : Character($0)
            })
        return text.unicodeScalars.count > maximumCharacters ? flat + "…" : flat
    }
}
