import HelmValues
import KubeSchema
import Testing

@testable import EmbeddedCluster

/// Whatever a body holds, storing it ends with an object or a refusal.
@Suite struct ApplyMutationTests {
    struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) ^ state << 11
        }
    }

    private static let odd: [Value] = [
        .null, true, 0, -1, .int(.max), .int(.min), .float(1.5), "", "1e999", "99999999999999999999Gi", "-0.000000001",
        [], [:],
        [[]], [.null], [[:]], [["name": "web"], ["name": "web"]], ["f:a": 1],
        [
            [
                "manager": "x", "operation": "Apply", "apiVersion": "v1", "fieldsType": "FieldsV1",
                "fieldsV1": ["k:{": [:]],
            ]
        ],
    ]

    private func mutated(_ value: Value, _ dice: inout Dice) -> Value {
        if Int.random(in: 0..<16, using: &dice) == 0 { return Self.odd.randomElement(using: &dice) ?? .null }
        switch value {
        case .map(let map):
            return .map(ValueMap(pairs: map.map { ($0.key, mutated($0.value, &dice)) }))
        case .list(let list):
            var result = list.map { mutated($0, &dice) }
            if Int.random(in: 0..<6, using: &dice) == 0, let extra = result.randomElement(using: &dice) {
                result.append(extra)
            }
            return .list(result)
        default:
            return value
        }
    }

    @Test(arguments: 0..<4)
    func endsWithAnObjectOrARefusal(_ seed: Int) {
        var dice = Dice(state: UInt64(seed + 1))
        for recorded in RecordedWrites.all {
            var server = ReplayServer()
            server.checksMigration = false
            for event in recorded.events {
                var event = event
                if event["get"] != nil || event["body"] == nil { continue }
                if Bool.random(using: &dice) { event["body"] = mutated(event["body"] ?? .null, &dice) }
                _ = server.write(event, time: "2026-01-01T00:00:00Z")
                let kind = GroupVersionKind(
                    apiVersion: event["body"]?["apiVersion"]?.stringValue ?? "",
                    kind: event["body"]?["kind"]?.stringValue ?? "")
                if let type = TypeCatalog.kubernetes.type(of: kind) {
                    _ = StrictDecoding.typeError(in: event["body"] ?? .null, type: .object(type))
                    _ = StrictDecoding.unknownFields(in: event["body"] ?? .null, type: .object(type))
                    _ = StrictDecoding.pruned(event["body"] ?? .null, type: .object(type))
                }
            }
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: 0..<4)
    func controllersSurvive(_ seed: Int) async throws {
        var dice = Dice(state: UInt64(seed + 1))
        let store = ControllersMemoryStore()
        for number in 0..<40 {
            for (resource, object) in [
                (ResourceType.deployments, Workload.deployment(replicas: 2)),
                (.statefulSets, Workload.statefulSet(replicas: 2)),
                (.jobs, Workload.job(completions: 2, parallelism: 1)),
            ] {
                var value = mutated(object, &dice)
                guard case .map = value else { continue }
                value["metadata"] = ["name": .string("w\(number)"), "namespace": "ns"]
                value["kind"] = object["kind"]
                value["apiVersion"] = object["apiVersion"]
                value["status"] = mutated(["replicas": 1, "conditions": [["type": "Progressing"]]], &dice)
                _ = try? await store.create(value, in: resource)
            }
        }
        let controllers = SimulatedControllers(
            store: store, configuration: .init(delay: .milliseconds(1), maximumPods: 5), now: { "2026-01-01T00:00:00Z" }
        )
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await controllers.run() }
            group.addTask { try? await Task.sleep(for: .milliseconds(700)) }
            await group.next()
            group.cancelAll()
        }
        #expect(!(await store.views(.pods).isEmpty))
    }
}
