import HelmValues

/// Runs one pod of a DaemonSet, as on a cluster of one node.
struct DaemonSetController: Controller {
    private static let revisionLabel = "controller-revision-hash"

    func reconcile(_ set: ObjectView, _ work: ControllerWork) async throws -> Duration? {
        let revision = Digest.name(JSON.encode(set.spec["template"] ?? [:]))
        var pods = await work.controlled(.pods, by: set).filter { !$0.isTerminating }
        let replacesAll = set.spec["updateStrategy"]?["type"] != "OnDelete"
        let outdated = pods.filter {
            PodFacts.isFinished($0) || replacesAll && $0.labels[Self.revisionLabel] != .string(revision)
        }
        for pod in outdated { await work.store.delete(work.key(pod, .pods)) }
        pods.removeAll { pod in outdated.contains { $0.uid == pod.uid } }
        try await work.align(pods, with: set)
        if pods.isEmpty {
            let pod = work.pod(
                from: set.spec["template"] ?? [:], of: set,
                labels: [
                    Self.revisionLabel: .string(revision), "pod-template-generation": .string(String(set.generation)),
                ]
            )
            pods.append(ObjectView(try await work.store.create(pod, in: .pods)))
        }
        let ready = Int64(pods.filter(PodFacts.isReady).count)
        let updated = Int64(pods.filter { $0.labels[Self.revisionLabel] == .string(revision) }.count)
        var status: ValueMap = [
            "observedGeneration": .int(set.generation), "currentNumberScheduled": 1, "desiredNumberScheduled": 1,
            "numberMisscheduled": 0, "numberReady": .int(ready),
        ]
        if updated > 0 { status["updatedNumberScheduled"] = .int(updated) }
        if ready > 0 { status["numberAvailable"] = .int(ready) } else { status["numberUnavailable"] = 1 }
        try await work.writeStatus(status, of: set, .daemonSets)
        return nil
    }
}
