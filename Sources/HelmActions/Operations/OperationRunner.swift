/// Runs what changes a cluster so that it outlives the request that asked for it.
///
/// A client that goes away cancels its request, not the operation; only a shutdown does, after a grace period.
public actor OperationRunner {
    private var running: [UInt64: Task<Void, Never>] = [:]
    private var lastID: UInt64 = 0
    private var isShuttingDown = false

    public init() {}

    /// Runs `operation` to its end and returns what it returns, whatever becomes of the caller meanwhile.
    public func run<Result: Sendable>(
        _ operation: @escaping @Sendable () async throws(ActionError) -> Result
    ) async throws(ActionError) -> Result {
        if isShuttingDown { throw ActionError(.cancelled, "the server is shutting down") }
        lastID += 1
        let id = lastID
        // Unstructured on purpose: a cancelled request must not leave a release half done. `shutDown` awaits every task.
        let task = Task { () async -> Swift.Result<Result, ActionError> in
            do throws(ActionError) {
                return .success(try await operation())
            } catch {
                return .failure(error)
            }
        }
        running[id] = Task {
            await withTaskCancellationHandler {
                _ = await task.value
            } onCancel: {
                task.cancel()
            }
        }
        let result = await task.value
        running[id] = nil
        return try result.get()
    }

    /// Accepts nothing new, waits for what runs, then cancels it, so that it is recorded as failed.
    public func shutDown(grace: Duration = .seconds(60)) async {
        isShuttingDown = true
        let tasks = Array(running.values)
        guard !tasks.isEmpty else { return }
        if grace <= .zero { for task in tasks { task.cancel() } }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                // Sleeping to the end means that the grace period is over; being cancelled, that all work is.
                guard (try? await Task.sleep(for: grace)) != nil else { return }
                for task in tasks { task.cancel() }
            }
            group.addTask {
                for task in tasks { await task.value }
            }
            // Two tasks: whichever way it goes, the work is awaited and the timer ended.
            await group.next()
            for task in tasks { await task.value }
            group.cancelAll()
        }
    }
}
