import HelmValues

/// Removes what deletions leave behind: dependents of removed owners, and the finalizers of the propagation policies.
struct OwnerCollector: Sendable {
    static let foreground = "foregroundDeletion"
    static let orphan = "orphan"

    let store: any ControlledStore

    /// An owner is gone: deletes a dependent, unless it has another owner.
    func release(_ key: ObjectKey, from uid: String) async {
        guard let value = await store.object(key) else { return }
        let object = ObjectView(value)
        guard object.owners.contains(where: { $0["uid"] == .string(uid) }) else { return }
        let others = object.owners.filter { $0["uid"] != .string(uid) }
        if others.isEmpty {
            await store.delete(key)
        } else {
            // Refused means that the object was changed or is gone, and so looked at again.
            try? await store.update(Self.replacing("ownerReferences", others, in: value), at: key, subresource: "")
        }
    }

    /// Carries out foreground deletion or orphaning of an object that is to be deleted.
    ///
    /// - Returns: whether the object had to wait for that.
    func finalize(_ object: ObjectView, _ key: ObjectKey, dependents: [ObjectKey]) async throws -> Bool {
        if object.finalizers.contains(.string(Self.orphan)) {
            for dependent in dependents {
                guard let value = await store.object(dependent) else { continue }
                let others = ObjectView(value).owners.filter { $0["uid"] != .string(object.uid) }
                let changed = Self.replacing("ownerReferences", others, in: value)
                try await store.update(changed, at: dependent, subresource: "")
            }
            try await remove(Self.orphan, from: object, key)
            return true
        }
        guard object.finalizers.contains(.string(Self.foreground)) else { return false }
        var remain = false
        for dependent in dependents {
            await release(dependent, from: object.uid)
            guard let value = await store.object(dependent) else { continue }
            if ObjectView(value).owners.contains(where: { $0["uid"] == .string(object.uid) }) { remain = true }
        }
        if !remain { try await remove(Self.foreground, from: object, key) }
        return true
    }

    private func remove(_ finalizer: String, from object: ObjectView, _ key: ObjectKey) async throws {
        let rest = object.finalizers.filter { $0 != .string(finalizer) }
        try await store.update(Self.replacing("finalizers", rest, in: object.value), at: key, subresource: "")
    }

    private static func replacing(_ field: String, _ list: [Value], in value: Value) -> Value {
        var metadata = value["metadata"] ?? [:]
        metadata[field] = list.isEmpty ? Value?.none : .list(list)
        var result = value
        result["metadata"] = metadata
        return result
    }
}
