import HelmTesting
import HelmValues
import Synchronization
import Testing

@testable import HelmKube

/// Waits against scripted collections; the texts are those of conformance/wire, sections 9 and 11.
@Suite struct WaiterTests {
    private static func deployment(ready: Int, uid: String = "") -> Value {
        var metadata: Value = ["name": "web", "namespace": "ns", "resourceVersion": "5", "generation": 1]
        if !uid.isEmpty { metadata["uid"] = .string(uid) }
        let count = Value.int(Int64(ready))
        return [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata,
            "spec": ["replicas": 2, "selector": ["matchLabels": ["app": "web"]]],
            "status": [
                "observedGeneration": 1, "replicas": 2, "updatedReplicas": 2, "readyReplicas": count,
                "availableReplicas": count,
                "conditions": [["type": "Available", "status": ready == 2 ? "True" : "False"]],
            ],
        ]
    }

    private static func event(_ type: String, _ object: Value) -> ScriptedServer.Step {
        ScriptedServer.chunk(WireCase.text(["type": .string(type), "object": object]) + "\n")
    }

    private static func list(_ items: [Value]) -> [ScriptedServer.Step] {
        ScriptedServer.answer(
            200, WireCase.text(["kind": "List", "metadata": ["resourceVersion": "9"], "items": .list(items)]))
    }

    /// Answers lists with `items` and watches with `watch`.
    private func server(_ items: [Value], watch: [ScriptedServer.Step]) throws -> ScriptedServer {
        try ScriptedServer { request in
            if request.target.contains("watch=true") { return [ScriptedServer.chunkedHead] + watch }
            if request.target.contains("replicasets") || request.target.contains("pods?") { return Self.list([]) }
            return Self.list(items)
        }
    }

    private let web = object(deployment(ready: 0), plural: "deployments")

