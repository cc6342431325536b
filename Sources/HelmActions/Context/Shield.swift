/// Runs work to its end although the caller is cancelled, but then no longer than `limit`. Until then it takes the time
/// that it takes: a slow server is no reason to leave something half written.
///
/// For what must be written down or cleaned up. The task is unstructured since only such a one does not inherit the
/// caller's cancellation; it is awaited right here, so it never outlives the caller unseen.
func shielded<T: Sendable>(
    limit: Duration = .seconds(30), _ work: @escaping @Sendable () async throws(ActionError) -> T
) async throws(ActionError) -> T {
    let task = Task { () async -> Result<T, ActionError> in
        do throws(ActionError) {
            return .success(try await work())
        } catch {
            return .failure(error)
        }
    }
    let result = await withTaskCancellationHandler {
        await task.value
    } onCancel: {
        // Cancelling work that is over does nothing.
        Task {
            try await Task.sleep(for: limit)
            task.cancel()
        }
    }
    return try result.get()
}
