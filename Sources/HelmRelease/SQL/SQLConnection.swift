internal import CPQ
internal import Glibc
internal import Synchronization

/// Tells the thread that works on a statement that nobody waits for it any more.
final class SQLCancellation: Sendable {
    private let flag = Atomic(false)

    var isCancelled: Bool { flag.load(ordering: .acquiring) }
    func cancel() { flag.store(true, ordering: .releasing) }
}

/// One connection to PostgreSQL. Its calls block, but never past a deadline.
///
/// `@unchecked Sendable`: the pool hands a connection to one thread at a time, under its lock.
final class SQLConnection: @unchecked Sendable {
    private let handle: OpaquePointer
    private let timeout: Duration
    /// The work that the connection is lent to.
    private var cancellation = SQLCancellation()
    /// Set once nothing more can be said over the connection.
    private(set) var isBroken = false

    /// What a dead server may take of a thread beyond a statement's own time.
    private static let grace: Duration = .seconds(5)
    private static let connectTimeout: Duration = .seconds(10)
    /// How often a thread that waits looks whether it still should.
    private static let slice: Int32 = 50

    init(
        _ settings: SQLConnectionSettings, timeout: Duration, cancellation: SQLCancellation
    ) throws(SQLFailure) {
        self.timeout = timeout
        guard let handle = settings.start() else { throw SQLFailure(kind: .connection, message: "out of memory") }
        self.handle = handle
        self.cancellation = cancellation
        // Notices would go to standard error.
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        try finishConnecting()
        PQsetnonblocking(handle, 1)
        let milliseconds = timeout.components.seconds * 1000 + timeout.components.attoseconds / 1_000_000_000_000_000
        try execute("SELECT set_config('statement_timeout', $1, false)", ["\(milliseconds)"])
    }

    deinit { PQfinish(handle) }

    /// Takes the connection out of the pool; false when the server has gone away since.
    func lend(to cancellation: SQLCancellation) -> Bool {
        self.cancellation = cancellation
        // To a connection that asks nothing, a server only ever says that it ends.
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        guard Glibc.poll(&descriptor, 1, 0) == 0, PQstatus(handle) == CONNECTION_OK else { return false }
        return !isBroken && PQtransactionStatus(handle) == PQTRANS_IDLE
    }

    /// Runs one statement with bound parameters.
    @discardableResult
    func execute(_ statement: StaticString, _ parameters: [String] = []) throws(SQLFailure) -> [SQLRow] {
        guard parameters.allSatisfy({ !$0.utf8.contains(0) }) else {
            throw SQLFailure(
                kind: .statement, state: "22021", message: "invalid byte sequence for encoding \"UTF8\": 0x00")
        }
        let texts = parameters.map { strdup($0) }
        defer { for text in texts { free(text) } }
        let pointers = texts.map { UnsafePointer($0) }
        let sent = PQsendQueryParams(
            handle, statement.cString, Int32(pointers.count), nil, pointers, nil, nil, 0)
        return try answer(sent)
    }

    /// Runs several statements at once, which take no parameters.
    func executeScript(_ statements: StaticString) throws(SQLFailure) {
        _ = try answer(PQsendQuery(handle, statements.cString))
    }

    // MARK: Waiting

