internal import Glibc

/// Threads with stacks big enough for Helm's 1000 nested includes, for rendering and other blocking work.
///
/// Threads start when there is work and end when there has been none for a while, so an idle server holds no stacks.
public final class RenderThreads: Sendable {
    private let crew: ThreadCrew

    /// - Parameters:
    ///   - count: how many renders run at once; more wait in a queue.
    ///   - stackBytes: address space for each stack; memory is only taken as deep as a render goes.
    public init(count: Int, stackBytes: Int = 512 << 20) {
        crew = ThreadCrew(maximum: max(count, 1), stackBytes: stackBytes)
    }

    deinit { crew.close() }

    /// Runs `body` on one of the threads.
    ///
    /// Cancelling the task before a thread takes the work ends it with `CancellationError`; once it runs, the body
    /// stops by `TemplateEnvironment.checkCancellation`.
    public func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        let ticket = Ticket()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<T, any Error>) in
                let work = ThreadCrew.Work(
                    ticket: ticket, run: { continuation.resume(with: Result { try body() }) },
                    refuse: { continuation.resume(throwing: $0) })
                crew.add(work)
            }
        } onCancel: {
            crew.cancel(ticket)
        }
    }
}

/// Names one piece of work, so that it can be taken back.
///
/// `@unchecked Sendable`: the crew's lock guards both flags.
final class Ticket: @unchecked Sendable {
    fileprivate var isQueued = false
    fileprivate var isCancelled = false
}

/// The queue and the threads that empty it.
///
/// `@unchecked Sendable`: every stored `var` is touched only while `lock` is held.
final class ThreadCrew: @unchecked Sendable {
    struct Work {
        var ticket: Ticket
        var run: @Sendable () -> Void
        var refuse: @Sendable (any Error) -> Void
    }

    private static let idleSeconds = 5

    private let maximum: Int
    private let stackBytes: Int
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var queue: [Work] = []
    private var threads = 0
    private var idle = 0
    private var isClosed = false

    init(maximum: Int, stackBytes: Int) {
        self.maximum = maximum
        self.stackBytes = max(stackBytes, 1 << 20)
        pthread_mutex_init(lock, nil)
        pthread_cond_init(wake, nil)
    }

    deinit {
        pthread_cond_destroy(wake)
        pthread_mutex_destroy(lock)
        wake.deallocate()
        lock.deallocate()
    }

    func add(_ work: Work) {
        let refusal = locked { () -> (any Error)? in
            if isClosed || work.ticket.isCancelled { return CancellationError() }
            work.ticket.isQueued = true
            queue.append(work)
            if idle > 0 { pthread_cond_signal(wake) }
            // A waiting thread may already be meant for earlier work: count what is queued, not who sleeps.
            if queue.count > idle, threads < maximum, start() { threads += 1 }
            guard threads == 0 else { return nil }
            queue.removeLast()
            return RenderError(.execution, "cannot start a thread to render on")
        }
        if let refusal { work.refuse(refusal) }
    }

    /// Takes work back that no thread has begun.
    func cancel(_ ticket: Ticket) {
        let taken = locked { () -> Work? in
            if let index = queue.firstIndex(where: { $0.ticket === ticket }) { return queue.remove(at: index) }
            if !ticket.isQueued { ticket.isCancelled = true }
            return nil
        }
        taken?.refuse(CancellationError())
    }

    func close() {
        locked {
            isClosed = true
            pthread_cond_broadcast(wake)
        }
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return body()
    }

    private func start() -> Bool {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let argument = Unmanaged.passRetained(self)
        // Where address space is rationed, a smaller stack still renders all but the deepest charts.
        for size in [stackBytes, stackBytes / 8, 8 << 20] {
            pthread_attr_setstacksize(&attributes, size)
            var thread = pthread_t()
            let code = pthread_create(
                &thread, &attributes,
                { pointer in
                    if let pointer { Unmanaged<ThreadCrew>.fromOpaque(pointer).takeRetainedValue().work() }
                    return nil
                }, argument.toOpaque())
            if code == 0 { return true }
        }
        argument.release()
        return false
    }

    private func work() {
        while let work = next() { work.run() }
    }

    /// The next piece of work; nil when the thread should end.
    private func next() -> Work? {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        var deadline = timespec()
        clock_gettime(CLOCK_REALTIME, &deadline)
        deadline.tv_sec += Self.idleSeconds
        while queue.isEmpty {
            idle += 1
            let code = isClosed ? ETIMEDOUT : pthread_cond_timedwait(wake, lock, &deadline)
            idle -= 1
            if code == ETIMEDOUT, queue.isEmpty {
                threads -= 1
                return nil
            }
        }
        return queue.removeFirst()
    }
}
