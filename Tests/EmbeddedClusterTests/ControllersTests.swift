import HelmValues
import KubeSchema
import Testing

@testable import EmbeddedCluster

@Suite(.timeLimit(.minutes(1))) struct ControllersTests {
    private let store = ControllersMemoryStore()

    /// Runs `body` beside the controllers.
    private func run(_ body: @Sendable @escaping (ControllersMemoryStore) async throws -> Void) async throws {
        let controllers = SimulatedControllers(
            store: store, configuration: .init(delay: .milliseconds(5)), now: { "2026-01-01T00:00:00Z" })
        try await withThrowingTaskGroup(of: Void.self) { [store] group in
            group.addTask { await controllers.run() }
            group.addTask { try await body(store) }
            try await group.next()
            group.cancelAll()
        }
    }

    // MARK: Deployments

    @Test func bringsADeploymentToItsReadyState() async throws {
        try await run { store in
            _ = try await store.create(Workload.deployment(replicas: 3), in: .deployments)
            let deployment = try await store.eventually("web", .deployments) {
                $0.isTrue("Available") && Workload.isRolledOut($0)
            }
            #expect(deployment.status["replicas"] == 3)
            #expect(deployment.status["availableReplicas"] == 3)
            #expect(deployment.status["observedGeneration"] == .int(deployment.generation))
            #expect(deployment.condition("Progressing")?["reason"] == "NewReplicaSetAvailable")
            #expect(deployment.annotations[DeploymentController.revisionAnnotation] == "1")
            let pods = await store.views(.pods)
            #expect(pods.count == 3)
            #expect(pods.allSatisfy { $0.status["phase"] == "Running" && $0.labels["app"] == "web" })
        }
    }

    @Test func rollsOutAChangedImageAndBack() async throws {
        try await run { store in
            _ = try await store.create(Workload.deployment(replicas: 2), in: .deployments)
            _ = try await store.eventually("web", .deployments, Workload.isRolledOut)
            for (image, revision) in [("example.com/web:2", "2"), ("example.com/web:1", "3")] {
                try await store.change("web", .deployments) { Workload.setImage(image, &$0) }
                let deployment = try await store.eventually("web", .deployments) {
                    Workload.isRolledOut($0)
                        && $0.annotations[DeploymentController.revisionAnnotation] == .string(revision)
                }
                #expect(deployment.status["updatedReplicas"] == 2)
                let pods = await store.views(.pods)
                #expect(pods.allSatisfy { Workload.image($0) == .string(image) })
                #expect(await store.views(.replicaSets).count == 2)
            }
        }
    }

    @Test func scalesDown() async throws {
        try await run { store in
            _ = try await store.create(Workload.deployment(replicas: 4), in: .deployments)
            _ = try await store.eventually("web", .deployments, Workload.isRolledOut)
            try await store.change("web", .deployments) { $0["spec"]?["replicas"] = 1 }
            _ = try await store.eventually("web", .deployments) {
                $0.status["replicas"] == 1 && Workload.isRolledOut($0)
            }
            #expect(await store.views(.pods).count == 1)
        }
    }

    @Test func recreates() async throws {
        try await run { store in
            var value = Workload.deployment(replicas: 2)
            value["spec"]?["strategy"] = ["type": "Recreate"]
            _ = try await store.create(value, in: .deployments)
            _ = try await store.eventually("web", .deployments, Workload.isRolledOut)
            try await store.change("web", .deployments) { Workload.setImage("example.com/web:2", &$0) }
            _ = try await store.eventually("web", .deployments) {
                Workload.isRolledOut($0) && $0.annotations[DeploymentController.revisionAnnotation] == "2"
            }
        }
    }

    @Test func leavesOutWhatIsNeverReady() async throws {
        try await run { store in
            var value = Workload.deployment(replicas: 2)
            value["metadata"]?["annotations"] = [SimulatedControllers.behaviourAnnotation: "never-ready"]
            _ = try await store.create(value, in: .deployments)
            _ = try await store.eventually("web", .deployments) { $0.status["replicas"] == 2 }
            for _ in 0..<2 { _ = try await store.eventually(nil, .pods) { $0.status["phase"] == "Running" } }
            try await Task.sleep(for: .milliseconds(50))
            let deployment = try await store.eventually("web", .deployments) { _ in true }
            #expect(deployment.condition("Available")?["status"] == "False")
            #expect(deployment.status["unavailableReplicas"] == 2)
            // Freed while something waits for it.
            try await store.change("web", .deployments) {
                $0["metadata"]?["annotations"]?[SimulatedControllers.behaviourAnnotation] = Value?.none
            }
            _ = try await store.eventually("web", .deployments, Workload.isRolledOut)
        }
    }

    @Test func failsWhatIsToFail() async throws {
        try await run { store in
            var value = Workload.deployment(replicas: 1)
            value["spec"]?["template"]?["metadata"]?["annotations"] = [
                SimulatedControllers.behaviourAnnotation: "failed"
            ]
            _ = try await store.create(value, in: .deployments)
            let deployment = try await store.eventually("web", .deployments) {
                $0.condition("Progressing")?["status"] == "False"
            }
            #expect(deployment.condition("Progressing")?["reason"] == "ProgressDeadlineExceeded")
        }
    }

    // MARK: Other workloads

    @Test func numbersThePodsOfAStatefulSet() async throws {
        try await run { store in
            _ = try await store.create(Workload.statefulSet(replicas: 3), in: .statefulSets)
            var set = try await store.eventually("db", .statefulSets) { $0.status["readyReplicas"] == 3 }
            #expect(await store.views(.pods).map(\.name).sorted() == ["db-0", "db-1", "db-2"])
            for name in ["data-db-0", "data-db-1", "data-db-2"] {
                _ = try await store.eventually(name, .claims) { $0.status["phase"] == "Bound" }
            }
            let before = set.status["updateRevision"]
            try await store.change("db", .statefulSets) { Workload.setImage("example.com/web:2", &$0) }
            set = try await store.eventually("db", .statefulSets) {
                $0.status["updatedReplicas"] == 3 && $0.status["readyReplicas"] == 3
                    && $0.status["currentRevision"] == $0.status["updateRevision"]
                    && $0.status["updateRevision"] != before
            }
            #expect(await store.views(.pods).allSatisfy { Workload.image($0) == "example.com/web:2" })
            try await store.change("db", .statefulSets) { $0["spec"]?["replicas"] = 1 }
            _ = try await store.eventually("db", .statefulSets) { $0.status["replicas"] == 1 }
            #expect(await store.views(.pods).map(\.name) == ["db-0"])
        }
    }

    @Test func runsADaemonSet() async throws {
        try await run { store in
            var value = Workload.deployment(replicas: 1)
            value["kind"] = "DaemonSet"
            value["spec"]?["replicas"] = Value?.none
            _ = try await store.create(value, in: .daemonSets)
            let set = try await store.eventually("web", .daemonSets) { $0.status["numberAvailable"] == 1 }
            #expect(set.status["desiredNumberScheduled"] == 1)
            #expect(set.status["updatedNumberScheduled"] == 1)
        }
    }

    @Test func completesAJob() async throws {
        try await run { store in
            _ = try await store.create(Workload.job(completions: 3, parallelism: 2), in: .jobs)
            let job = try await store.eventually("work", .jobs) { $0.isTrue("Complete") }
            #expect(job.status["succeeded"] == 3)
            #expect(job.status["completionTime"] != nil)
            #expect(await store.views(.pods).allSatisfy { $0.status["phase"] == "Succeeded" })
        }
    }

    @Test func failsAJobAfterItsRetries() async throws {
        try await run { store in
            var value = Workload.job(completions: 1, parallelism: 1)
            value["spec"]?["backoffLimit"] = 2
            value["metadata"]?["annotations"] = [SimulatedControllers.behaviourAnnotation: "failed"]
            _ = try await store.create(value, in: .jobs)
            let job = try await store.eventually("work", .jobs) { $0.isTrue("Failed") }
            #expect(job.condition("Failed")?["reason"] == "BackoffLimitExceeded")
            #expect(job.status["failed"] == 3)
        }
    }
}

