/// Work that several callers want at once is done once, and all of them get what came of it.
///
/// The work goes on when one who waits for it is cancelled. Nothing is remembered when it is over.
public actor SingleFlight<Key: Hashable & Sendable, Value: Sendable> {
    private var running: [Key: Task<Value, any Error>] = [:]

    public init() {}

    public func run(_ key: Key, _ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        if let task = running[key] { return try await task.value }
        let task = Task {
            let result: Result<Value, any Error>
            do { result = .success(try await work()) } catch { result = .failure(error) }
            running[key] = nil
            return try result.get()
        }
        running[key] = task
        return try await task.value
    }
}
