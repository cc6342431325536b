import HelmValues
import Synchronization

/// The objects of the cluster with their history: a mutex around plain maps.
///
/// Every method is one short step; what takes time (merging, validating, encoding) happens outside, on immutable objects,
/// and is committed only if the object is still the one that it began with.
final class ClusterStore: Sendable {
    let limits: EmbeddedClusterConfiguration.Limits
    private let state: Mutex<StoreState>

    init(limits: EmbeddedClusterConfiguration.Limits) {
        self.limits = limits
        state = Mutex(StoreState(limits: limits))
    }

    /// The newest revision.
    var revision: UInt64 { state.withLock { $0.revision } }

    func object(_ key: ObjectKey) -> StoredObject? {
        state.withLock { $0.object(key) }
    }

    /// The objects of a resource in order of namespace and name, and the revision at which this is so.
    func objects(of resource: ResourceType, namespace: String?) -> (objects: [StoredObject], revision: UInt64) {
        state.withLock { ($0.objects(of: resource, namespace: namespace), $0.revision) }
    }

    /// Adds an object.
    ///
    /// - Throws: ``StoreRefusal``; the check and the write are one step.
    func create(_ value: Value, at key: ObjectKey, needs namespace: ObjectKey?) throws(StoreRefusal) -> StoredObject {
        let (result, closed) = state.withLock { state -> (Result<StoredObject, StoreRefusal>, [Watcher]) in
            if let namespace {
                guard let holder = state.object(namespace) else { return (.failure(.namespaceMissing), []) }
                if holder.isTerminating { return (.failure(.namespaceTerminating), []) }
            }
            if state.object(key) != nil { return (.failure(.exists), []) }
            let object = state.versioned(value, at: key)
            if let refusal = state.refusal(replacing: nil, with: object) { return (.failure(refusal), []) }
            return (.success(object), state.commit(.init(kind: .added, object: object, previous: nil)))
        }
        finish(closed)
        return try result.get()
    }

    /// Puts a new version in the place of `expected`.
    ///
    /// - Throws: ``StoreRefusal/changed`` when the object is no longer `expected`.
    func replace(_ expected: StoredObject, with value: Value) throws(StoreRefusal) -> StoredObject {
        let (result, closed) = state.withLock { state -> (Result<StoredObject, StoreRefusal>, [Watcher]) in
            guard state.object(expected.key) === expected else { return (.failure(.changed), []) }
            let object = state.versioned(value, at: expected.key)
            if let refusal = state.refusal(replacing: expected, with: object) { return (.failure(refusal), []) }
            return (.success(object), state.commit(.init(kind: .modified, object: object, previous: expected)))
        }
        finish(closed)
        return try result.get()
    }

    /// Removes `expected`; `last` is its final state, as watchers see it.
    ///
    /// - Throws: ``StoreRefusal/changed`` when the object is no longer `expected`.
    @discardableResult
    func remove(_ expected: StoredObject, last: Value) throws(StoreRefusal) -> StoredObject {
        let (result, closed) = state.withLock { state -> (Result<StoredObject, StoreRefusal>, [Watcher]) in
            guard state.object(expected.key) === expected else { return (.failure(.changed), []) }
            let object = state.versioned(last, at: expected.key)
            return (.success(object), state.commit(.init(kind: .deleted, object: object, previous: expected)))
        }
        finish(closed)
        return try result.get()
    }

    /// Whether an object with this uid is there.
    func exists(uid: String) -> Bool { state.withLock { $0.exists(uid: uid) } }

    /// The objects that name the object with this uid as an owner.
    func dependents(of uid: String) -> [ObjectKey] { state.withLock { $0.dependents(of: uid) } }

    // MARK: Watching

    /// What a watch begins with.
    enum WatchStart: Sendable {
        /// First every object that there is.
        case everything
        /// The changes after a revision.
        case after(UInt64)
    }

    /// Follows the changes in a scope; the stream ends early when its reader is too slow or the cluster stops.
    ///
    /// - Returns: what to tell first, the revision at which that is so, and what comes after.
    func watch(_ scope: WatchScope, from start: WatchStart) throws(APIStatus) -> Watch {
        let result = state.withLock { state -> Result<Watch, APIStatus> in
            guard !state.isClosed else { return .failure(.tooManyRequests("the embedded cluster is stopping")) }
            guard state.watchers.count < limits.watches else {
                return .failure(.tooManyRequests("too many watches, please try again later"))
            }
            var first: [StoreEvent] = []
            switch start {
            case .everything:
                for object in state.objects(of: scope.resource, namespace: scope.namespace) where scope.includes(object)
                {
                    first.append(StoreEvent(kind: .added, object: object, previous: nil))
                }
            case .after(let revision):
                guard let changes = state.log.changes(after: revision) else {
                    return .failure(.expired(requested: revision, oldest: state.log.oldest))
                }
                first = changes.compactMap(scope.visible)
            }
            let (stream, continuation) = AsyncStream<Watch.Element>.makeStream(
                bufferingPolicy: .bufferingOldest(limits.watchBacklog)
            )
            let id = state.addWatcher(Watcher(scope: scope, continuation: continuation))
            return .success(
                Watch(id: id, first: first, revision: state.revision, changes: stream, store: self)
            )
        }
        return try result.get()
    }

    /// Tells a watch how far it has come, behind the changes that wait for its reader.
    func bookmark(_ id: UInt64) {
        state.withLock { state in
            _ = state.watchers[id]?.continuation.yield(.bookmark(state.revision))
        }
    }

    /// Ends a watch.
    func unwatch(_ id: UInt64) {
        let watcher = state.withLock { $0.watchers.removeValue(forKey: id) }
        if let watcher { finish([watcher]) }
    }

    /// Ends all watches, now and for good.
    func close() {
        let watchers = state.withLock { state -> [Watcher] in
            state.isClosed = true
            defer { state.watchers = [:] }
            return Array(state.watchers.values)
        }
        finish(watchers)
    }

    /// Every key that changes from now on, and first those of all objects that exist.
    func changeFeed() -> ChangeFeed {
        let feed = ChangeFeed()
        state.withLock { state in
            feed.add(state.allKeys())
            state.feeds.append(feed)
        }
        return feed
    }

    // Outside the lock: ending a stream runs its reader's code.
    private func finish(_ watchers: [Watcher]) {
        for watcher in watchers { watcher.continuation.finish() }
    }
}

/// Why the store did not take a change.
enum StoreRefusal: Error, Sendable {
    case exists
    case changed
    case namespaceMissing
    case namespaceTerminating
    case tooManyObjects
    case tooManyBytes
}

/// A watch that has begun; it ends when nobody holds it any more.
final class Watch: Sendable {
    enum Element: Sendable {
        case change(StoreEvent)
        /// Everything up to this revision has been told.
        case bookmark(UInt64)
    }

    let id: UInt64
    let first: [StoreEvent]
    let revision: UInt64
    let changes: AsyncStream<Element>
    private let store: ClusterStore

    init(
        id: UInt64, first: [StoreEvent], revision: UInt64, changes: AsyncStream<Element>, store: ClusterStore
    ) {
        self.id = id
        self.first = first
        self.revision = revision
        self.changes = changes
        self.store = store
    }

    deinit { store.unwatch(id) }
}

/// The reader of one watch.
struct Watcher: Sendable {
    let scope: WatchScope
    let continuation: AsyncStream<Watch.Element>.Continuation
}
