import HelmValues
import KubeSchema

/// The store as the simulated controllers see it.
struct StoreAdapter: ControlledStore {
    let api: ClusterAPI

    private static let manager = "kube-controller-manager"

    func object(_ key: ObjectKey) async -> Value? { api.store.object(key)?.value }

    func objects(_ resource: ResourceType, namespace: String?) async -> [Value] {
        api.store.objects(of: resource, namespace: namespace).objects.map(\.value)
    }

    func resources() async -> [ResourceType] { api.catalog.stored.map(\.storage) }

    func create(_ object: Value, in resource: ResourceType) async throws -> Value {
        let served = try served(resource, object)
        let context = WriteContext(
            resource: served, namespace: object["metadata"]?["namespace"]?.stringValue, manager: Self.manager
        )
        return try api.create(object, context).object.value
    }

    func update(_ object: Value, at key: ObjectKey, subresource: String) async throws {
        let served = try served(key.resource, object)
        let context = WriteContext(
            resource: served, namespace: key.namespace, subresource: subresource, manager: Self.manager
        )
        _ = try api.change(key, context) { _ throws(APIStatus) in object }
    }

    func delete(_ key: ObjectKey) async {
        guard let served = api.catalog.resource(key.resource) else { return }
        // Only a missing object is refused, and that is fine.
        _ = try? api.delete(key, served, DeleteOptions())
    }

    func changes() async -> AsyncStream<ObjectKey> { api.store.changeFeed().keys() }

    private func served(_ type: ResourceType, _ object: Value) throws(APIStatus) -> ServedResource {
        let version = GroupVersionKind(apiVersion: object["apiVersion"]?.stringValue ?? "", kind: "").version
        let catalog = api.catalog
        guard
            let resource = catalog.resource(group: type.group, version: version, name: type.name)
                ?? catalog.resource(type)
        else { throw .resourceNotFound }
        return resource
    }
}
