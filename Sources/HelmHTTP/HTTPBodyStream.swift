/// The body of an answer, piece by piece, as the server sends it. For one reader.
///
/// A slow reader slows the server down: only a bounded amount is held. Letting go of the stream ends the transfer.
public final class HTTPBodyStream: Sendable {
    public let head: HTTPResponseHead

    init(head: HTTPResponseHead) {
        self.head = head
    }

    /// The next bytes; nil at the end of the body.
    public func next() async throws(HTTPError) -> [UInt8]? { nil }
}
