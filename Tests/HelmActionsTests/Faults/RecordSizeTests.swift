import HelmChart
import HelmRelease
import HelmTesting
import Testing

@testable import HelmActions

/// A record that no object of a cluster can hold is refused before anything is done for it.
@Suite(.timeLimit(.minutes(1))) struct RecordSizeTests {
    private static let stores = [
        SweepStore(testDescription: "memory") { (MemoryReleaseStore(namespace: "ns"), "ns") }
    ]

    /// Noise, which no packing makes smaller.
    private static let large: Chart = {
        var chart = SweepVerb.withDefinition
        var state: UInt64 = 1
        for (name, size) in [("files/large.bin", 400_000), ("files/larger.bin", 500_000), ("files/small.txt", 10)] {
            var noise = [UInt8](repeating: 0, count: size)
            for index in noise.indices {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                noise[index] = UInt8(truncatingIfNeeded: state >> 56)
            }
            chart.files.append(ChartFile(name: name, data: noise))
        }
        return chart
    }()

    private static let told =
        "; largest files of the chart: files/larger.bin (500000 bytes), files/large.bin (400000 bytes), "

    @Test(arguments: stores + SweepStore.all.filter { $0.testDescription != "sql" })
    func nothingIsDone(_ store: SweepStore) async throws {
        let made = try await store.make()
        let world = SweepWorld(store: made.store, namespace: made.namespace)
        let fresh = await #expect(throws: ActionError.self) {
            try await world.steps.install(Self.large) { $0.createNamespace = true }
        }
        #expect(fresh?.code == .recordTooLarge && fresh?.message.contains(Self.told) == true)
        #expect(try await world.snapshot().objects.isEmpty)

        try await world.steps.install()
        try await world.steps.upgrade()
        let before = try await world.snapshot()
        let upgrade = await #expect(throws: ActionError.self) {
            try await world.steps.upgrade(Self.large) { $0.historyMax = 1 }
        }
        #expect(upgrade?.code == .recordTooLarge && upgrade?.message.contains(Self.told) == true)
        let after = try await world.snapshot()
        #expect(after.entries == before.entries && after.objects == before.objects)
    }

    /// Helm's tables have no such limit.
    @Test func aDatabaseTakesIt() async throws {
        let database = try await SweepDatabase.shared.value
        let namespace = SweepCluster.name()
        let steps = SweepWorld(store: database.store(in: namespace), namespace: namespace).steps
        try await steps.install(Self.large)
        try await steps.upgrade(Self.large)
    }

    /// Takes what it is given until it is told not to.
    private struct NarrowStore: ReleaseStore {
        let store: MemoryReleaseStore
        var isNarrow = false

        func create(_ release: Release) async throws(ReleaseError) {
            try check(release)
            try store.create(release)
        }
        func update(_ release: Release) async throws(ReleaseError) { try store.update(release) }
        func release(named name: String, revision: Int) async throws(ReleaseError) -> Release {
            try store.release(named: name, revision: revision)
        }
        func entries(_ query: ReleaseQuery) async throws(ReleaseError) -> [ReleaseEntry] { store.entries(query) }
        func summaries(of entries: [ReleaseEntry]) async throws(ReleaseError) -> [ReleaseSummary] {
            store.summaries(of: entries)
        }
        func delete(named name: String, revision: Int) async throws(ReleaseError) {
            try store.delete(named: name, revision: revision)
        }
        func check(_ release: Release) throws(ReleaseError) {
            if isNarrow { throw ReleaseError(.tooLarge, "too large") }
        }
    }

    /// What a rollback stores came from the store, but its description may be a few bytes longer.
    @Test func aRollbackThatDoesNotFitChangesNothing() async throws {
        let records = MemoryReleaseStore(namespace: "ns")
        let world = SweepWorld(store: NarrowStore(store: records))
        try await world.steps.install()
        try await world.steps.upgrade(SweepVerb.bigger)
        let before = try await world.snapshot()
        let context = ActionFixture.context(
            cluster: world.cluster, releases: NarrowStore(store: records, isNarrow: true), namespace: "ns")
        let error = await #expect(throws: ActionError.self) {
            try await SweepVerb.Steps(context: context).rollback { $0.historyMax = 1 }
        }
        #expect(error?.code == .recordTooLarge)
        let after = try await world.snapshot()
        #expect(after.entries == before.entries && after.objects == before.objects)
    }
}
