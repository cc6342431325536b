import HelmValues
import KubeSchema

/// The objects that controllers have to do with, and who owns them.
struct OwnershipIndex: Sendable {
    struct Entry: Sendable {
        let uid: String
        let firstSeen: Duration
        var owners: [ObjectKey]
        /// How often in a row its controller failed.
        var failures = 0
    }

    private var entries: [ObjectKey: Entry] = [:]

    /// Notes an object as it is now.
    mutating func note(_ key: ObjectKey, _ object: ObjectView, at time: Duration) -> Entry {
        var entry = Entry(uid: object.uid, firstSeen: time, owners: [])
        if let before = entries[key], before.uid == object.uid { entry = before }
        entry.owners = object.owners.compactMap { object.key(ofOwner: $0) }
        entries[key] = entry
        return entry
    }

    mutating func setFailures(_ count: Int, of key: ObjectKey) { entries[key]?.failures = count }

    /// Forgets an object that is gone.
    mutating func remove(_ key: ObjectKey) -> Entry? { entries.removeValue(forKey: key) }
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
