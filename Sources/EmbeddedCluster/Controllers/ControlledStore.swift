import HelmValues
import KubeSchema

/// The resources of one kind in the store.
struct ResourceType: Sendable, Hashable {
    /// Empty for the core group.
    let group: String
    /// The plural, as in paths.
    let name: String
}

/// One object in the store.
struct ObjectKey: Sendable, Hashable {
    let resource: ResourceType
    /// Empty for cluster-scoped objects.
    let namespace: String
    let name: String
}

/// What the simulated controllers need of the cluster's store. Its garbage, and its namespaces' content, is collected by `GarbageCollector`.
///
/// Writes go through the same path as requests do (uid, resourceVersion, managedFields, watch events), as the manager `kube-controller-manager`.
protocol ControlledStore: Sendable {
    /// The object, or nil.
    func object(_ key: ObjectKey) async -> Value?

    /// All objects of a resource, in one namespace or (nil) everywhere.
    func objects(_ resource: ResourceType, namespace: String?) async -> [Value]

    /// Creates an object; its `apiVersion` and `kind` are set.
    func create(_ object: Value, in resource: ResourceType) async throws -> Value

    /// Replaces an object, or with `subresource: "status"` only its status.
    ///
    /// - Throws: when `metadata.resourceVersion` is not the stored one, or the object is gone; the controller looks again then.
    func update(_ object: Value, at key: ObjectKey, subresource: String) async throws

    /// Deletes an object: marks it with `deletionTimestamp` while it has finalizers, removes it otherwise. Missing is fine.
    func delete(_ key: ObjectKey) async

    /// The keys of objects as they are created, changed or removed, from the moment of the call; first all that exist.
    ///
    /// The store may merge several changes of one object into one; it drops none.
    func changes() async -> AsyncStream<ObjectKey>
}
