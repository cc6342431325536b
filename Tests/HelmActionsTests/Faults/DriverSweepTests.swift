import HelmRelease
import HelmTesting
import Testing

@testable import HelmActions

/// The sweep over real stores: what a caller's cancellation or a lost answer does to their calls.
@Suite(.timeLimit(.minutes(3))) struct DriverSweepTests {
    /// Of each verb the variant with the most calls.
    private static let verbs = SweepVerb.all.filter { verb in
        [
            "install, atomic", "install over an uninstalled one", "upgrade with hooks", "upgrade that prunes",
            "rollback",
            "uninstall with hooks", "uninstall, history kept", "test", "unlock",
        ].contains(verb.name)
    }

    @Test(arguments: SweepStore.all.filter { $0.testDescription != "configmaps" }, [FaultPlan.Fault.lost, .cancel])
    func everyStoreCall(_ store: SweepStore, _ fault: FaultPlan.Fault) async throws {
        try await inParallel(Self.verbs) { verb in
            for target in try await Self.storeCalls(of: verb) {
                let made = try await store.make()
                try await SweepWorld(store: made.store, namespace: made.namespace).run(verb, fault, at: target)
            }
        }
    }

    /// Connections that ended while nobody used them are not noticed.
    @Test func connectionsEndBetweenCalls() async throws {
        let database = try SweepDatabase(try await PostgresServer.start())
        for verb in Self.verbs {
            for target in try await Self.storeCalls(of: verb) {
                let world = Self.world(database)
                let result = try await world.run(
                    verb, .outside, at: target, outside: { try await database.endConnections() })
                #expect(result.failure == nil, "\(verb.name), call \(target)")
            }
        }
    }

    /// A connection that ends while a statement runs on it: reads are asked again, writes fail.
    @Test func connectionsEndUnderAWrite() async throws {
        let database = try SweepDatabase(try await PostgresServer.start())
        try await database.database.check()
        for verb in Self.verbs {
            for target in try await Self.storeCalls(of: verb, only: ["create", "update", "delete"]) {
                let lock = SweepLock()
                try await Self.world(database).run(
                    verb, .outside, at: target,
                    outside: { try await lock.hold(database) },
                    afterwards: { try await lock.end() })
            }
        }
    }

    /// From some call on the database is not there, and later it is again.
    @Test func theDatabaseGoesAway() async throws {
        let database = try SweepDatabase(try await PostgresServer.start())
        for verb in Self.verbs {
            for target in try await Self.storeCalls(of: verb) {
                let result = try await Self.world(database).run(
                    verb, .outsideForGood, at: target,
                    outside: { try await database.close() },
                    afterwards: { try await database.open() })
                #expect(
                    result.failure != nil || result.calls[target - 1].text.hasPrefix("store update"), "\(verb.name)")
            }
        }
    }

    @Test func theServerStops() async throws {
        let database = try SweepDatabase(try await PostgresServer.start())
        for verb in Self.verbs {
            guard let target = try await Self.storeCalls(of: verb, only: ["create", "update", "delete"]).last else {
                continue
            }
            try await Self.world(database).run(
                verb, .outsideForGood, at: target,
                outside: { try await database.server.perform(.stop) },
                afterwards: { try await database.server.perform(.start) })
        }
    }

    private static func world(_ database: SweepDatabase) -> SweepWorld {
        let namespace = SweepCluster.name()
        return SweepWorld(store: database.store(in: namespace), namespace: namespace)
    }

    /// The numbers of the calls to the store that a verb makes.
    private static func storeCalls(of verb: SweepVerb, only kinds: [String] = [""]) async throws -> [Int] {
        let calls = try await SweepWorld(store: MemoryReleaseStore(namespace: "ns")).run(verb, .fail, at: nil).calls
        return calls.indices.filter { index in
            calls[index].side == .store && kinds.contains { calls[index].text.hasPrefix("store \($0)") }
        }
        .map { $0 + 1 }
    }
}

/// Holds the table, waits until somebody else wants it, and ends their connection.
actor SweepLock {
    private var work: Task<Void, any Error>?

    func hold(_ database: SweepDatabase) async throws {
        let (held, holding) = AsyncStream<Void>.makeStream()
        work = Task {
            try await database.whileLocked {
                holding.finish()
                while try await database.waiting() == 0 { await Task.yield() }
                try await database.endConnections()
            }
        }
        for await _ in held { break }
    }

    func end() async throws { try await work?.value }
}

/// Runs cases side by side, a few at a time.
func inParallel<Case: Sendable>(
    _ cases: [Case], width: Int = 4, _ body: @escaping @Sendable (Case) async throws -> Void
) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        var waiting = cases.makeIterator()
        for _ in 0..<width { if let next = waiting.next() { group.addTask { try await body(next) } } }
        while try await group.next() != nil {
            if let next = waiting.next() { group.addTask { try await body(next) } }
        }
    }
}
