/// One change of the store.
struct StoreEvent: Sendable {
    enum Kind: String, Sendable {
        case added = "ADDED"
        case modified = "MODIFIED"
        case deleted = "DELETED"
    }

    let kind: Kind
    /// The object after the change; of a deletion its last state, under the revision of the deletion.
    let object: StoredObject
    /// The object before the change.
    let previous: StoredObject?

    var revision: UInt64 { object.revision }
}

/// The latest changes in order, bounded in number and in the bytes of objects that only it keeps alive.
struct EventLog {
    private var events: [StoreEvent] = []
    /// The entries before it are forgotten; they are dropped from the array now and then.
    private var first = 0
    private var bytes = 0
    private let limits: EmbeddedClusterConfiguration.Limits
    /// A watch may start from this revision or a later one.
    private(set) var oldest: UInt64 = 0

    init(limits: EmbeddedClusterConfiguration.Limits) {
        self.limits = limits
    }

    mutating func append(_ event: StoreEvent) {
        events.append(event)
        bytes += event.object.size
        while events.count - first > limits.events || (bytes > limits.eventBytes && events.count - first > 1) {
            oldest = events[first].revision
            bytes -= events[first].object.size
            first += 1
        }
        if first > 1024, first * 2 > events.count {
            events.removeFirst(first)
            first = 0
        }
    }

    /// The changes after `revision`; nil when some of them are forgotten.
    func changes(after revision: UInt64) -> ArraySlice<StoreEvent>? {
        guard revision >= oldest else { return nil }
        var low = first
        var high = events.count
        while low < high {
            let middle = (low + high) / 2
            if events[middle].revision <= revision { low = middle + 1 } else { high = middle }
        }
        return events[low...]
    }
}
