internal import Synchronization

/// Gathers a whole answer and hands it over at the end.
///
/// `@unchecked`: head and body are touched only on the loop's thread; the continuation is resumed there, once.
final class ResponseCollector: TransferReceiver, @unchecked Sendable {
    typealias Answer = Result<HTTPResponse, HTTPError>
    private let continuation: CheckedContinuation<Answer, Never>
    private var head = HTTPResponseHead(status: 0)
    private var body: [UInt8] = []

    init(_ continuation: CheckedContinuation<Answer, Never>) {
        self.continuation = continuation
    }

    func receive(head: HTTPResponseHead) {
        self.head = head
        if let length = head.headers["Content-Length"].flatMap({ Int($0) }), length > 0 {
            // A server may promise anything: reserve little, grow with what comes.
            body.reserveCapacity(min(length, 1 << 20))
        }
    }

    func receive(body bytes: UnsafeRawBufferPointer) -> Bool {
        body.append(contentsOf: bytes)
        return true
    }

    func finish(_ failure: HTTPError?) {
        if let failure {
            continuation.resume(returning: .failure(failure))
        } else {
            continuation.resume(returning: .success(HTTPResponse(head: head, body: body)))
        }
    }
}

/// Holds a bounded part of a body between the loop's thread and one reader.
final class StreamBuffer: TransferReceiver, Sendable {
    static let highWater = 1 << 20

    private struct State {
        var waitingForHead: CheckedContinuation<Result<HTTPResponseHead, HTTPError>, Never>?
        var head: HTTPResponseHead?
        var chunks: [[UInt8]] = []
        var heldBytes = 0
        var isPaused = false
        var reader: CheckedContinuation<Result<[UInt8]?, HTTPError>, Never>?
        var end: Result<Void, HTTPError>?
    }

    private let state = Mutex(State())

    func receive(head: HTTPResponseHead) {
        let waiting = state.withLock { state in
            state.head = head
            defer { state.waitingForHead = nil }
            return state.waitingForHead
        }
        waiting?.resume(returning: .success(head))
    }

    func receive(body: UnsafeRawBufferPointer) -> Bool {
        let chunk = [UInt8](body)
        let (isTaken, reader) = state.withLock {
            state -> (Bool, CheckedContinuation<Result<[UInt8]?, HTTPError>, Never>?) in
            if let reader = state.reader {
                state.reader = nil
                return (true, reader)
            }
            if state.heldBytes >= Self.highWater {
                state.isPaused = true
                return (false, nil)
            }
            state.chunks.append(chunk)
            state.heldBytes += chunk.count
            return (true, nil)
        }
        reader?.resume(returning: .success(chunk))
        return isTaken
    }

    func finish(_ failure: HTTPError?) {
        let (head, reader) = state.withLock { state in
            state.end = failure.map { .failure($0) } ?? .success(())
            defer { (state.waitingForHead, state.reader) = (nil, nil) }
            return (state.waitingForHead, state.reader)
        }
        head?.resume(returning: .failure(failure ?? HTTPError(.connectionClosed, "EOF")))
        reader?.resume(returning: failure.map { .failure($0) } ?? .success(nil))
    }

    /// Waits for the head; `start` sets the transfer going once the wait is set up.
    func head(start: () -> Void) async throws(HTTPError) -> HTTPResponseHead {
        let result = await withCheckedContinuation { continuation in
            state.withLock { $0.waitingForHead = continuation }
            start()
        }
        return try result.get()
    }

    /// The next chunk; `resume` is called when the transfer paused and may go on.
    func next(resume: () -> Void) async throws(HTTPError) -> [UInt8]? {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<[UInt8]?, HTTPError>, Never>) in
            let (ready, mayResume) = take(orWait: continuation)
            if mayResume { resume() }
            if let ready { continuation.resume(returning: ready) }
        }
        return try result.get()
    }

    private func take(
        orWait continuation: CheckedContinuation<Result<[UInt8]?, HTTPError>, Never>
    ) -> (ready: Result<[UInt8]?, HTTPError>?, mayResume: Bool) {
        state.withLock { state in
            if !state.chunks.isEmpty {
                var joined = state.chunks.removeFirst()
                joined.reserveCapacity(state.heldBytes)
                for chunk in state.chunks { joined += chunk }
                state.chunks = []
                state.heldBytes = 0
                defer { state.isPaused = false }
                return (.success(joined), state.isPaused)
            }
            if let end = state.end {
                return (end.map { nil }, false)
            }
            if state.reader != nil {
                return (.failure(HTTPError(.other, "a stream has one reader")), false)
            }
            state.reader = continuation
            defer { state.isPaused = false }
            return (nil, state.isPaused)
        }
    }
}