    @Test func readyAtOnce() async throws {
        let server = try server([Self.deployment(ready: 2)], watch: [.sleep(milliseconds: 2000)])
        try await Waiter(client: client(server), strategy: .watcher).ready([web], timeout: .seconds(5))
        #expect(
            server.requests.first?.target
                == "/apis/apps/v1/namespaces/ns/deployments?fieldSelector=metadata.name%3Dweb&limit=500")
    }

    @Test(.timeLimit(.minutes(2))) func readyByWatch() async throws {
        let server = try server(
            [Self.deployment(ready: 0)],
            watch: [
                .sleep(milliseconds: 50), Self.event("MODIFIED", Self.deployment(ready: 1)),
                .sleep(milliseconds: 50), Self.event("MODIFIED", Self.deployment(ready: 2)),
                // Longer than the test may take: it must not end by the end of the stream.
                .sleep(milliseconds: 600_000),
            ])
        try await Waiter(client: client(server), strategy: .watcher).ready([web], timeout: .seconds(300))
    }

    @Test func timesOutWithOneLineAnObject() async throws {
        let server = try server([Self.deployment(ready: 0)], watch: [.sleep(milliseconds: 2000)])
        let error = await failure { () async throws(KubeError) in
            try await Waiter(client: client(server), strategy: .watcher).ready([web], timeout: .seconds(6))
        }
        #expect(error?.code == .timedOut)
        #expect(
            error?.message
                == "resource Deployment/ns/web not ready. status: InProgress, message: Available: 0/2\ncontext deadline exceeded"
        )
        #expect(error?.underlying.count == 2)
    }

    @Test func aCutStreamGoesOn() async throws {
        let count = Mutex(0)
        let server = try ScriptedServer { request in
            guard request.target.contains("watch=true") else {
                return Self.list(request.target.contains("/deployments") ? [Self.deployment(ready: 0)] : [])
            }
            let number = count.withLock { count in
                count += 1
                return count
            }
            return number == 1
                ? [ScriptedServer.chunkedHead, Self.event("MODIFIED", Self.deployment(ready: 1)), .close]
                : [
                    ScriptedServer.chunkedHead, Self.event("MODIFIED", Self.deployment(ready: 2)),
                    .sleep(milliseconds: 900),
                ]
        }
        try await Waiter(client: client(server), strategy: .watcher).ready([web], timeout: .seconds(60))
        #expect(server.requests.contains { $0.target.contains("resourceVersion=5") && $0.target.contains("watch") })
    }

    @Test func refusedListEndsTheWait() async throws {
        let server = try ScriptedServer { _ in status(403, "injected forbidden", reason: "Forbidden") }
        let error = await failure { () async throws(KubeError) in
            try await Waiter(client: client(server), strategy: .watcher).ready([web], timeout: .seconds(60))
        }
        #expect(error?.message == "failed to list apps/v1, Kind=Deployment: injected forbidden")
        #expect(error?.code == .forbidden)
    }

    @Test func otherListErrorsAreRetried() async throws {
        let count = Mutex(0)
        let server = try ScriptedServer { request in
            let number = count.withLock { count in
                count += 1
                return count
            }
            return number == 1 ? status(500, "injected") : Self.list([Self.deployment(ready: 2)])
        }
        try await Waiter(client: client(server), strategy: .watcher).ready([web], timeout: .seconds(60))
        #expect(server.requests.count >= 2)
    }

    @Test func crashLoopingPodsFailTheDeployment() async throws {
        let server = try ScriptedServer { request in
            if request.target.contains("watch=true") {
                return [ScriptedServer.chunkedHead, .sleep(milliseconds: 2000)]
            }
            if request.target.contains("replicasets") {
                return Self.list([["spec": ["replicas": 2, "selector": ["matchLabels": ["app": "web"]]]]])
            }
            if request.target.contains("pods") {
                let waiting: Value = ["name": "c", "state": ["waiting": ["reason": "CrashLoopBackOff"]]]
                return Self.list([["status": ["phase": "Running", "containerStatuses": [waiting]]]])
            }
            return Self.list([Self.deployment(ready: 0)])
        }
        let error = await failure { () async throws(KubeError) in
            try await Waiter(client: client(server), strategy: .watcher).ready([web], timeout: .seconds(60))
        }
        #expect(error?.code == .failed)
        #expect(
            error?.message == "resource Deployment/ns/web not ready. status: Failed, message: 1 pods have failed")
    }

    @Test func cancelled() async throws {
        let server = try server([Self.deployment(ready: 0)], watch: [.sleep(milliseconds: 20_000)])
        let waiter = Waiter(client: client(server), strategy: .watcher)
        let web = web
        let task = Task {
            await failure { () async throws(KubeError) in try await waiter.ready([web], timeout: .seconds(60)) }
        }
        try await Task.sleep(for: .milliseconds(200))
        task.cancel()
        let error = await task.value
        #expect(error?.code == .cancelled)
        #expect(error?.message.hasSuffix("context canceled") == true)
    }

    @Test func whatTheServerJustAnsweredIsNotAskedAgain() async throws {
        let server = try server([], watch: [])
        let live = object(
            ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "ns", "uid": "1"]],
            plural: "configmaps")
        try await Waiter(client: client(server), strategy: .watcher).ready([live], timeout: .seconds(1))
        #expect(server.requests.isEmpty)
    }

    @Test func hookOnlyWaitsForNothingElse() async throws {
        let server = try server([], watch: [])
        let waiter = Waiter(client: client(server), strategy: .hookOnly)
        try await waiter.ready([web], timeout: .seconds(1))
        try await waiter.gone([web], timeout: .seconds(1))
        #expect(server.requests.isEmpty)
    }

    // MARK: Hooks

    private static func job(_ condition: String?) -> Value {
        var job: Value = [
            "apiVersion": "batch/v1", "kind": "Job", "metadata": ["name": "j", "namespace": "ns"],
            "spec": ["completions": 1], "status": ["failed": 1],
        ]
        if let condition {
            job["status"] = [
                "failed": 1,
                "conditions": [["type": .string(condition), "status": "True", "reason": "BackoffLimitExceeded"]],
            ]
        }
        return job
    }

    private func hook(
        _ items: [Value], strategy: Waiter.Strategy = .hookOnly, timeout: Duration = .seconds(60)
    ) async throws -> KubeError? {
        let server = try ScriptedServer { request in
            if request.target.contains("watch=true") {
                return [
                    ScriptedServer.chunkedHead, Self.event("MODIFIED", items.last ?? [:]), .sleep(milliseconds: 1500),
                ]
            }
            return request.target.hasSuffix("/jobs/j")
                ? ScriptedServer.answer(200, WireCase.text(items.last ?? [:])) : Self.list([items[0]])
        }
        let hook = object(Self.job(nil), plural: "jobs")
        return await failure { () async throws(KubeError) in
            try await Waiter(client: client(server), strategy: strategy).hookDone([hook], timeout: timeout)
        }
    }

    @Test func hookJobs() async throws {
        #expect(try await hook([Self.job(nil), Self.job("Complete")]) == nil)
        let failed = try await hook([Self.job(nil), Self.job("Failed")])
        #expect(failed?.code == .failed)
        #expect(failed?.message == "resource Job/ns/j not ready. status: Failed, message: Job Failed. failed: 1/1")
        let legacy = try await hook([Self.job("Failed")], strategy: .legacy)
        #expect(legacy?.message == "job j failed: BackoffLimitExceeded")
        let late = try await hook([Self.job(nil)], timeout: .seconds(6))
        #expect(
            late?.message
                == "resource Job/ns/j not ready. status: InProgress, message: Job in progress\ncontext deadline exceeded"
        )
        #expect(
            try await hook([Self.job(nil)], strategy: .legacy, timeout: .seconds(6))?.message
                == "context deadline exceeded")
    }

    // MARK: Deletion

    @Test func goneByWatch() async throws {
        var terminating = Self.deployment(ready: 2)
        terminating["metadata"]?["deletionTimestamp"] = "2026-01-01T00:00:00Z"
        let server = try server(
            [terminating],
            watch: [.sleep(milliseconds: 50), Self.event("DELETED", terminating), .sleep(milliseconds: 900)])
        try await Waiter(client: client(server), strategy: .watcher).gone([web], timeout: .seconds(60))
        let stays = try self.server([terminating], watch: [.sleep(milliseconds: 900)])
        let error = await failure { () async throws(KubeError) in
            try await Waiter(client: client(stays), strategy: .watcher).gone([web], timeout: .seconds(6))
        }
        #expect(
            error?.message
                == "resource Deployment/ns/web still exists. status: Terminating, message: Resource scheduled for deletion\ncontext deadline exceeded"
        )
    }

    @Test func goneAlready() async throws {
        let server = try server([], watch: [.sleep(milliseconds: 500)])
        try await Waiter(client: client(server), strategy: .watcher).gone([web], timeout: .seconds(5))
    }

    // MARK: Legacy

    @Test func legacyPolls() async throws {
        let count = Mutex(0)
        let server = try ScriptedServer { request in
            let number = count.withLock { count in
                count += 1
                return count
            }
            let pod: Value = [
                "kind": "Pod", "metadata": ["name": "p"],
                "status": ["conditions": [["type": "Ready", "status": number > 2 ? "True" : "False"]]],
            ]
            return ScriptedServer.answer(200, WireCase.text(pod))
        }
        let pod = object(["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p"]], plural: "pods")
        let clock = InstantClock()
        try await Waiter(client: client(server), strategy: .legacy, clock: clock).ready([pod], timeout: .seconds(300))
        #expect(server.requests.count == 3)
        #expect(clock.slept == [.seconds(2), .seconds(2)])
    }

    @Test func legacyTimesOut() async throws {
        let server = try ScriptedServer { _ in ScriptedServer.answer(200, "{\"kind\":\"Pod\"}") }
        let pod = object(["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p"]], plural: "pods")
        let error = await failure { () async throws(KubeError) in
            try await Waiter(client: client(server), strategy: .legacy, clock: InstantClock())
                .ready([pod], timeout: .seconds(5))
        }
        #expect(error?.message == "context deadline exceeded")
        #expect(error?.code == .timedOut)
    }

    @Test func legacyEndsOnWhatCannotGetBetter() async throws {
        let server = try ScriptedServer { _ in status(403, "no", reason: "Forbidden") }
        let pod = object(["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p"]], plural: "pods")
        let error = await failure { () async throws(KubeError) in
            try await Waiter(client: client(server), strategy: .legacy, clock: InstantClock())
                .ready([pod], timeout: .seconds(500))
        }
        #expect(error?.code == .forbidden)
        let flaky = try ScriptedServer { _ in status(500, "injected") }
        let tired = await failure { () async throws(KubeError) in
            try await Waiter(client: client(flaky), strategy: .legacy, clock: InstantClock())
                .ready([pod], timeout: .seconds(500))
        }
        #expect(tired?.message == "injected")
        #expect(flaky.requests.count == 31)
    }
}

/// Sleeps take no time.
final class InstantClock: Clock, Sendable {
    typealias Instant = ContinuousClock.Instant
    private let sleeps = Mutex<[Duration]>([])
    private let start = ContinuousClock.now

    var now: Instant { start + sleeps.withLock { $0.reduce(.zero, +) } }
    var minimumResolution: Duration { .nanoseconds(1) }
    var slept: [Duration] { sleeps.withLock { $0 } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let pause = deadline - now
        sleeps.withLock { $0.append(pause) }
        try Task.checkCancellation()
    }
}
