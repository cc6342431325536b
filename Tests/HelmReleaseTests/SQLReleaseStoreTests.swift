import Foundation
import HelmChart
import HelmTesting
import HelmValues
import Testing

@testable import HelmRelease

/// What the SQL driver does beyond the contract of every store, on a real PostgreSQL.
@Suite struct SQLReleaseStoreTests {
    private static func release(
        in namespace: String, _ name: String = "demo", labels: ByteOrderedMap<String> = [:]
    ) -> Release {
        var metadata = ChartMetadata()
        (metadata.name, metadata.version, metadata.apiVersion) = ("chart", "0.1.0", "v2")
        return Release(
            name: name, namespace: namespace, revision: 1,
            info: ReleaseInfo(
                firstDeployed: Timestamp(seconds: 1), lastDeployed: Timestamp(seconds: 1),
                description: "Install complete", status: .deployed),
            chart: Chart(metadata: metadata), config: ["a": 1.5], manifest: "---\n", labels: labels)
    }

    private static func store(_ database: SQLDatabase, _ namespace: String) -> SQLReleaseStore {
        SQLReleaseStore(database: database, namespace: namespace) { 1_700_000_000 }
    }

    /// A database that nobody has used.
    private static func fresh() async throws -> (server: PostgresServer, name: String) {
        let server = try await PostgresServer.shared.value
        let name = "db" + PostgresServer.namespace().filter { $0 != "-" }
        _ = try await server.output(of: "createdb", [name])
        return (server, name)
    }

    @Test func allNamespacesAreListedTogether() async throws {
        let (server, name) = try await Self.fresh()
        let database = try server.database(name)
        for namespace in ["one", "two"] {
            try await Self.store(database, namespace).create(Self.release(in: namespace, labels: ["of": namespace]))
        }
        let all = Self.store(database, "")
        let entries = try await all.entries(ReleaseQuery())
        #expect(entries.map(\.namespace) == ["one", "two"])
        #expect(entries.map { $0.labels["of"] } == ["one", "two"])
        #expect(try await all.summaries(of: entries).map(\.namespace).sorted() == ["one", "two"])
        #expect(try await Self.store(database, "two").entries(ReleaseQuery()).map(\.namespace) == ["two"])
        let error = await #expect(throws: ReleaseError.self) { try await all.delete(named: "demo", revision: 1) }
        #expect(error?.code == .notFound)
    }

    @Test func textsAreNeverReadAsSQL() async throws {
        let (server, name) = try await Self.fresh()
        let hostile = "x'; DROP TABLE releases_v1; --"
        let store = Self.store(try server.database(name), hostile)
        let labels: ByteOrderedMap<String> = ["a\"b\\c,{}": "' OR 1=1 \\ \"", "empty": "", "NULL": "NULL"]
        try await store.create(Self.release(in: hostile, hostile, labels: labels))
        #expect(try await store.release(named: hostile, revision: 1).labels == labels)
        #expect(try await store.entries(ReleaseQuery(name: "' OR '' = '")).isEmpty)
        #expect(try await store.entries(ReleaseQuery(name: hostile)).count == 1)
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await store.release(named: "a\0b", revision: 1)
        }
        #expect(error?.code == .storage)
    }

    @Test func labelsGoWithTheirRecord() async throws {
        let (server, name) = try await Self.fresh()
        let store = Self.store(try server.database(name), "ns")
        try await store.create(Self.release(in: "ns", labels: ["team": "blue"]))
        try await store.delete(named: "demo", revision: 1)
        let left = try await server.output(of: "psql", ["-Atc", "SELECT count(*) FROM custom_labels_v1", name])
        #expect(left == "0\n")
    }

    /// A label's value that does not fit its column leaves nothing of the release behind.
    @Test func aWriteIsDoneWholeOrNotAtAll() async throws {
        let (server, name) = try await Self.fresh()
        let store = Self.store(try server.database(name), "ns")
        let labels: ByteOrderedMap<String> = ["a": "b", "team": String(repeating: "x", count: 64)]
        let error = await #expect(throws: ReleaseError.self) {
            try await store.create(Self.release(in: "ns", labels: labels))
        }
        #expect(error?.message == "pq: value too long for type character varying(63) (22001)")
        #expect(try await store.entries(ReleaseQuery()).isEmpty)
    }

    @Test func serversThatStartTogetherMakeTheTablesOnce() async throws {
        let (server, name) = try await Self.fresh()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 { group.addTask { try await server.database(name).check() } }
            try await group.waitForAll()
        }
        let applied = try await server.output(of: "psql", ["-Atc", "SELECT id FROM gorp_migrations ORDER BY id", name])
        #expect(applied == "custom_labels\ninit\n")
    }

    @Test func aRestartOfTheServerIsNotNoticed() async throws {
        let server = try await PostgresServer.start()
        let store = Self.store(try server.database(), "ns")
        try await store.create(Self.release(in: "ns"))
        try await server.restart()
        #expect(try await store.entries(ReleaseQuery()).count == 1)
        try await server.restart()
        try await store.create(Self.release(in: "ns", "other"))
        #expect(try await store.entries(ReleaseQuery()).count == 2)
    }

    @Test func whereNoDatabaseIsThereIsNoPasswordInTheError() async throws {
        let database = try SQLDatabase(
            connectionString: "postgres://me:very-secret@127.0.0.1:1/helm", threads: TestThreads())
        let error = await #expect(throws: ReleaseError.self) { try await database.check() }
        #expect(error?.code == .unreachable)
        #expect(error?.message.hasPrefix("unable to instantiate SQL driver: ") == true)
        #expect(error?.message.contains("very-secret") == false)
        for text in ["postgres://me:very-secret@/%zz", "very-secret", "password=very-secret nonsense=1"] {
            let error = #expect(throws: ReleaseError.self) {
                try SQLDatabase(connectionString: text, threads: TestThreads())
            }
            #expect(error?.message.contains("very-secret") == false)
        }
    }

    @Test(.timeLimit(.minutes(1))) func cancellingEndsAStatement() async throws {
        let (server, name) = try await Self.fresh()
        let database = try server.database(name)
        try await database.check()
        let work = Task {
            try await database.run { connection throws(SQLFailure) in try connection.execute("SELECT pg_sleep(600)") }
        }
        let running = "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)' AND state = 'active'"
        while try await server.output(of: "psql", ["-Atc", running, name]) != "1\n" { await Task.yield() }
        work.cancel()
        let error = await #expect(throws: ReleaseError.self) { try await work.value }
        #expect(error?.code == .cancelled)
        while try await server.output(of: "psql", ["-Atc", running, name]) != "0\n" { await Task.yield() }
        try await database.check()
    }

    @Test(.timeLimit(.minutes(1))) func statementsEndByThemselves() async throws {
        let (server, name) = try await Self.fresh()
        let database = try server.database(name, timeout: .milliseconds(300))
        let error = await #expect(throws: ReleaseError.self) {
            try await database.run { connection throws(SQLFailure) in try connection.execute("SELECT pg_sleep(600)") }
        }
        #expect(error?.message == "pq: canceling statement due to statement timeout (57014)")
    }

    @Test(.timeLimit(.minutes(1))) func aServerThatSaysNothingIsLeft() async throws {
        let mute = try ScriptedServer { _ in [] }
        defer { mute.stop() }
        let database = try SQLDatabase(
            connectionString: "host=127.0.0.1 port=\(mute.port) sslmode=disable", threads: TestThreads())
        let error = await #expect(throws: ReleaseError.self) { try await database.check() }
        #expect(error?.code == .unreachable)
    }
}
