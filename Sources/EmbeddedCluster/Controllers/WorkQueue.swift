import Synchronization

/// The objects to look at, each at most once in line. One reader.
final class WorkQueue: Sendable {
    private struct State {
        var line: [ObjectKey] = []
        var head = 0
        var waiting: Set<ObjectKey> = []
        var scheduled: Set<ObjectKey> = []
        var reader: CheckedContinuation<Void, Never>?
        var isClosed = false

        mutating func pop() -> ObjectKey? {
            guard head < line.count else {
                line.removeAll(keepingCapacity: true)
                head = 0
                return nil
            }
            let key = line[head]
            head += 1
            if head > 1024 {
                line.removeFirst(head)
                head = 0
            }
            waiting.remove(key)
            return key
        }
    }

    private let state = Mutex(State())

    func add(_ key: ObjectKey) {
        let reader = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.isClosed, state.waiting.insert(key).inserted else { return nil }
            state.line.append(key)
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }

    /// Notes that a timer runs for an object.
    /// - Returns: false when one does already.
    func schedule(_ key: ObjectKey) -> Bool {
        state.withLock { !$0.isClosed && $0.scheduled.insert(key).inserted }
    }

    /// The timer of an object is done.
    func fire(_ key: ObjectKey) {
        state.withLock { _ = $0.scheduled.remove(key) }
        add(key)
    }

    /// The next object, as soon as there is one; nil when the queue is closed or the task cancelled.
    func next() async -> ObjectKey? {
        while !Task.isCancelled {
            let (key, isClosed) = state.withLock { ($0.pop(), $0.isClosed) }
            if let key { return key }
            if isClosed { return nil }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let resumes = state.withLock { state -> Bool in
                        if state.isClosed || state.head < state.line.count { return true }
                        state.reader = continuation
                        return false
                    }
                    if resumes { continuation.resume() }
                }
            } onCancel: {
                close()
            }
        }
        return nil
    }

    func close() {
        let reader = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.isClosed = true
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }
}
