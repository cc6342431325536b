internal import Synchronization

/// Threads that may block; as many calls of the database run at once as there are.
public protocol SQLThreads: Sendable {
    func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T
}

/// A PostgreSQL database with Helm's tables, and the connections to it.
///
/// Connections are opened when they are needed, at most one for each thread, and used again.
public final class SQLDatabase: Sendable {
    private static let keptConnections = 4

    private let settings: SQLConnectionSettings
    private let threads: any SQLThreads
    private let statementTimeout: Duration
    private let idle = Mutex<[SQLConnection]>([])
    private let hasTables = Atomic(false)

    /// Does not connect yet.
    /// - Parameters:
    ///   - connectionString: a URL or `key=value` pairs, as libpq reads them. It is never shown.
    ///   - threads: where calls block.
    /// - Throws: code `unreachable` when the string cannot be read.
    public init(
        connectionString: String, threads: any SQLThreads, statementTimeout: Duration = .seconds(30)
    ) throws(ReleaseError) {
        settings = try SQLConnectionSettings(connectionString)
        self.threads = threads
        self.statementTimeout = statementTimeout
    }

    /// Whether the database answers and its tables are there.
    public func check() async throws(ReleaseError) {
        try await run { connection throws(SQLFailure) in try connection.execute("SELECT 1") }
    }

    /// Runs `body` with a connection, on a thread that may block. Cancelling the task cancels the statement.
    /// - Parameter isRepeatable: `body` only reads, so that it may run again when the connection was a dead one.
    @discardableResult
    func run<T: Sendable>(
        isRepeatable: Bool = true, _ body: @escaping @Sendable (SQLConnection) throws(SQLFailure) -> T
    ) async throws(ReleaseError) -> T {
        let cancellation = SQLCancellation()
        do {
            return try await withTaskCancellationHandler {
                try await threads.run {
                    try self.withConnection(cancellation, isRepeatable: isRepeatable, body)
                }
            } onCancel: {
                cancellation.cancel()
            }
        } catch let failure as SQLFailure {
            throw failure.releaseError
        } catch is CancellationError {
            throw ReleaseError(.cancelled, "context canceled")
        } catch {
            throw ReleaseError(.storage, "\(error)")
        }
    }

    private func withConnection<T>(
        _ cancellation: SQLCancellation, isRepeatable: Bool, _ body: (SQLConnection) throws(SQLFailure) -> T
    ) throws(SQLFailure) -> T {
        if cancellation.isCancelled { throw SQLFailure(kind: .cancelled, message: "") }
        if let connection = kept(cancellation) {
            do throws(SQLFailure) {
                return try use(connection, body)
            } catch {
                guard isRepeatable, error.kind == .connection else { throw error }
            }
        }
        let connection = try SQLConnection(settings, timeout: statementTimeout, cancellation: cancellation)
        return try use(connection, body)
    }

    private func use<T>(
        _ connection: SQLConnection, _ body: (SQLConnection) throws(SQLFailure) -> T
    ) throws(SQLFailure) -> T {
        defer { keep(connection) }
        if !hasTables.load(ordering: .acquiring) {
            try SQLMigrations.apply(on: connection)
            hasTables.store(true, ordering: .releasing)
        }
        do throws(SQLFailure) {
            return try body(connection)
        } catch {
            // A table that is gone is made again by the next call.
            if error.state == "42P01" { hasTables.store(false, ordering: .releasing) }
            throw error
        }
    }

    /// A connection that is still good; those that are not end here.
    private func kept(_ cancellation: SQLCancellation) -> SQLConnection? {
        while let connection = idle.withLock({ $0.popLast() }) {
            if connection.lend(to: cancellation) { return connection }
        }
        return nil
    }

    private func keep(_ connection: SQLConnection) {
        guard !connection.isBroken else { return }
        idle.withLock { if $0.count < Self.keptConnections { $0.append(connection) } }
    }
}
