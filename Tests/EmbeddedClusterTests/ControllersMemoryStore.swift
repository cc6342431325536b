import HelmValues
import KubeSchema
import Synchronization

@testable import EmbeddedCluster

/// A store for the controllers alone: no HTTP, but the same rules of versions and defaults.
final class ControllersMemoryStore: ControlledStore {
    enum Refusal: Error { case conflict, missing, exists }

    fileprivate struct State {
        var objects: [ObjectKey: Value] = [:]
        var revision = 0
        var listeners: [AsyncStream<ObjectKey>.Continuation] = []
    }

    private let state = Mutex(State())

    func object(_ key: ObjectKey) async -> Value? { state.withLock { $0.objects[key] } }

    func objects(_ resource: ResourceType, namespace: String?) async -> [Value] {
        state.withLock { state in
            state.objects.filter { $0.key.resource == resource && (namespace == nil || $0.key.namespace == namespace) }
                .map(\.value)
        }
    }

    func create(_ object: Value, in resource: ResourceType) async throws -> Value {
        try state.withLock { state in
            state.revision += 1
            var object = object
            if object["metadata"]?["name"] == nil {
                let prefix = object["metadata"]?["generateName"]?.stringValue ?? ""
                object["metadata"]?["name"] = .string("\(prefix)\(state.revision)")
            }
            object["metadata"]?["uid"] = .string("uid-\(state.revision)")
            object["metadata"]?["generation"] = 1
            object["metadata"]?["resourceVersion"] = .string("\(state.revision)")
            object["metadata"]?["creationTimestamp"] = .string("2026-01-01T00:00:00Z")
            let kind = GroupVersionKind(
                apiVersion: object["apiVersion"]?.stringValue ?? "", kind: object["kind"]?.stringValue ?? "")
            object = ObjectRules.defaulted(object, kind: kind)
            let key = Self.key(object, resource)
            guard state.objects[key] == nil else { throw Refusal.exists }
            state.objects[key] = object
            state.tell(key)
            return object
        }
    }

    func update(_ object: Value, at key: ObjectKey, subresource: String) async throws {
        try state.withLock { state in
            guard let live = state.objects[key] else { throw Refusal.missing }
            guard live["metadata"]?["resourceVersion"] == object["metadata"]?["resourceVersion"] else {
                throw Refusal.conflict
            }
            var changed = object
            if subresource == "status" {
                changed = live
                changed["status"] = object["status"]
            } else {
                changed["status"] = live["status"]
                if changed["spec"] != live["spec"] {
                    changed["metadata"]?["generation"] = .int(Int64(live["metadata"]?["generation"]?.intValue ?? 0) + 1)
                }
            }
            state.put(changed, at: key)
        }
    }

    func delete(_ key: ObjectKey) async {
        state.withLock { state in
            guard state.objects.removeValue(forKey: key) != nil else { return }
            state.tell(key)
        }
    }

    func changes() async -> AsyncStream<ObjectKey> {
        let (stream, continuation) = AsyncStream<ObjectKey>.makeStream()
        state.withLock { state in
            for key in state.objects.keys { continuation.yield(key) }
            state.listeners.append(continuation)
        }
        return stream
    }

    private static func key(_ object: Value, _ resource: ResourceType) -> ObjectKey {
        ObjectKey(
            resource: resource, namespace: object["metadata"]?["namespace"]?.stringValue ?? "",
            name: object["metadata"]?["name"]?.stringValue ?? "")
    }
}

extension ControllersMemoryStore.State {
    fileprivate func tell(_ key: ObjectKey) { for listener in listeners { listener.yield(key) } }

    fileprivate mutating func put(_ object: Value, at key: ObjectKey) {
        var object = object
        guard objects[key] != object else { return }
        revision += 1
        object["metadata"]?["resourceVersion"] = .string("\(revision)")
        objects[key] = object
        tell(key)
    }
}
