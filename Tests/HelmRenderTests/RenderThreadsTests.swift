import HelmRender
import Synchronization
import Testing

/// What the threads of a test share.
private final class Shared: Sendable {
    private let state = Mutex((running: 0, most: 0, isOpen: false))

    var most: Int { state.withLock { $0.most } }
    var isOpen: Bool { state.withLock { $0.isOpen } }

    func open() { state.withLock { $0.isOpen = true } }

    func enter() {
        state.withLock {
            $0.running += 1
            $0.most = max($0.most, $0.running)
        }
    }

    func leave() { state.withLock { $0.running -= 1 } }
}

private struct Refusal: Error {}

@Suite struct RenderThreadsTests {
    @Test func resultsAndErrorsComeBack() async throws {
        let threads = RenderThreads(count: 2)
        #expect(try await threads.run { 42 } == 42)
        await #expect(throws: Refusal.self) { try await threads.run { throw Refusal() } }
    }

    @Test func noMoreThanAskedForRunAtOnce() async throws {
        let threads = RenderThreads(count: 3)
        let shared = Shared()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    try await threads.run {
                        shared.enter()
                        var sum = 0
                        for index in 0..<20_000 { sum &+= index }
                        if sum > 0 { shared.leave() }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(shared.most <= 3)
    }

    @Test func stacksAreBig() async throws {
        let depth = try await RenderThreads(count: 1).run { Self.depth(500_000) }
        #expect(depth == 500_000)
    }

    private static func depth(_ left: Int) -> Int { left == 0 ? 0 : 1 + depth(left - 1) }

    @Test func waitingWorkCanBeCancelled() async throws {
        let threads = RenderThreads(count: 1)
        let shared = Shared()
        let first = Task { try await threads.run { while !shared.isOpen {} } }
        try await Task.sleep(for: .milliseconds(50))
        let second = Task { try await threads.run { Issue.record("ran although cancelled") } }
        try await Task.sleep(for: .milliseconds(50))
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        shared.open()
        try await first.value
    }
}
