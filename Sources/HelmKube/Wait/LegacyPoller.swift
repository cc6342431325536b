internal import HelmValues
internal import KubeSchema

/// Helm 3's wait: every two seconds each object is read, up to the first that is not ready (Helm: kube/wait.go, ready.go).
struct LegacyPoller: Sendable {
    static let interval: Duration = .seconds(2)
    static let maximumErrors = 30

    let client: KubeClient
    let clock: any Clock<Duration>

    func ready(_ objects: [KubeObject], jobs: Bool, timeout: Duration) async throws(KubeError) {
        var errors = [Int](repeating: 0, count: objects.count)
        try await poll(timeout) { () async throws(KubeError) -> Bool in
            for (index, object) in objects.enumerated() {
                do throws(KubeError) {
                    guard try await isReady(object, jobs: jobs) else { return false }
                    errors[index] = 0
                } catch {
                    guard Self.isRetried(error), errors[index] < Self.maximumErrors else { throw error }
                    errors[index] += 1
                    return false
                }
            }
            return true
        }
    }

    func gone(_ objects: [KubeObject], timeout: Duration) async throws(KubeError) {
        try await poll(timeout) { () async throws(KubeError) -> Bool in
            for object in objects {
                do throws(KubeError) {
                    _ = try await client.get(object.path)
                    return false
                } catch {
                    if !error.isNotFound { throw error }
                }
            }
            return true
        }
    }

    private static func isRetried(_ error: KubeError) -> Bool {
        if error.code == .cancelled { return false }
        guard let status = error.status else { return true }
        return status == 429 || status >= 500 && status != 501
    }

    private func poll(
        _ timeout: Duration, _ isDone: () async throws(KubeError) -> Bool
    ) async throws(KubeError) {
        let start = ContinuousClock.now
        var slept: Duration = .zero
        while true {
            if try await isDone() { return }
            // By whichever clock is further: the given one may be a test's.
            let spent = max(ContinuousClock.now - start, slept)
            guard spent < timeout else { throw Self.deadline }
            let pause = min(Self.interval, timeout - spent)
            do {
                try await clock.sleep(for: pause, tolerance: nil)
            } catch {
                throw KubeError(.cancelled, "context canceled")
            }
            slept += pause
            if slept >= timeout { throw Self.deadline }
        }
    }

    private static let deadline = KubeError(.timedOut, "context deadline exceeded")

    // MARK: Ready or not

    private func isReady(_ object: KubeObject, jobs: Bool) async throws(KubeError) -> Bool {
        let namespace = object.namespace ?? ""
        switch (object.kind.group, object.kind.kind) {
        case ("", "Pod"): return Self.isPodReady(try await client.get(object.path))
        case ("batch", "Job"): return jobs ? try Self.isJobReady(try await client.get(object.path)) : true
        case ("apps", "Deployment"): return try await isDeploymentReady(object)
        case ("", "PersistentVolumeClaim"):
            return try await client.get(object.path).text("status", "phase") == "Bound"
        case ("", "Service"): return Self.isServiceReady(try await client.get(object.path))
        case ("apps", "DaemonSet"): return Self.isDaemonSetReady(try await client.get(object.path))
        case ("apps", "StatefulSet"): return Self.isStatefulSetReady(try await client.get(object.path))
        case ("apiextensions.k8s.io", "CustomResourceDefinition"):
            return Self.isDefinitionReady(try await client.get(object.path))
        case ("", "ReplicationController"):
            let live = try await client.get(object.path)
            guard Self.isObserved(live) else { return false }
            return try await arePodsReady(namespace, LabelSelector.text(labels: live[path: ["spec", "selector"]]))
        case ("apps", "ReplicaSet"):
            let live = try await client.get(object.path)
            guard Self.isObserved(live) else { return false }
            return try await arePodsReady(namespace, LabelSelector.text(live[path: ["spec", "selector"]]))
        default: return true
        }
    }

