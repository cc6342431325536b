import HelmValues
import KubeSchema
import Synchronization

@testable import EmbeddedCluster

/// A store for the controllers alone: no HTTP, but the same rules of versions, finalizers and defaults.
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

    func resources() async -> [ResourceType] { state.withLock { Array(Set($0.objects.keys.map(\.resource))) } }

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
            if kind.kind == "Namespace" { object["spec"] = ["finalizers": ["kubernetes"]] }
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

    func delete(_ key: ObjectKey) async { delete(key, finalizer: nil) }

    /// Deletes as a client does, with a propagation policy's finalizer.
    func delete(_ key: ObjectKey, finalizer: String?) {
        state.withLock { state in
            guard var live = state.objects[key] else { return }
            var finalizers = live["metadata"]?["finalizers"]?.listValue ?? []
            if let finalizer { finalizers.append(.string(finalizer)) }
            live["metadata"]?["deletionTimestamp"] = "2026-01-01T00:00:01Z"
            live["metadata"]?["finalizers"] = finalizers.isEmpty ? Value?.none : .list(finalizers)
            state.put(live, at: key)
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
        let view = ObjectView(object)
        let holders = view.finalizers + (key.resource == .namespaces ? view.spec["finalizers"]?.listValue ?? [] : [])
        if view.isTerminating, holders.isEmpty {
            objects[key] = nil
        } else if objects[key] != object {
            revision += 1
            object["metadata"]?["resourceVersion"] = .string("\(revision)")
            objects[key] = object
        } else {
            return
        }
        tell(key)
    }
}
