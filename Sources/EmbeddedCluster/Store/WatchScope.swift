/// Which objects a list or watch is about.
struct WatchScope: Sendable {
    let resource: ResourceType
    /// Nil for all namespaces, and for cluster-scoped resources.
    let namespace: String?
    var labels = LabelSelector.everything
    var fields = FieldSelector.everything

    func includes(_ object: StoredObject) -> Bool {
        if let namespace, object.key.namespace != namespace { return false }
        return labels.matches(object.labels) && fields.matches(object)
    }

    /// What a watcher is told of a change: an object that begins to match is added, one that ceases to is deleted.
    func visible(_ event: StoreEvent) -> StoreEvent? {
        guard event.object.key.resource == resource else { return nil }
        let isIncluded = includes(event.object)
        let wasIncluded = event.previous.map(includes) ?? false
        switch (event.kind, wasIncluded, isIncluded) {
        case (.deleted, true, _), (.deleted, _, true): return event
        case (.added, _, true): return event
        case (.modified, true, true): return event
        case (.modified, false, true): return StoreEvent(kind: .added, object: event.object, previous: nil)
        case (.modified, true, false):
            return StoreEvent(kind: .deleted, object: event.object, previous: event.previous)
        default: return nil
        }
    }
}
