import HelmValues

/// What the store's mutex guards.
struct StoreState {
    private(set) var revision: UInt64 = 1
    private(set) var log: EventLog
    var watchers: [UInt64: Watcher] = [:]
    var feeds: [ChangeFeed] = []
    var isClosed = false

    /// Per resource and namespace the objects in order of their names.
    private var collections: [ResourceType: ByteOrderedMap<ByteOrderedMap<StoredObject>>] = [:]
    private var keysByUID: [String: ObjectKey] = [:]
    /// The objects that name an owner, by the owner's uid.
    private var dependentsByUID: [String: Set<ObjectKey>] = [:]
    private var objectCount = 0
    private var byteCount = 0
    private var lastWatcher: UInt64 = 0
    private let limits: EmbeddedClusterConfiguration.Limits

    init(limits: EmbeddedClusterConfiguration.Limits) {
        self.limits = limits
        log = EventLog(limits: limits)
    }

    func object(_ key: ObjectKey) -> StoredObject? {
        collections[key.resource]?[key.namespace]?[key.name]
    }

    func objects(of resource: ResourceType, namespace: String?) -> [StoredObject] {
        guard let collection = collections[resource] else { return [] }
        if let namespace { return collection[namespace]?.values ?? [] }
        return collection.values.flatMap(\.values)
    }

    func allKeys() -> [ObjectKey] {
        collections.values.flatMap { $0.values.flatMap { $0.values.map(\.key) } }
    }

    /// `value` under the next revision.
    func versioned(_ value: Value, at key: ObjectKey) -> StoredObject {
        var value = value
        var metadata = value["metadata"] ?? [:]
        metadata["resourceVersion"] = .string(String(revision + 1))
        value["metadata"] = metadata
        return StoredObject(key: key, value: value, revision: revision + 1)
    }

    func refusal(replacing old: StoredObject?, with new: StoredObject) -> StoreRefusal? {
        if old == nil, objectCount >= limits.objects { return .tooManyObjects }
        // What only shrinks is always taken, so that a full cluster can be emptied.
        let growth = new.size - (old?.size ?? 0)
        return growth > 0 && byteCount + growth > limits.bytes ? .tooManyBytes : nil
    }

    /// Makes a change and tells the watchers.
    /// - Returns: the watchers that could not take it, to be closed outside the lock.
    mutating func commit(_ event: StoreEvent) -> [Watcher] {
        revision = event.revision
        let key = event.object.key
        let isRemoval = event.kind == .deleted
        var collection = collections.removeValue(forKey: key.resource) ?? [:]
        collection[key.namespace, default: [:]][key.name] = isRemoval ? nil : event.object
        if collection[key.namespace]?.isEmpty == true { collection[key.namespace] = nil }
        collections[key.resource] = collection
        objectCount += (isRemoval ? 0 : 1) - (event.previous == nil ? 0 : 1)
        byteCount += (isRemoval ? 0 : event.object.size) - (event.previous?.size ?? 0)
        reindex(event)
        log.append(event)
        let told = [key] + (isRemoval ? concerned(by: event) : [])
        for feed in feeds { feed.add(told) }
        return tellWatchers(event)
    }

    private mutating func reindex(_ event: StoreEvent) {
        let key = event.object.key
        if let previous = event.previous {
            for owner in previous.ownerUIDs {
                dependentsByUID[owner]?.remove(key)
                if dependentsByUID[owner]?.isEmpty == true { dependentsByUID[owner] = nil }
            }
        }
        if event.kind == .deleted {
            keysByUID[event.object.uid] = nil
            return
        }
        keysByUID[event.object.uid] = key
        for owner in event.object.ownerUIDs { dependentsByUID[owner, default: []].insert(key) }
    }

    /// Whom a removal may set free or leave alone: dependents, owners and the namespace.
    private func concerned(by removal: StoreEvent) -> [ObjectKey] {
        let object = removal.object
        var keys = Array(dependentsByUID[object.uid] ?? [])
        keys += object.ownerUIDs.compactMap { keysByUID[$0] }
        let namespace = ObjectKey(resource: .namespaces, namespace: "", name: object.key.namespace)
        if self.object(namespace)?.isTerminating == true { keys.append(namespace) }
        return keys
    }

    func exists(uid: String) -> Bool { keysByUID[uid] != nil }

    func dependents(of uid: String) -> [ObjectKey] { Array(dependentsByUID[uid] ?? []) }

    private mutating func tellWatchers(_ event: StoreEvent) -> [Watcher] {
        var closed: [Watcher] = []
        for (id, watcher) in watchers {
            guard let visible = watcher.scope.visible(event) else { continue }
            switch watcher.continuation.yield(.change(visible)) {
            case .enqueued: continue
            default:
                watchers[id] = nil
                closed.append(watcher)
            }
        }
        return closed
    }

    mutating func addWatcher(_ watcher: Watcher) -> UInt64 {
        lastWatcher += 1
        watchers[lastWatcher] = watcher
        return lastWatcher
    }
}

extension ByteOrderedMap {
    /// The value of `key`, or `fallback` put in its place.
    fileprivate subscript(key: String, default fallback: Element) -> Element {
        get { self[key] ?? fallback }
        _modify {
            var value = self[key] ?? fallback
            self[key] = nil
            defer { self[key] = value }
            yield &value
        }
    }
}
