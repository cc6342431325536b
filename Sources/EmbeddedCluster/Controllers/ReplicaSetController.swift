import HelmValues

/// Keeps as many pods as a ReplicaSet or ReplicationController asks for.
struct ReplicaSetController: Controller {
    let resource: ResourceType

    func reconcile(_ set: ObjectView, _ work: ControllerWork) async throws -> Duration? {
        let wanted = min(max(set.replicas, 0), work.configuration.maximumPods)
        let all = await work.controlled(.pods, by: set)
        var pods = all.filter { !$0.isTerminating && !PodFacts.isFinished($0) }
        for finished in all where PodFacts.isFinished(finished) { await work.store.delete(work.key(finished, .pods)) }
        try await work.align(pods, with: set)
        if pods.count < wanted {
            for _ in pods.count..<wanted {
                let pod = work.pod(from: set.spec["template"] ?? [:], of: set)
                pods.append(ObjectView(try await work.store.create(pod, in: .pods)))
            }
        } else if pods.count > wanted {
            // Those that are not ready go first, then the youngest.
            let order = pods.enumerated().sorted {
                let (left, right) = (PodFacts.isReady($0.element), PodFacts.isReady($1.element))
                return left == right ? $0.offset > $1.offset : !left
            }
            for (_, pod) in order.prefix(pods.count - wanted) { await work.store.delete(work.key(pod, .pods)) }
            pods = order.dropFirst(pods.count - wanted).map(\.element)
        }
        try await work.writeStatus(status(set, pods), of: set, resource)
        return nil
    }

    private func status(_ set: ObjectView, _ pods: [ObjectView]) -> ValueMap {
        let ready = Int64(pods.filter(PodFacts.isReady).count)
        var status: ValueMap = [
            "replicas": .int(Int64(pods.count)), "observedGeneration": .int(set.generation),
        ]
        if !pods.isEmpty { status["fullyLabeledReplicas"] = .int(Int64(pods.count)) }
        if ready > 0 {
            status["readyReplicas"] = .int(ready)
            status["availableReplicas"] = .int(ready)
        }
        if let conditions = set.status["conditions"] { status["conditions"] = conditions }
        return status
    }
}

/// What workloads want to know of a pod.
enum PodFacts {
    static func isReady(_ pod: ObjectView) -> Bool { pod.isTrue("Ready") && !pod.isTerminating }

    static func isFinished(_ pod: ObjectView) -> Bool {
        pod.status["phase"] == "Succeeded" || pod.status["phase"] == "Failed"
    }

    static func isCrashing(_ pod: ObjectView) -> Bool {
        (pod.status["containerStatuses"]?.listValue ?? []).contains {
            $0[path: ["state", "waiting", "reason"]] == "CrashLoopBackOff"
        }
    }
}
