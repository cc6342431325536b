import HelmValues
import KubeSchema

/// Which objects there are, and whom they name as their owners.
struct OwnershipIndex: Sendable {
    struct Entry: Sendable {
        let uid: String
        let firstSeen: Duration
        var owners: [ObjectKey]
        var ownerUIDs: [String]
        /// How often in a row its controller failed.
        var failures = 0
    }

    private var entries: [ObjectKey: Entry] = [:]
    private var live: Set<String> = []
    private var dependents: [String: Set<ObjectKey>] = [:]

    /// Notes an object as it is now.
    mutating func note(_ key: ObjectKey, _ object: ObjectView, at time: Duration) -> Entry {
        let ownerUIDs = object.owners.compactMap { $0["uid"]?.stringValue }
        var entry = entries[key] ?? Entry(uid: object.uid, firstSeen: time, owners: [], ownerUIDs: [])
        for uid in entry.ownerUIDs where !ownerUIDs.contains(uid) { removeDependent(key, of: uid) }
        for uid in ownerUIDs { dependents[uid, default: []].insert(key) }
        entry.ownerUIDs = ownerUIDs
        entry.owners = object.owners.compactMap { object.key(ofOwner: $0) }
        entries[key] = entry
        live.insert(entry.uid)
        return entry
    }

    subscript(key: ObjectKey) -> Entry? { entries[key] }

    mutating func setFailures(_ count: Int, of key: ObjectKey) { entries[key]?.failures = count }

    /// Forgets an object that is gone. Its dependents stay noted.
    mutating func remove(_ key: ObjectKey) -> Entry? {
        guard let entry = entries.removeValue(forKey: key) else { return nil }
        live.remove(entry.uid)
        for uid in entry.ownerUIDs { removeDependent(key, of: uid) }
        return entry
    }

    /// The objects that name the owner with this uid.
    func dependents(of uid: String) -> [ObjectKey] { Array(dependents[uid] ?? []) }

    /// Whether an object with this uid has been seen and is not gone.
    func isLive(_ uid: String) -> Bool { live.contains(uid) }

    private mutating func removeDependent(_ key: ObjectKey, of uid: String) {
        dependents[uid]?.remove(key)
        if dependents[uid]?.isEmpty == true { dependents[uid] = nil }
    }
}

extension ObjectView {
    /// The place of an owner of a built-in kind.
    func key(ofOwner owner: Value) -> ObjectKey? {
        let kind = GroupVersionKind(
            apiVersion: owner["apiVersion"]?.stringValue ?? "", kind: owner["kind"]?.stringValue ?? ""
        )
        guard let resource = DiscoveryCatalog.kubernetes.resource(of: kind), let name = owner["name"]?.stringValue
        else {
            return nil
        }
        return ObjectKey(
            resource: ResourceType(group: resource.group, name: resource.name),
            namespace: resource.isNamespaced ? namespace : "", name: name
        )
    }
}
