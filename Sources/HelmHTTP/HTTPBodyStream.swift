/// The body of an answer, piece by piece, as the server sends it. For one reader.
///
/// A slow reader slows the server down: only a bounded amount is held. Letting go of the stream ends the transfer.
public final class HTTPBodyStream: Sendable {
    public let head: HTTPResponseHead
    private let buffer: StreamBuffer
    private let ticket: TransferTicket
    private let loop: TransferLoop

    init(head: HTTPResponseHead, buffer: StreamBuffer, ticket: TransferTicket, loop: TransferLoop) {
        self.head = head
        self.buffer = buffer
        self.ticket = ticket
        self.loop = loop
    }

    deinit { loop.cancel(ticket) }

    /// The next bytes; nil at the end of the body. Cancelling the task ends the transfer.
    public func next() async throws(HTTPError) -> [UInt8]? {
        try await cancellable(ticket, loop) { () async throws(HTTPError) in
            try await buffer.next { loop.resume(ticket) }
        }
    }

    /// The rest of the body.
    /// - Throws: `tooLarge` when it is longer than `limit`.
    public func rest(limit: Int) async throws(HTTPError) -> [UInt8] {
        var body: [UInt8] = []
        while let chunk = try await next() {
            if body.count + chunk.count > limit { throw HTTPError(.tooLarge, "http: response body too large") }
            body += chunk
        }
        return body
    }

    /// Ends the transfer.
    public func cancel() { loop.cancel(ticket) }
}

/// Runs `body`, and ends the transfer when the task is cancelled.
func cancellable<Success: Sendable>(
    _ ticket: TransferTicket, _ loop: TransferLoop,
    _ body: () async throws(HTTPError) -> Success
) async throws(HTTPError) -> Success {
    // withTaskCancellationHandler does not pass typed errors through.
    let result: Result<Success, HTTPError> = await withTaskCancellationHandler {
        do throws(HTTPError) {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    } onCancel: {
        loop.cancel(ticket)
    }
    return try result.get()
}