/// Objects for these tests.
enum Workload {
    static func deployment(replicas: Int64) -> Value {
        [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web", "namespace": "ns"],
            "spec": [
                "replicas": .int(replicas), "selector": ["matchLabels": ["app": "web"]],
                "template": [
                    "metadata": ["labels": ["app": "web"]],
                    "spec": ["containers": [["name": "web", "image": "example.com/web:1"]]],
                ],
            ],
        ]
    }

    static func statefulSet(replicas: Int64) -> Value {
        var value = deployment(replicas: replicas)
        value["kind"] = "StatefulSet"
        value["metadata"]?["name"] = "db"
        value["spec"]?["volumeClaimTemplates"] = [
            [
                "metadata": ["name": "data"],
                "spec": ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Gi"]]],
            ]
        ]
        return value
    }

    static func job(completions: Int64, parallelism: Int64) -> Value {
        [
            "apiVersion": "batch/v1", "kind": "Job", "metadata": ["name": "work", "namespace": "ns"],
            "spec": [
                "completions": .int(completions), "parallelism": .int(parallelism),
                "template": [
                    "metadata": [:],
                    "spec": [
                        "restartPolicy": "Never", "containers": [["name": "main", "image": "example.com/job:1"]],
                    ],
                ],
            ],
        ]
    }

    static func setImage(_ image: String, _ value: inout Value) {
        value["spec"]?["template"]?["spec"]?["containers"] = [["name": "web", "image": .string(image)]]
        value = ObjectRules.defaulted(
            value, kind: .init(apiVersion: "apps/v1", kind: value["kind"]?.stringValue ?? ""))
    }

    static func image(_ pod: ObjectView) -> Value? { pod.spec["containers"]?.listValue?.first?["image"] }

    /// As `kubectl rollout status` decides.
    @Sendable static func isRolledOut(_ deployment: ObjectView) -> Bool {
        let wanted = deployment.spec["replicas"]
        return deployment.status["observedGeneration"] == .int(deployment.generation)
            && deployment.status["updatedReplicas"] == wanted && deployment.status["replicas"] == wanted
            && deployment.status["availableReplicas"] == wanted
    }
}

extension ControllersMemoryStore {
    struct NeverHappened: Error, CustomStringConvertible {
        let description: String
    }

    func views(_ resource: ResourceType) async -> [ObjectView] {
        await objects(resource, namespace: nil).map(ObjectView.init)
    }

    func eventually(
        _ name: String?, _ resource: ResourceType, _ condition: @Sendable (ObjectView) -> Bool
    ) async throws -> ObjectView {
        for _ in 0..<1000 {
            if let found = await views(resource).first(where: { (name == nil || $0.name == name) && condition($0) }) {
                return found
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        let last = await views(resource).map { String(decoding: JSON.encode($0.value), as: UTF8.self) }
        throw NeverHappened(description: "never so: \(last.joined(separator: "\n"))")
    }

    func change(_ name: String, _ resource: ResourceType, _ body: (inout Value) -> Void) async throws {
        let key = ObjectKey(resource: resource, namespace: "ns", name: name)
        for _ in 0..<50 {
            guard var value = await object(key) else { throw Refusal.missing }
            body(&value)
            do {
                try await update(value, at: key, subresource: "")
                return
            } catch Refusal.conflict {
                continue
            }
        }
        throw Refusal.conflict
    }
}
