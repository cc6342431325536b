import Synchronization

/// Whether the server listens yet, for those who wait for it.
final class Readiness: Sendable {
    private struct State {
        var port: Int?
        var hasEnded = false
        var waiting: [Int: CheckedContinuation<Int, any Error>] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    var port: Int? { state.withLock { $0.port } }

    func begin(port: Int) {
        let waiting = state.withLock { state in
            state.port = port
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for continuation in waiting { continuation.resume(returning: port) }
    }

    func end() {
        let waiting = state.withLock { state in
            state.port = nil
            state.hasEnded = true
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for continuation in waiting { continuation.resume(throwing: Self.notRunning) }
    }

    func wait() async throws -> Int {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result: Result<Int, any Error>? = state.withLock { state in
                    if let port = state.port { return .success(port) }
                    if state.hasEnded { return .failure(Self.notRunning) }
                    if Task.isCancelled { return .failure(CancellationError()) }
                    state.waiting[id] = continuation
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: id) }?.resume(throwing: CancellationError())
        }
    }

    private static let notRunning = EmbeddedClusterError(.notRunning, "the embedded cluster is not running")
}
