import HelmValues

/// Keeps the numbered pods of a StatefulSet, one after the other unless it says `Parallel`.
struct StatefulSetController: Controller {
    private static let revisionLabel = "controller-revision-hash"

    func reconcile(_ set: ObjectView, _ work: ControllerWork) async throws -> Duration? {
        let wanted = min(max(set.replicas, 0), work.configuration.maximumPods)
        let first = ObjectView.count(set.spec["ordinals"]?["start"]) ?? 0
        let revision = "\(set.name)-\(Digest.name(JSON.encode(set.spec["template"] ?? [:])))"
        let all = await work.controlled(.pods, by: set)
        for pod in all where PodFacts.isFinished(pod) { await work.store.delete(work.key(pod, .pods)) }
        var pods: [Int: ObjectView] = [:]
        for pod in all where !PodFacts.isFinished(pod) && !pod.isTerminating {
            if let number = Self.number(of: pod, set) { pods[number] = pod }
        }
        try await work.align(Array(pods.values), with: set)
        if try await !startMissing(&pods, set, first..<(first + wanted), revision, work) {
            try await removeOne(&pods, set, first..<(first + wanted), revision, work)
        }
        try await work.writeStatus(status(set, pods, wanted, revision), of: set, .statefulSets)
        return nil
    }

    private static func number(of pod: ObjectView, _ set: ObjectView) -> Int? {
        guard pod.name.hasPrefix(set.name + "-") else { return nil }
        return Int(pod.name.dropFirst(set.name.count + 1))
    }

    /// - Returns: whether the set has to wait for pods before it may remove any.
    private func startMissing(
        _ pods: inout [Int: ObjectView], _ set: ObjectView, _ numbers: Range<Int>, _ revision: String,
        _ work: ControllerWork
    ) async throws -> Bool {
        let isParallel = set.spec["podManagementPolicy"] == "Parallel"
        for number in numbers {
            if let pod = pods[number] {
                if isParallel || PodFacts.isReady(pod) { continue }
                // A pod of an old revision that is not ready does not hold up its own replacement.
                return pod.labels[Self.revisionLabel] == .string(revision)
            }
            try await createClaims(set, number, work)
            let name = "\(set.name)-\(number)"
            let pod = work.pod(
                from: template(set, number), of: set, name: name,
                labels: [
                    Self.revisionLabel: .string(revision), "statefulset.kubernetes.io/pod-name": .string(name),
                    "apps.kubernetes.io/pod-index": .string(String(number)),
                ]
            )
            pods[number] = ObjectView(try await work.store.create(pod, in: .pods))
            if !isParallel { return true }
        }
        return false
    }

    /// Pods mount the claims that are made for them.
    private func template(_ set: ObjectView, _ number: Int) -> Value {
        var template = set.spec["template"] ?? [:]
        var spec = template["spec"] ?? [:]
        spec["hostname"] = .string("\(set.name)-\(number)")
        if let service = set.spec["serviceName"]?.stringValue, !service.isEmpty { spec["subdomain"] = .string(service) }
        let claims = (set.spec["volumeClaimTemplates"]?.listValue ?? []).map(ObjectView.init)
        if !claims.isEmpty {
            let names = Set(claims.map(\.name))
            let volumes = (spec["volumes"]?.listValue ?? []).filter { !names.contains($0["name"]?.stringValue ?? "") }
            spec["volumes"] = .list(
                volumes
                    + claims.map { claim in
                        [
                            "name": .string(claim.name),
                            "persistentVolumeClaim": ["claimName": .string("\(claim.name)-\(set.name)-\(number)")],
                        ]
                    }
            )
        }
        template["spec"] = spec
        return template
    }

    private func createClaims(_ set: ObjectView, _ number: Int, _ work: ControllerWork) async throws {
        for template in (set.spec["volumeClaimTemplates"]?.listValue ?? []).map(ObjectView.init) {
            let name = "\(template.name)-\(set.name)-\(number)"
            let key = ObjectKey(resource: .claims, namespace: set.namespace, name: name)
            if await work.store.object(key) != nil { continue }
            var labels = template.labels
            for entry in set.spec["selector"]?["matchLabels"]?.mapValue ?? [:] { labels[entry.key] = entry.value }
            let claim: Value = [
                "apiVersion": "v1", "kind": "PersistentVolumeClaim", "spec": template.spec,
                "metadata": [
                    "name": .string(name), "namespace": .string(set.namespace), "labels": .map(labels),
                    "annotations": .map(template.annotations),
                ],
            ]
            _ = try await work.store.create(claim, in: .claims)
        }
    }

    /// Removes the highest pod too many, or else replaces the highest of an old revision.
    private func removeOne(
        _ pods: inout [Int: ObjectView], _ set: ObjectView, _ numbers: Range<Int>, _ revision: String,
        _ work: ControllerWork
    ) async throws {
        if let last = pods.keys.max(), !numbers.contains(last), let pod = pods.removeValue(forKey: last) {
            await work.store.delete(work.key(pod, .pods))
            return
        }
        guard set.spec["updateStrategy"]?["type"] != "OnDelete" else { return }
        let partition = ObjectView.count(set.spec["updateStrategy"]?["rollingUpdate"]?["partition"]) ?? 0
        for number in pods.keys.sorted(by: >) where number >= partition {
            guard let pod = pods[number] else { continue }
            if pod.labels[Self.revisionLabel] != .string(revision) {
                pods[number] = nil
                await work.store.delete(work.key(pod, .pods))
                return
            }
            if !PodFacts.isReady(pod) { return }
        }
    }

    private func status(
        _ set: ObjectView, _ pods: [Int: ObjectView], _ wanted: Int, _ revision: String
    ) -> ValueMap {
        let ready = Int64(pods.values.filter(PodFacts.isReady).count)
        let updated = Int64(pods.values.filter { $0.labels[Self.revisionLabel] == .string(revision) }.count)
        let isDone = updated == Int64(wanted) && ready == Int64(wanted) && pods.count == wanted
        let before = set.status["currentRevision"]?.stringValue
        let current = isDone ? revision : before ?? revision
        let old = Int64(pods.values.filter { $0.labels[Self.revisionLabel] == .string(current) }.count)
        var status: ValueMap = [
            "observedGeneration": .int(set.generation), "replicas": .int(Int64(pods.count)),
            "availableReplicas": .int(ready), "currentRevision": .string(current),
            "updateRevision": .string(revision), "collisionCount": 0,
        ]
        if ready > 0 { status["readyReplicas"] = .int(ready) }
        if updated > 0 { status["updatedReplicas"] = .int(updated) }
        if old > 0 { status["currentReplicas"] = .int(old) }
        return status
    }
}
