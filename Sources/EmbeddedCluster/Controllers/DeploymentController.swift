import HelmValues

/// Rolls a Deployment's pod template out through ReplicaSets. Rules: kubernetes, pkg/controller/deployment.
struct DeploymentController: Controller {
    static let revisionAnnotation = "deployment.kubernetes.io/revision"
    static let hashLabel = "pod-template-hash"

    func reconcile(_ deployment: ObjectView, _ work: ControllerWork) async throws -> Duration? {
        var sets = await work.controlled(.replicaSets, by: deployment)
        let template = deployment.spec["template"] ?? [:]
        var newest = sets.first { Self.template(of: $0) == template && !$0.isTerminating }
        let isPaused = deployment.spec["paused"] == true
        var isCreated = false
        if newest == nil, !isPaused {
            let isRecreate = deployment.spec["strategy"]?["type"] == "Recreate"
            if isRecreate, try await stop(sets, work) {
                try await DeploymentStatus(deployment, nil, sets, work).write(isNew: false)
                return nil
            }
            let made = try await create(deployment, template, sets, work)
            sets.append(made)
            newest = made
            isCreated = true
        }
        if let newest {
            let revision = try await raiseRevision(newest, sets, work)
            try await annotate(deployment, newest, revision, work)
            try await scale(deployment, newest, sets, isPaused: isPaused, work)
            try await prune(deployment, newest, sets, work)
        }
        // What was written above is told as changes: the status is made of what is there now.
        guard let value = await work.store.object(work.key(deployment, .deployments)) else { return nil }
        let current = ObjectView(value)
        let now = await work.controlled(.replicaSets, by: current)
        let latest = newest.flatMap { set in now.first { $0.uid == set.uid } }
        return try await DeploymentStatus(current, latest, now, work).write(isNew: isCreated)
    }

    /// The template of a ReplicaSet without the label that tells it from its siblings.
    private static func template(of set: ObjectView) -> Value {
        var template = set.spec["template"] ?? [:]
        var metadata = template["metadata"] ?? [:]
        var labels = metadata["labels"] ?? [:]
        labels[hashLabel] = Value?.none
        metadata["labels"] = labels
        template["metadata"] = metadata
        return template
    }

    private func create(
        _ deployment: ObjectView, _ template: Value, _ sets: [ObjectView], _ work: ControllerWork
    ) async throws -> ObjectView {
        let taken = Set(sets.map(\.name))
        var bytes = JSON.encode(template)
        var hash = Digest.name(bytes)
        while taken.contains("\(deployment.name)-\(hash)"), bytes.count < 1 << 24 {
            bytes.append(0)
            hash = Digest.name(bytes)
        }
        var template = template
        var metadata = template["metadata"] ?? [:]
        var labels = metadata["labels"] ?? [:]
        labels[Self.hashLabel] = .string(hash)
        metadata["labels"] = labels
        template["metadata"] = metadata
        var selector = deployment.spec["selector"] ?? [:]
        var matched = selector["matchLabels"] ?? [:]
        matched[Self.hashLabel] = .string(hash)
        selector["matchLabels"] = matched
        let old = sets.reduce(0) { $0 + $1.replicas }
        let room = max(0, deployment.replicas + Rollout(deployment).surge - old)
        var annotations = deployment.annotations.filter { $0.key != "kubectl.kubernetes.io/last-applied-configuration" }
        annotations[Self.revisionAnnotation] = .string(String(Self.lastRevision(sets) + 1))
        annotations["deployment.kubernetes.io/desired-replicas"] = .string(String(deployment.replicas))
        annotations["deployment.kubernetes.io/max-replicas"] = .string(
            String(deployment.replicas + Rollout(deployment).surge)
        )
        var spec: Value = [
            "replicas": .int(Int64(min(deployment.replicas, room))), "selector": selector, "template": template,
        ]
        spec["minReadySeconds"] = deployment.spec["minReadySeconds"]
        let set: Value = [
            "apiVersion": "apps/v1", "kind": "ReplicaSet", "spec": spec,
            "metadata": [
                "name": .string("\(deployment.name)-\(hash)"), "namespace": .string(deployment.namespace),
                "labels": labels, "annotations": .map(annotations), "ownerReferences": [deployment.ownerReference],
            ],
        ]
        return ObjectView(try await work.store.create(set, in: .replicaSets))
    }

    private static func revision(_ set: ObjectView) -> Int {
        min(max(Int(set.annotations[revisionAnnotation]?.stringValue ?? "") ?? 0, 0), Int(Int32.max))
    }

    private static func lastRevision(_ sets: [ObjectView]) -> Int { sets.map(revision).max() ?? 0 }

    /// A ReplicaSet that is current again gets a new revision.
    private func raiseRevision(_ newest: ObjectView, _ sets: [ObjectView], _ work: ControllerWork) async throws -> Int {
        let others = Self.lastRevision(sets.filter { $0.uid != newest.uid })
        let own = Self.revision(newest)
        if own > others { return own }
        try await change(newest, work) {
            $0["metadata"]?["annotations"]?[Self.revisionAnnotation] = .string(String(others + 1))
        }
        return others + 1
    }