    private func arePodsReady(_ namespace: String, _ selector: String?) async throws(KubeError) -> Bool {
        guard let selector else { return true }
        let pods: [Value]
        do {
            pods = try await client.list(
                KubePath("pods", namespace: namespace), query: [("labelSelector", selector)]
            ).items
        } catch {
            throw error.wrapped("failed to list pods: ")
        }
        return pods.allSatisfy(Self.isPodReady)
    }

    private func isDeploymentReady(_ object: KubeObject) async throws(KubeError) -> Bool {
        let live = try await client.get(object.path)
        if live[path: ["spec", "paused"]]?.boolValue ?? false { return true }
        guard let selector = LabelSelector.text(live[path: ["spec", "selector"]]) else { return false }
        let sets = try await client.list(
            KubePath(group: "apps", "replicasets", namespace: object.namespace),
            query: [("labelSelector", selector)]
        ).items
        guard let set = DeploymentRollout.newReplicaSet(of: live, among: sets), Self.isObserved(set),
            Self.isObserved(live)
        else { return false }
        let wanted =
            live.integer("spec", "replicas", default: 1) - DeploymentRollout.maximumUnavailable(of: live)
        return set.integer("status", "readyReplicas", default: 0) >= wanted
    }

    private static func isObserved(_ live: Value) -> Bool {
        live.integer("status", "observedGeneration", default: 0) == live.integer("metadata", "generation", default: 0)
    }

    private static func isPodReady(_ pod: Value) -> Bool {
        pod.conditions.contains { $0.type == "Ready" && $0.status == "True" }
    }

    private static func isJobReady(_ job: Value) throws(KubeError) -> Bool {
        if job.integer("status", "failed", default: 0) > job.integer("spec", "backoffLimit", default: 6) {
            throw KubeError(
                .failed, "job is failed: \(job.text("metadata", "namespace"))/\(job.text("metadata", "name"))",
                status: 400)
        }
        guard let completions = job[path: ["spec", "completions"]]?.intValue else { return true }
        return job.integer("status", "succeeded", default: 0) >= completions
    }

    private static func isServiceReady(_ service: Value) -> Bool {
        let type = service.text("spec", "type")
        if type == "ExternalName" { return true }
        if service.text("spec", "clusterIP").isEmpty { return false }
        guard type == "LoadBalancer" else { return true }
        if !(service[path: ["spec", "externalIPs"]]?.listValue ?? []).isEmpty { return true }
        return service[path: ["status", "loadBalancer", "ingress"]]?.listValue != nil
    }

    private static func isDaemonSetReady(_ set: Value) -> Bool {
        guard isObserved(set) else { return false }
        guard set.text("spec", "updateStrategy", "type") == "RollingUpdate" else { return true }
        let wanted = set.integer("status", "desiredNumberScheduled", default: 0)
        guard set.integer("status", "updatedNumberScheduled", default: 0) == wanted else { return false }
        let unavailable =
            DeploymentRollout.scaled(
                set[path: ["spec", "updateStrategy", "rollingUpdate", "maxUnavailable"]], of: wanted, roundsUp: true)
            ?? wanted
        return set.integer("status", "numberReady", default: 0) >= wanted - unavailable
    }

    private static func isStatefulSetReady(_ set: Value) -> Bool {
        guard isObserved(set) else { return false }
        guard set.text("spec", "updateStrategy", "type") == "RollingUpdate" else { return true }
        let partition = set.integer("spec", "updateStrategy", "rollingUpdate", "partition", default: 0)
        let wanted = set.integer("spec", "replicas", default: 1)
        guard set.integer("status", "updatedReplicas", default: 0) >= wanted - partition,
            set.integer("status", "readyReplicas", default: 0) == wanted
        else { return false }
        return partition != 0
            || set.text("status", "currentRevision") == set.text("status", "updateRevision")
    }

    private static func isDefinitionReady(_ definition: Value) -> Bool {
        definition.conditions.contains {
            $0.type == "Established" && $0.status == "True" || $0.type == "NamesAccepted" && $0.status == "False"
        }
    }
}
