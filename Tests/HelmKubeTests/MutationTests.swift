import HelmTesting
import HelmValues
import KubeSchema
import Testing

@testable import HelmKube

/// Whatever a file or a server says, it ends in a value or in an error: no crash, no hang.
@Suite struct MutationTests {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    private static func mutated(_ bytes: [UInt8], _ generator: inout Generator) -> [UInt8] {
        var result = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !result.isEmpty {
            let index = Int.random(in: 0..<result.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: result[index] = UInt8.random(in: 0...255, using: &generator)
            case 1: result.remove(at: index)
            case 2: result.insert(contentsOf: result[index..<min(index + 20, result.count)], at: index)
            default: result.removeSubrange(index..<min(index + 30, result.count))
            }
        }
        return result
    }

    /// A value with some scalars replaced by others that do not belong there.
    private static func mutated(_ value: Value, _ generator: inout Generator) -> Value {
        if Int.random(in: 0..<12, using: &generator) == 0 {
            let odd: [Value] = [
                .null, true, .int(.max), .int(.min), 1.5, "", "100000000000%", [], [:], [[:]], ["a": "b"],
                "2026-99-99T99:99:99Z",
            ]
            return odd.randomElement(using: &generator) ?? .null
        }
        switch value {
        case .list(let items): return .list(items.map { mutated($0, &generator) })
        case .map(let map):
            return .map(ValueMap(pairs: map.map { ($0.key, mutated($0.value, &generator)) }))
        default: return value
        }
    }

    @Test func kubeconfigs() {
        let seed = """
            current-context: one
            clusters: [{name: c, cluster: {server: "https://u:p@h:1/x", certificate-authority-data: Q0E=}}]
            users: [{name: u, user: {token: t, as-user-extra: {a: [b]}, client-key-data: Q0E=}}]
            contexts: [{name: one, context: {cluster: c, user: u, namespace: n}}]
            """
        var generator = Generator(state: 1)
        for _ in 0..<1000 {
            _ = try? Kubeconfig(bytes: Self.mutated(Array(seed.utf8), &generator), folder: "/nowhere")
        }
    }

    @Test func addresses() {
        var generator = Generator(state: 2)
        for seed in ["https://user:pa%40ss@[::1]:6443/a/b", "host:1", "http://h"] {
            for _ in 0..<700 {
                let text = String(decoding: Self.mutated(Array(seed.utf8), &generator), as: UTF8.self)
                let (address, _) = ServerAddress.separated(text)
                _ = try? ServerAddress.normalized(address)
                _ = ServerAddress.isPrivate(text)
                _ = ServerAddress.matches(text, pattern: "https://*.a*")
            }
        }
    }

    @Test func discovery() {
        var generator = Generator(state: 3)
        let seed = WireCase.document["api"] ?? .null
        for _ in 0..<30 {
            var builder = CatalogBuilder()
            builder.add(aggregated: Self.mutated(seed, &generator))
            builder.add(legacy: Self.mutated(seed, &generator), "g", "v1")
            _ = builder.catalog
        }
    }

    @Test func liveObjects() {
        var generator = Generator(state: 4)
        let kinds: [(String, String)] = [
            ("apps/v1", "Deployment"), ("apps/v1", "StatefulSet"), ("apps/v1", "DaemonSet"), ("apps/v1", "ReplicaSet"),
            ("batch/v1", "Job"), ("v1", "Pod"), ("v1", "Service"), ("v1", "PersistentVolumeClaim"),
            ("apiextensions.k8s.io/v1", "CustomResourceDefinition"), ("x/v1", "Custom"),
        ]
        let seed: Value = [
            "metadata": [
                "generation": 2, "uid": "u", "creationTimestamp": "2026-01-01T00:00:00Z",
                "managedFields": [["manager": "helm", "operation": "Update", "fieldsV1": ["f:a": [:]]]],
            ],
            "spec": [
                "replicas": 3, "type": "LoadBalancer", "completions": 1,
                "selector": [
                    "matchLabels": ["a": "b"], "matchExpressions": [["key": "k", "operator": "In", "values": ["v"]]],
                ],
                "strategy": ["type": "RollingUpdate", "rollingUpdate": ["maxSurge": "25%", "maxUnavailable": 1]],
                "updateStrategy": ["type": "RollingUpdate", "rollingUpdate": ["partition": 1]],
            ],
            "status": [
                "observedGeneration": 2, "replicas": 1, "readyReplicas": 0, "updatedReplicas": 1, "phase": "Pending",
                "desiredNumberScheduled": 2,
                "containerStatuses": [["name": "c", "state": ["waiting": ["reason": "x"]]]],
                "conditions": [
                    ["type": "Ready", "status": "False", "reason": "r"],
                    ["type": "PodScheduled", "status": "False", "reason": "Unschedulable"],
                ],
            ],
        ]
        for _ in 0..<400 {
            let value = Self.mutated(seed, &generator)
            for (version, kind) in kinds {
                let kind = GroupVersionKind(apiVersion: version, kind: kind)
                for rules in [StatusRules.ready, .readyWithJobs, .hook] { _ = rules.status(of: value, kind: kind) }
            }
            _ = LabelSelector.text(value[path: ["spec", "selector"]])
            _ = DeploymentRollout.maximumUnavailable(of: value)
            _ = DeploymentRollout.newReplicaSet(of: value, among: [value])
            _ = ManagedFieldsMigration.patch(value, manager: "helm")
            _ = StatusError.error(from: value)
        }
    }

    @Test func watchLines() {
        var generator = Generator(state: 5)
        let seed = Array(String(repeating: "{\"type\":\"ADDED\"}\n\r\n", count: 5).utf8)
        for _ in 0..<700 {
            var buffer = LineBuffer()
            var bytes = Self.mutated(seed, &generator)[...]
            while !bytes.isEmpty {
                let count = min(Int.random(in: 1...7, using: &generator), bytes.count)
                _ = buffer.append(Array(bytes.prefix(count)))
                bytes = bytes.dropFirst(count)
                while buffer.next() != nil {}
            }
        }
    }
}
