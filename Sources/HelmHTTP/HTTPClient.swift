/// An HTTP client over libcurl: one thread drives every transfer.
///
/// The thread, and libcurl itself, start with the first request. Connections are kept and shared by requests with the
/// same server and TLS options; credentials travel in headers and so are never shared.
public final class HTTPClient: Sendable {
    /// The client of the process.
    public static let shared = HTTPClient()

    private let loop: TransferLoop

    /// - Parameter maximumIdleConnections: connections kept open while nothing uses them.
    public init(maximumIdleConnections: Int = 32) {
        loop = TransferLoop(maximumIdleConnections: maximumIdleConnections)
    }

    /// Sends a request and reads its whole answer, whatever its status.
    ///
    /// Cancelling the task ends the transfer.
    public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let ticket = TransferTicket()
        return try await cancellable(ticket, loop) { () async throws(HTTPError) in
            let answer = await withCheckedContinuation { continuation in
                loop.start(request, ticket: ticket, isStream: false, receiver: ResponseCollector(continuation))
            }
            return try answer.get()
        }
    }

    /// Sends a request and returns as soon as the head of the answer is there.
    public func stream(_ request: HTTPRequest) async throws(HTTPError) -> HTTPBodyStream {
        let ticket = TransferTicket()
        let buffer = StreamBuffer()
        let head = try await cancellable(ticket, loop) { () async throws(HTTPError) in
            try await buffer.head {
                loop.start(request, ticket: ticket, isStream: true, receiver: buffer)
            }
        }
        return HTTPBodyStream(head: head, buffer: buffer, ticket: ticket, loop: loop)
    }
}