    private func answer(_ sent: Int32) throws(SQLFailure) -> [SQLRow] {
        guard sent == 1 else { throw lost() }
        var wait = Wait(deadline: .now + timeout + Self.grace)
        while true {
            let rest = PQflush(handle)
            if rest == 0 { break }
            guard rest > 0 else { throw lost() }
            try pause(&wait, forWriting: true)
            guard PQconsumeInput(handle) == 1 else { throw lost() }
        }
        var rows: [SQLRow] = []
        var failure: SQLFailure?
        while true {
            while PQisBusy(handle) == 1 {
                try pause(&wait, forWriting: false)
                guard PQconsumeInput(handle) == 1 else { throw lost() }
            }
            guard let result = PQgetResult(handle) else { break }
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_TUPLES_OK: rows += SQLRow.rows(of: result)
            case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: break
            default: failure = failure ?? self.failure(of: result)
            }
        }
        if PQstatus(handle) != CONNECTION_OK { isBroken = true }
        if var failure {
            if isBroken { failure.kind = .connection }
            if wait.isCancelled, failure.state == "57014" { failure.kind = .cancelled }
            throw failure
        }
        return rows
    }

    private struct Wait {
        var deadline: ContinuousClock.Instant
        var isCancelled = false
    }

    /// Waits a little for the server, and asks it to stop when nobody waits for the statement any more.
    private func pause(_ wait: inout Wait, forWriting: Bool) throws(SQLFailure) {
        if cancellation.isCancelled, !wait.isCancelled {
            wait = Wait(deadline: min(wait.deadline, .now + .seconds(2)), isCancelled: true)
            requestCancel()
        }
        guard ContinuousClock.now < wait.deadline else {
            isBroken = true
            if wait.isCancelled { throw SQLFailure(kind: .cancelled, message: "") }
            throw SQLFailure(kind: .connection, message: "the database does not answer")
        }
        poll(forWriting: forWriting)
    }

    private func poll(forWriting: Bool) {
        let events = Int16(POLLIN) | (forWriting ? Int16(POLLOUT) : 0)
        var descriptor = pollfd(fd: PQsocket(handle), events: events, revents: 0)
        _ = Glibc.poll(&descriptor, 1, Self.slice)
    }

    private func requestCancel() {
        guard let request = PQgetCancel(handle) else { return }
        var reason = [CChar](repeating: 0, count: 256)
        _ = PQcancel(request, &reason, 256)
        PQfreeCancel(request)
    }

    private func finishConnecting() throws(SQLFailure) {
        let deadline = ContinuousClock.now + Self.connectTimeout
        var state = PGRES_POLLING_WRITING
        while PQstatus(handle) != CONNECTION_BAD, state != PGRES_POLLING_OK, state != PGRES_POLLING_FAILED {
            if cancellation.isCancelled { throw SQLFailure(kind: .cancelled, message: "") }
            guard ContinuousClock.now < deadline else {
                throw SQLFailure(kind: .connection, message: "the database does not answer")
            }
            var descriptor = pollfd(
                fd: PQsocket(handle), events: Int16(state == PGRES_POLLING_WRITING ? POLLOUT : POLLIN), revents: 0)
            if Glibc.poll(&descriptor, 1, Self.slice) > 0 { state = PQconnectPoll(handle) }
        }
        guard PQstatus(handle) == CONNECTION_OK else { throw lost() }
    }

    // MARK: Errors

    private func lost() -> SQLFailure {
        isBroken = true
        return SQLFailure(kind: .connection, message: Self.firstLine(PQerrorMessage(handle)))
    }

    private func failure(of result: OpaquePointer) -> SQLFailure {
        let state = PQresultErrorField(result, SQLConnection.stateField).map { String(cString: $0) } ?? ""
        let primary = PQresultErrorField(result, SQLConnection.messageField) ?? PQresultErrorMessage(result)
        return SQLFailure(kind: .statement, state: state, message: Self.firstLine(primary))
    }

    /// `PG_DIAG_SQLSTATE` and `PG_DIAG_MESSAGE_PRIMARY`.
    private static let stateField = Int32(UInt8(ascii: "C"))
    private static let messageField = Int32(UInt8(ascii: "M"))

    private static func firstLine(_ text: UnsafePointer<CChar>?) -> String {
        let line = text.map { String(cString: $0) }?.utf8.split(separator: 10).first
        return line.map { String(decoding: $0, as: UTF8.self) } ?? "the connection is lost"
    }
}

/// One row of an answer, as text.
struct SQLRow: Sendable {
    var columns: [String?]

    subscript(_ column: Int) -> String { column < columns.count ? columns[column] ?? "" : "" }

    fileprivate static func rows(of result: OpaquePointer) -> [SQLRow] {
        let width = PQnfields(result)
        return (0..<PQntuples(result)).map { row in
            SQLRow(
                columns: (0..<width).map { column in
                    guard PQgetisnull(result, row, column) == 0, let text = PQgetvalue(result, row, column) else {
                        return nil
                    }
                    let bytes = UnsafeRawBufferPointer(start: text, count: Int(PQgetlength(result, row, column)))
                    return String(decoding: bytes, as: UTF8.self)
                })
        }
    }
}

extension StaticString {
    /// Literals end in a zero byte.
    fileprivate var cString: UnsafePointer<CChar> {
        UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
