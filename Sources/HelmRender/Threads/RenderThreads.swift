/// Threads with stacks big enough for Helm's 1000 nested includes, for rendering and other blocking work.
public final class RenderThreads: Sendable {
    /// - Parameter count: how many renders run at once; more wait in a queue.
    public init(count: Int, stackBytes: Int = 512 << 20) {}

    /// Runs `body` on one of the threads.
    ///
    /// Cancelling the task before a thread takes the work ends it with `CancellationError`; once it runs, the body
    /// stops by `TemplateEnvironment.checkCancellation`.
    public func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        throw RenderError(.execution, "not built yet")
    }
}
