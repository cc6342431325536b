import Synchronization
import Testing

@testable import HelmActions

@Suite(.timeLimit(.minutes(1))) struct ShieldTests {
    /// The limit is for callers that went away.
    @Test func workTakesItsTime() async throws {
        let result = try await shielded(limit: .milliseconds(20)) { () async throws(ActionError) in
            try? await Task.sleep(for: .milliseconds(200))
            return Task.isCancelled
        }
        #expect(!result)
    }

    @Test func cancelledCallersWaitNoLongerThanTheLimit() async throws {
        let begun = Atomic(false)
        let task = Task {
            try await shielded(limit: .milliseconds(50)) { () async throws(ActionError) in
                begun.store(true, ordering: .releasing)
                try? await Task.sleep(for: .seconds(600))
                return Task.isCancelled
            }
        }
        while !begun.load(ordering: .acquiring) { try await Task.sleep(for: .milliseconds(2)) }
        task.cancel()
        #expect(try await task.value)
    }
}
