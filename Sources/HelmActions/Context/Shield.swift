/// Runs work to its end although the caller is cancelled, but no longer than `limit`.
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
    let watchdog = Task {
        try await Task.sleep(for: limit)
        task.cancel()
    }
    let result = await task.value
    watchdog.cancel()
    return try result.get()
}
