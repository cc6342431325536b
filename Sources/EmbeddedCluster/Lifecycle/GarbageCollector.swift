import HelmValues

/// Removes what deletions leave behind: dependents of removed owners, the content of namespaces, finished finalizers.
///
/// It works key by key on what the store tells to be changed (an owner's removal counts as a change of its dependents, a
/// dependent's as one of its owners and of its terminating namespace) and holds no state of its own.
struct GarbageCollector: Sendable {
    static let foregroundFinalizer = "foregroundDeletion"
    static let orphanFinalizer = "orphan"
    private static let manager = "kube-controller-manager"

    let api: ClusterAPI

    /// Works until the task is cancelled.
    func run() async {
        for await key in api.store.changeFeed().keys() {
            collect(key)
        }
    }

    private func collect(_ key: ObjectKey) {
        guard let object = api.store.object(key) else { return }
        if object.isTerminating {
            if key.resource == .namespaces {
                empty(object)
            } else if object.finalizers.contains(.string(Self.foregroundFinalizer)) {
                deleteDependents(of: object)
            } else if object.finalizers.contains(.string(Self.orphanFinalizer)) {
                orphanDependents(of: object)
            }
        } else if isAbandoned(object) {
            delete(key, .background)
        }
    }

    /// Whether an object had owners and none of them is left.
    private func isAbandoned(_ object: StoredObject) -> Bool {
        let owners = object.ownerUIDs
        return !owners.isEmpty && !owners.contains { api.store.exists(uid: $0) }
    }

    // MARK: Namespaces

    private func empty(_ namespace: StoredObject) {
        var isEmpty = true
        for resource in api.catalog.stored where resource.isNamespaced {
            for object in api.store.objects(of: resource.storage, namespace: namespace.key.name).objects {
                if !object.isTerminating { delete(object.key, .background) }
                if api.store.object(object.key) != nil { isEmpty = false }
            }
        }
        guard isEmpty, let resource = api.catalog.resource(.namespaces) else { return }
        let context = WriteContext(resource: resource, namespace: nil, subresource: "finalize", manager: Self.manager)
        // Gone already, or changed by others and so told again: either is fine.
        _ = try? api.change(namespace.key, context) { live throws(APIStatus) in
            var value = live.value
            value["spec"] = [:]
            return value
        }
    }

    // MARK: Finalizers

    private func deleteDependents(of owner: StoredObject) {
        var isBlocked = false
        for key in api.store.dependents(of: owner.uid) {
            guard let dependent = api.store.object(key) else { continue }
            let hasOtherOwners = dependent.ownerUIDs.contains { $0 != owner.uid && api.store.exists(uid: $0) }
            if hasOtherOwners {
                disown(key, owner.uid)
                continue
            }
            if !dependent.isTerminating {
                delete(key, api.store.dependents(of: dependent.uid).isEmpty ? .background : .foreground)
            }
            if api.store.object(key) != nil { isBlocked = true }
        }
        if !isBlocked { remove(Self.foregroundFinalizer, from: owner.key) }
    }

    private func orphanDependents(of owner: StoredObject) {
        for key in api.store.dependents(of: owner.uid) { disown(key, owner.uid) }
        remove(Self.orphanFinalizer, from: owner.key)
    }

    private func disown(_ key: ObjectKey, _ uid: String) {
        change(key) { value in
            let references = value["metadata"]?["ownerReferences"]?.listValue ?? []
            let rest = references.filter { $0["uid"] != .string(uid) }
            value["metadata"]?["ownerReferences"] = rest.isEmpty ? nil : .list(rest)
        }
    }

    private func remove(_ finalizer: String, from key: ObjectKey) {
        change(key) { value in
            let rest = (value["metadata"]?["finalizers"]?.listValue ?? []).filter { $0 != .string(finalizer) }
            value["metadata"]?["finalizers"] = rest.isEmpty ? nil : .list(rest)
        }
    }

    // A failed change means that the object is gone or was changed by another, which is told again.
    private func change(_ key: ObjectKey, _ edit: (inout Value) -> Void) {
        guard let resource = api.catalog.resource(key.resource) else { return }
        let context = WriteContext(resource: resource, namespace: key.namespace, manager: Self.manager)
        _ = try? api.change(key, context) { live throws(APIStatus) in
            var value = live.value(as: resource.apiVersion)
            edit(&value)
            return value
        }
    }

    private func delete(_ key: ObjectKey, _ propagation: DeleteOptions.Propagation) {
        guard let resource = api.catalog.resource(key.resource) else { return }
        var options = DeleteOptions()
        options.propagation = propagation
        _ = try? api.delete(key, resource, options)
    }
}
