import HelmValues
import HelmRelease
import Testing

@testable import HelmActions

/// Verbs that meet on one release: in one process its lock decides, between two the store's create-if-absent.
@Suite(.timeLimit(.minutes(1))) struct RaceTests {
    private static let pending = "another operation (install/upgrade/rollback) is in progress"

    /// Lets nobody create a record before `count` callers are about to.
    private struct MeetingStore: ReleaseStore {
        let store: any ReleaseStore
        let meeting: Meeting

        func create(_ release: Release) async throws(ReleaseError) {
            await meeting.arrive()
            try await store.create(release)
        }
        func update(_ release: Release) async throws(ReleaseError) { try await store.update(release) }
        func release(named name: String, revision: Int) async throws(ReleaseError) -> Release {
            try await store.release(named: name, revision: revision)
        }
        func entries(_ query: ReleaseQuery) async throws(ReleaseError) -> [ReleaseEntry] {
            try await store.entries(query)
        }
        func summaries(of entries: [ReleaseEntry]) async throws(ReleaseError) -> [ReleaseSummary] {
            try await store.summaries(of: entries)
        }
        func delete(named name: String, revision: Int) async throws(ReleaseError) {
            try await store.delete(named: name, revision: revision)
        }
        func check(_ release: Release) throws(ReleaseError) { try store.check(release) }
    }

    private actor Meeting {
        private var missing: Int
        private var waiting: [CheckedContinuation<Void, Never>] = []

        init(of count: Int) { missing = count }

        func arrive() async {
            missing -= 1
            if missing > 0 { return await withCheckedContinuation { waiting.append($0) } }
            for one in waiting { one.resume() }
            waiting = []
        }
    }

    enum Verb: String, CaseIterable, Sendable {
        case install, upgrade, rollback

        func run(_ steps: SweepVerb.Steps) async throws {
            switch self {
            case .install: try await steps.install()
            case .upgrade: try await steps.upgrade(values: ["color": "red"])
            case .rollback: try await steps.rollback()
            }
        }
    }

    /// Servers that all found the release as it was before.
    @Test(arguments: SweepStore.all, Verb.allCases)
    func ofManyServersOneWins(_ store: SweepStore, _ verb: Verb) async throws {
        let made = try await store.make()
        let cluster = FakeCluster()
        func steps(_ store: any ReleaseStore) -> SweepVerb.Steps {
            SweepVerb.Steps(
                context: ActionFixture.context(cluster: cluster, releases: store, namespace: made.namespace))
        }
        let before = verb == .install ? 0 : verb == .upgrade ? 1 : 2
        if before > 0 { try await steps(made.store).install() }
        if before > 1 { try await steps(made.store).upgrade() }
        let servers = 4
        let meeting = Meeting(of: servers)
        let errors = try await withThrowingTaskGroup(of: ActionError?.self) { group in
            for _ in 0..<servers {
                // Each has its own locks.
                let steps = steps(MeetingStore(store: made.store, meeting: meeting))
                group.addTask {
                    do {
                        try await verb.run(steps)
                        return nil
                    } catch let error as ActionError {
                        return error
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(errors.filter { $0 == nil }.count == 1)
        for error in errors.compactMap({ $0 }) {
            #expect(error.code == .conflict && error.message == "release: already exists")
        }
        let entries = try await made.store.entries(ReleaseQuery())
        #expect(entries.map(\.revision) == Array(1...(before + 1)))
        #expect(entries.map(\.status).filter { $0 == .deployed }.count == 1)
        #expect(entries.last?.status == .deployed)
        #expect(cluster.names == ["v1/ConfigMap/one", "v1/ConfigMap/two"])
    }

    /// A second verb in the same process is refused at once, whichever it is, and changes nothing; other releases and
    /// reads go on.
    @Test(arguments: ["upgrade", "rollback", "uninstall", "test", "unlock", "install"])
    func oneVerbAtATime(_ second: String) async throws {
        // Somewhere in the middle of an upgrade.
        let calls = try await SweepWorld(store: MemoryReleaseStore(namespace: "ns"))
            .run(SweepVerb.upgrades[0], .fail, at: nil).calls
        let middle = try #require(calls.firstIndex { $0.text == "store create 2" }) + 1
        let store = MemoryReleaseStore(namespace: "ns")
        let fixture = ActionFixture(store: store)
        let steps = SweepVerb.Steps(context: fixture.context)
        try await steps.install()
        let (reached, reaching) = AsyncStream<Void>.makeStream()
        let (goOn, going) = AsyncStream<Void>.makeStream()
        fixture.faults.arm(
            at: middle, .outside,
            outside: {
                reaching.finish()
                for await _ in goOn { break }
            })
        let first = Task { try await steps.upgrade(values: ["color": "red"]) }
        for await _ in reached { break }
        let before = store.entries(ReleaseQuery())
        let refused = await #expect(throws: ActionError.self) {
            switch second {
            case "upgrade": try await steps.upgrade()
            case "rollback": try await steps.rollback()
            case "uninstall": try await steps.uninstall()
            case "test": try await steps.test()
            case "unlock": try await steps.unlock()
            default: try await steps.install()
            }
        }
        #expect(refused?.code == .operationPending && refused?.message == Self.pending)
        #expect(store.entries(ReleaseQuery()) == before)
        _ = try await Status(fixture.context).run(name: "demo", revision: 0, withResources: false)
        var other = steps
        other.name = "other"
        other.chart = ActionFixture.chart(["a.yaml": ActionFixture.configMap("others")])
        try await other.install()
        going.finish()
        try await first.value
        try await steps.upgrade()
        #expect(store.entries(ReleaseQuery(name: "demo")).map(\.revision) == [1, 2, 3])
    }
}
