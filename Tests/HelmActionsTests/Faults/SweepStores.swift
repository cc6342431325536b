import Testing
import EmbeddedCluster
import Foundation
import HelmKube
import HelmTesting
import HelmValues
import Logging
import Synchronization

@testable import HelmRelease

/// Real stores for sweeps; each is empty and in a namespace of its own.
struct SweepStore: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let make: @Sendable () async throws -> (store: any ReleaseStore, namespace: String)

    static let all = [
        SweepStore(testDescription: "secrets") { try await inCluster(.secret) },
        SweepStore(testDescription: "configmaps") { try await inCluster(.configMap) },
        SweepStore(testDescription: "sql") {
            let database = try await SweepDatabase.shared.value
            let namespace = SweepCluster.name()
            return (database.store(in: namespace), namespace)
        },
    ]

    private static func inCluster(
        _ kind: ObjectReleaseStore.Kind
    ) async throws -> (store: any ReleaseStore, namespace: String) {
        let cluster = try await SweepCluster.shared.value
        let namespace = try await cluster.namespace()
        return (
            ObjectReleaseStore(kind: kind, client: cluster.client(), namespace: namespace) { 1_700_000_000 }, namespace
        )
    }
}

/// An embedded cluster that lives as long as the test process.
struct SweepCluster: Sendable {
    let port: Int
    let token: String

    static let shared: Task<SweepCluster, any Error> = Task {
        let configuration = EmbeddedClusterConfiguration(readyDelay: .milliseconds(20))
        let cluster = EmbeddedCluster(configuration: configuration, logger: quiet)
        let (ports, sink) = AsyncStream.makeStream(of: Int.self)
        Task { try await cluster.run { port in sink.yield(port) } }
        var iterator = ports.makeAsyncIterator()
        return SweepCluster(port: await iterator.next() ?? 0, token: configuration.token)
    }

    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private static let counter = Atomic(0)

    static func name() -> String { "sweep-\(counter.add(1, ordering: .relaxed).newValue)" }

    /// A client of the cluster, or of what stands before it on another port.
    func client(port other: Int? = nil) -> KubeClient {
        KubeClient(
            connection: ClusterConnection(
                server: "http://127.0.0.1:\(other ?? port)", credentials: Credentials(.bearerToken(token))),
            logger: Self.quiet)
    }

    /// A namespace made just now.
    func namespace() async throws -> String {
        let name = Self.name()
        _ = try await client().create(
            KubePath("namespaces"),
            body: ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
        return name
    }
}

/// A PostgreSQL of the sweeps' own, with a connection beside that of the stores.
struct SweepDatabase: Sendable {
    let server: PostgresServer
    let database: SQLDatabase
    /// Works in another database, from which one can be closed.
    private let administrator: SQLDatabase
    private let locker: SQLDatabase

    static let shared: Task<SweepDatabase, any Error> = Task {
        try SweepDatabase(try await PostgresServer.start())
    }

    init(_ server: PostgresServer) throws {
        self.server = server
        database = try SQLDatabase(connectionString: server.connectionString(), threads: SweepThreads())
        administrator = try SQLDatabase(
            connectionString: server.connectionString("template1"), threads: SweepThreads())
        locker = try SQLDatabase(
            connectionString: server.connectionString() + " application_name=locker", threads: SweepThreads())
    }

    func store(in namespace: String) -> SQLReleaseStore {
        SQLReleaseStore(database: database, namespace: namespace) { 1_700_000_000 }
    }

    /// Ends every connection of the stores.
    func endConnections() async throws {
        try await administrator.run { connection throws(SQLFailure) in
            try connection.execute(
                """
                SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
                WHERE datname = 'postgres' AND application_name <> 'locker'
                """)
        }
    }

    /// Lets nobody in any more.
    func close() async throws {
        try await administrator.run { connection throws(SQLFailure) in
            try connection.execute("ALTER DATABASE postgres ALLOW_CONNECTIONS false")
        }
        try await endConnections()
    }

    func open() async throws {
        try await administrator.run { connection throws(SQLFailure) in
            try connection.execute("ALTER DATABASE postgres ALLOW_CONNECTIONS true")
        }
    }

    /// Keeps everybody else from the releases while `body` runs; what they ask meanwhile waits.
    func whileLocked(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let (held, holding) = AsyncStream<Void>.makeStream()
        let release = DispatchSemaphore(value: 0)
        let lock = Task {
            try await locker.run(isRepeatable: false) { connection throws(SQLFailure) in
                try connection.execute("BEGIN")
                try connection.execute("LOCK TABLE releases_v1 IN ACCESS EXCLUSIVE MODE")
                holding.finish()
                release.wait()
                try connection.execute("COMMIT")
            }
        }
        for await _ in held { break }
        do {
            try await body()
        } catch {
            release.signal()
            throw error
        }
        release.signal()
        try await lock.value
    }

    /// How many statements wait for a lock.
    func waiting() async throws -> Int {
        let rows = try await administrator.run { connection throws(SQLFailure) in
            try connection.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        }
        return Int(rows.first?[0] ?? "") ?? 0
    }
}

/// A thread for each call.
struct SweepThreads: SQLThreads {
    func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }
}
