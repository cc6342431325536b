import HelmRelease
import Testing

@testable import HelmActions

/// A verb runs once to count its calls to store and cluster; then something goes wrong at each of these, one after the
/// other. Whatever happens: no revision is lost, nothing stays pending while the store can be written but for what real
/// Helm leaves so too, every object is recorded, and the release can be worked with afterwards.
@Suite(.timeLimit(.minutes(2))) struct FaultSweepTests {
    private static func world() -> SweepWorld {
        SweepWorld(store: MemoryReleaseStore(namespace: "ns") { 1_700_000_000 })
    }

    @Test(arguments: SweepVerb.all, FaultPlan.Fault.allCases)
    func everyCall(_ verb: SweepVerb, _ fault: FaultPlan.Fault) async throws {
        let good = try await Self.world().run(verb, fault, at: nil)
        #expect(good.failure == nil)
        #expect(good.calls.count > 1)
        for target in 1...good.calls.count where fault.concerns(good.calls[target - 1].side) {
            try await Self.world().run(verb, fault, at: target)
        }
    }
}
