/// Runs what blocks (parsing, the disk) away from the cooperative pool.
public protocol BlockingExecutor: Sendable {
    func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T
}

extension BlockingExecutor {
    /// The same with a typed error; cancelling the task is one of code `busy`.
    func repository<T: Sendable>(
        _ body: @escaping @Sendable () throws(RepositoryError) -> T
    ) async throws(RepositoryError) -> T {
        do {
            return try await run(body)
        } catch let error as RepositoryError {
            throw error
        } catch {
            throw RepositoryError(.busy, "context canceled")
        }
    }
}
