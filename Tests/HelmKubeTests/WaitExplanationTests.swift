import HelmTesting
import HelmValues
import Testing

@testable import HelmKube

/// Why a wait failed, as people want to know it; Helm's own lines stay as they are.
@Suite struct WaitExplanationTests {
    private static let web: Value = [
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": ["name": "web", "namespace": "ns", "resourceVersion": "5", "generation": 1],
        "spec": ["replicas": 2, "selector": ["matchLabels": ["app": "web"]]],
        "status": [
            "observedGeneration": 1, "replicas": 2, "updatedReplicas": 2, "readyReplicas": 1, "availableReplicas": 1,
            "conditions": [
                ["type": "Available", "status": "False", "reason": "MinimumReplicasUnavailable", "message": "too few"],
                ["type": "Progressing", "status": "True", "reason": "ReplicaSetUpdated", "message": "fine"],
                ["type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": "quota"],
            ],
        ],
    ]

    private static func pod(_ name: String, ready: Bool) -> Value {
        [
            "metadata": ["name": .string(name), "namespace": "ns", "uid": .string("uid-" + name)],
            "status": [
                "phase": ready ? "Running" : "Pending",
                "conditions": [["type": "Ready", "status": ready ? "True" : "False"]],
                "initContainerStatuses": [
                    ["name": "init", "state": ["terminated": ["exitCode": 3, "reason": "Error"]]],
                    ["name": "fine", "state": ["terminated": ["exitCode": 0]]],
                ],
                "containerStatuses": [
                    [
                        "name": "app",
                        "state": ["waiting": ["reason": "ImagePullBackOff", "message": "Back-off\npulling"]],
                    ]
                ],
            ],
        ]
    }

    private static func event(
        _ reason: String, _ time: String, field: String = "lastTimestamp", count: Int64 = 1
    ) -> Value {
        var event: Value = [
            "type": "Warning", "reason": .string(reason), "message": .string("it \(reason)"), "count": .int(count),
        ]
        event[field] = .string(time)
        return event
    }

    private static func list(_ items: [Value]) -> [ScriptedServer.Step] {
        ScriptedServer.answer(
            200, WireCase.text(["kind": "List", "metadata": ["resourceVersion": "9"], "items": .list(items)]))
    }

    private func server(_ live: Value = web, events: [Value]? = []) throws -> ScriptedServer {
        try ScriptedServer { request in
            let target = request.target
            if target.contains("watch=true") { return [ScriptedServer.chunkedHead, .sleep(milliseconds: 3000)] }
            if target.contains("/events?") {
                return events.map { Self.list($0) } ?? status(403, "events are forbidden", reason: "Forbidden")
            }
            if target.contains("/pods?") {
                return Self.list([Self.pod("web-1", ready: false), Self.pod("web-2", ready: true)])
            }
            if target.contains("/replicasets?") { return Self.list([]) }
            return target.contains("/deployments/web")
                ? ScriptedServer.answer(200, WireCase.text(live)) : Self.list([live])
        }
    }

    private let awaited = object(web, plural: "deployments")

    private func failure(_ server: ScriptedServer, _ strategy: Waiter.Strategy = .watcher) async -> KubeError? {
        await HelmKubeTests.failure { () async throws(KubeError) in
            try await Waiter(client: client(server), strategy: strategy).ready([awaited], timeout: .milliseconds(700))
        }
    }

    @Test(arguments: [Waiter.Strategy.watcher, .legacy])
    func conditionsPodsAndTheirLastEvents(_ strategy: Waiter.Strategy) async throws {
        let server = try server(events: [
            Self.event("Third", "2026-01-01T00:00:03Z", count: 7), Self.event("First", "2026-01-01T00:00:01Z"),
            Self.event("Second", "2026-01-01T00:00:02.123456Z", field: "eventTime"),
            Self.event("Fourth", "2026-01-01T00:00:04Z"),
        ])
        let error = await failure(server, strategy)
        #expect(error?.message.hasSuffix("context deadline exceeded") == true)
        #expect(error?.message.contains("ImagePullBackOff") == false)
        #expect(
            error?.explanation == [
                "Deployment/ns/web: Available=False: MinimumReplicasUnavailable: too few",
                "Deployment/ns/web: ReplicaFailure=True: FailedCreate: quota",
                "  pod web-1: container init ended with 3: Error",
                "  pod web-1: container app waiting: ImagePullBackOff: Back-off pulling",
                "    Warning Second: it Second",
                "    Warning Third (x7): it Third",
                "    Warning Fourth: it Fourth",
            ])
        #expect(
            server.requests.contains {
                $0.target.hasSuffix(
                    "/api/v1/namespaces/ns/events?fieldSelector=involvedObject.name%3Dweb-1%2CinvolvedObject.namespace%3Dns%2CinvolvedObject.uid%3Duid-web-1&limit=100"
                )
            })
    }

    @Test func whatMayNotBeReadIsLeftOut() async throws {
        let error = await failure(try server(events: nil))
        #expect(error?.code == .timedOut)
        #expect(error?.explanation.count == 4)
    }

    @Test func linesAreBounded() async throws {
        var live = Self.web
        live["status"] = [
            "conditions": [
                [
                    "type": "Available", "status": "False", "reason": "R",
                    "message": .string(String(repeating: "x\n", count: 9_000)),
                ]
            ]
        ]
        let line = await failure(try server(live))?.explanation.first
        #expect(line?.count == WaitExplanation.maximumCharacters + 1)
        #expect(line?.contains("\n") == false)
    }

    @Test func whoGoesAwayIsToldNothing() async throws {
        let server = try server()
        let task = Task {
            await HelmKubeTests.failure { () async throws(KubeError) in
                try await Waiter(client: client(server), strategy: .watcher).ready([awaited], timeout: .seconds(60))
            }
        }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        let error = await task.value
        #expect(error?.code == .cancelled && error?.explanation == [])
    }
}