    /// The Deployment tells its revision, and its newest ReplicaSet behaves as the Deployment says.
    private func annotate(
        _ deployment: ObjectView, _ newest: ObjectView, _ revision: Int, _ work: ControllerWork
    ) async throws {
        let key = SimulatedControllers.behaviourAnnotation
        if newest.annotations[key] != deployment.annotations[key] {
            try await change(newest, work) { $0["metadata"]?["annotations"]?[key] = deployment.annotations[key] }
        }
        let text = Value.string(String(revision))
        guard deployment.annotations[Self.revisionAnnotation] != text else { return }
        try await work.annotate(deployment, .deployments, Self.revisionAnnotation, text)
    }

    private func change(
        _ set: ObjectView, _ work: ControllerWork, _ body: (inout Value) -> Void
    ) async throws {
        let key = work.key(set, .replicaSets)
        guard var value = await work.store.object(key) else { return }
        body(&value)
        try await work.store.update(value, at: key, subresource: "")
    }

    /// Scales ReplicaSets to none.
    /// - Returns: whether pods of theirs are still there.
    private func stop(_ sets: [ObjectView], _ work: ControllerWork) async throws -> Bool {
        for set in sets where set.replicas > 0 { try await change(set, work) { $0["spec"]?["replicas"] = 0 } }
        return sets.contains { $0.replicas > 0 || $0.counted("replicas") > 0 }
    }

    /// One step of the rollout: up to the surge, down as far as enough pods are available.
    private func scale(
        _ deployment: ObjectView, _ newest: ObjectView, _ sets: [ObjectView], isPaused: Bool, _ work: ControllerWork
    ) async throws {
        let rollout = Rollout(deployment)
        let older = sets.filter { $0.uid != newest.uid && $0.replicas > 0 }
        if isPaused, !older.isEmpty { return }
        let total = sets.reduce(0) { $0 + $1.replicas }
        let wanted = deployment.replicas
        var current = newest.replicas
        if current != wanted {
            current = current > wanted ? wanted : min(wanted, current + max(0, wanted + rollout.surge - total))
            if current != newest.replicas {
                let replicas = current
                try await change(newest, work) { $0["spec"]?["replicas"] = .int(Int64(replicas)) }
            }
        }
        try await scaleDown(older, rollout, wanted, newest, total: total - newest.replicas + current, current, work)
    }

    /// Takes pods from older ReplicaSets: first those that are not available, then as many as are to spare.
    private func scaleDown(
        _ older: [ObjectView], _ rollout: Rollout, _ wanted: Int, _ newest: ObjectView, total: Int, _ current: Int,
        _ work: ControllerWork
    ) async throws {
        func available(_ set: ObjectView) -> Int { set.counted("availableReplicas") }
        let minimum = wanted - rollout.unavailable
        var spare = total - minimum - max(0, current - available(newest))
        var spareAvailable = older.reduce(available(newest)) { $0 + available($1) } - minimum
        for set in older where spare > 0 {
            let idle = min(max(0, set.replicas - available(set)), spare)
            let busy = min(set.replicas - idle, max(0, spareAvailable), spare - idle)
            guard idle + busy > 0 else { continue }
            spare -= idle + busy
            spareAvailable -= busy
            try await change(set, work) { $0["spec"]?["replicas"] = .int(Int64(set.replicas - idle - busy)) }
        }
    }

    private func prune(
        _ deployment: ObjectView, _ newest: ObjectView, _ sets: [ObjectView], _ work: ControllerWork
    ) async throws {
        let limit = ObjectView.count(deployment.spec["revisionHistoryLimit"]) ?? 10
        let idle = sets.filter {
            $0.uid != newest.uid && $0.replicas == 0 && $0.counted("replicas") == 0
        }
        for set in idle.sorted(by: { Self.revision($0) < Self.revision($1) }).prefix(max(0, idle.count - limit)) {
            await work.store.delete(work.key(set, .replicaSets))
        }
    }
}

/// How far a rolling update may go above and below the wanted number.
struct Rollout {
    let surge: Int
    let unavailable: Int

    init(_ deployment: ObjectView) {
        let strategy = deployment.spec["strategy"] ?? [:]
        guard strategy["type"] != "Recreate" else {
            (surge, unavailable) = (0, deployment.replicas)
            return
        }
        let update = strategy["rollingUpdate"] ?? [:]
        let surge = Self.number(update["maxSurge"] ?? "25%", of: deployment.replicas, roundsUp: true)
        let unavailable = Self.number(update["maxUnavailable"] ?? "25%", of: deployment.replicas, roundsUp: false)
        self.surge = surge
        self.unavailable = surge == 0 && unavailable == 0 ? 1 : min(unavailable, deployment.replicas)
    }

    /// A number, or a percentage of one.
    static func number(_ value: Value, of total: Int, roundsUp: Bool) -> Int {
        guard case .string(let text) = value else { return ObjectView.count(value) ?? 0 }
        guard text.hasSuffix("%"), let percent = Int(text.dropLast()), (0...100_000).contains(percent) else { return 0 }
        let (product, overflow) = total.multipliedReportingOverflow(by: percent)
        return overflow ? total : (product + (roundsUp ? 99 : 0)) / 100
    }
}
