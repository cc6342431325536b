internal import Glibc
internal import Synchronization

/// An HTTP/1.1 proxy on loopback before a real server, in which single requests go wrong. One thread a connection.
public final class FaultProxy: Sendable {
    public struct Request: Sendable {
        public var method: String
        /// Path and query as sent.
        public var target: String
        /// Counts requests from 1.
        public var number: Int

        public var path: String { String(target.prefix { $0 != "?" }) }
        public var isWatch: Bool { target.contains("watch=true") }
        public var isWrite: Bool { method != "GET" && method != "HEAD" }
        public var text: String { "\(method) \(path)" + (isWatch ? " (watch)" : "") }
    }

    public enum Fate: Sendable {
        case pass
        /// Something happens once the server did it, before the client learns that.
        case passAfter(@Sendable () -> Void)
        /// Answered here, the server never sees it.
        case answer([UInt8])
        /// Nothing comes back until the client goes away.
        case hang
        case closeBefore
        /// The server does it, and the client never learns that.
        case closeAfter
        /// The server does it; the answer's head gets through, and then nothing.
        case stall
        /// The server does it; half of the answer gets through.
        case cut
    }

    public let port: Int
    private let upstream: Int
    private let listener: Int32
    private let decide: @Sendable (Request) -> Fate
    private let count = Atomic<Int>(0)

    /// - Parameters:
    ///   - upstream: the server's port on the loopback.
    ///   - decide: asked for each request before anything is done with it.
    public init(upstream: Int, _ decide: @escaping @Sendable (Request) -> Fate) throws {
        self.upstream = upstream
        self.decide = decide
        (listener, port) = try Sockets.listen()
        let descriptor = listener
        startThread { [self] in
            while true {
                let client = accept(descriptor, nil, nil)
                if client < 0 { return }
                startThread { self.serve(client) }
            }
        }
    }

    public var url: String { "http://127.0.0.1:\(port)" }

    /// Takes no further connections.
    public func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        Glibc.close(listener)
    }

    private func serve(_ client: Int32) {
        defer { Glibc.close(client) }
        let server = Sockets.connect(to: upstream)
        guard server >= 0 else { return }
        defer { Glibc.close(server) }
        for socket in [client, server] { Sockets.sendAtOnce(socket) }
        var requests = SocketReader(client)
        var answers = SocketReader(server, onlyWhile: client)
        while let head = requests.head() {
            guard let body = requests.bytes(head.contentLength), relay(head, body, client, server, &answers) else {
                return
            }
        }
    }

    /// - Returns: whether the connections go on.
    private func relay(
        _ head: MessageHead, _ body: [UInt8], _ client: Int32, _ server: Int32, _ answers: inout SocketReader
    ) -> Bool {
        let words = head.start.split(separator: " ")
        guard words.count >= 2 else { return false }
        let request = Request(
            method: String(words[0]), target: String(words[1]), number: count.add(1, ordering: .relaxed).newValue)
        let fate = decide(request)
        switch fate {
        case .answer(let bytes): return Sockets.write(client, bytes)
        case .closeBefore: return false
        case .hang:
            Sockets.waitUntilClosed(client)
            return false
        case .pass, .passAfter, .closeAfter, .cut, .stall: break
        }
        guard Sockets.write(server, head.bytes + body), let answer = answers.head() else { return false }
        switch fate {
        case .closeAfter: return false
        case .passAfter(let event): event()
        case .stall:
            _ = Sockets.write(client, answer.bytes)
            Sockets.waitUntilClosed(client)
            return false
        case .cut:
            // The head promises more than comes.
            _ = Sockets.write(client, answer.isChunked ? answer.bytes + Array("ff\r\n{".utf8) : answer.bytes)
            return false
        default: break
        }
        guard Sockets.write(client, answer.bytes) else { return false }
        if request.method == "HEAD" || answer.hasNoBody { return true }
        if answer.isChunked { return relayChunks(&answers, client) }
        guard let rest = answers.bytes(answer.contentLength) else { return false }
        return Sockets.write(client, rest)
    }

    private func relayChunks(_ answers: inout SocketReader, _ client: Int32) -> Bool {
        while let line = answers.line() {
            let size = Int(String(decoding: line, as: UTF8.self).prefix { $0 != ";" }, radix: 16) ?? 0
            guard let chunk = answers.bytes(size + 2), Sockets.write(client, line + [13, 10] + chunk) else {
                return false
            }
            if size == 0 { return true }
        }
        return false
    }
}

/// The first lines of a request or an answer.
struct MessageHead {
    var bytes: [UInt8]
    var start: String
    var contentLength = 0
    var isChunked = false

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
        start = lines.first.map(String.init) ?? ""
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = parts[1].drop { $0 == " " }
            switch parts[0].lowercased() {
            case "content-length": contentLength = Int(value) ?? 0
            case "transfer-encoding": isChunked = value.lowercased() == "chunked"
            default: break
            }
        }
    }

    /// Of an answer.
    var hasNoBody: Bool { start.contains(" 204") || start.contains(" 304") }
}

/// Takes apart what comes from a socket.
struct SocketReader {
    private let socket: Int32
    /// When this one is closed, reading ends, too.
    private let companion: Int32?
    private var buffer: [UInt8] = []

    init(_ socket: Int32, onlyWhile companion: Int32? = nil) {
        self.socket = socket
        self.companion = companion
    }

    mutating func head() -> MessageHead? { until(Array("\r\n\r\n".utf8)).map(MessageHead.init) }

    /// Without its end.
    mutating func line() -> [UInt8]? { until([13, 10])?.dropLast(2) }

    mutating func bytes(_ count: Int) -> [UInt8]? {
        while buffer.count < count { if !more() { return nil } }
        defer { buffer.removeFirst(count) }
        return Array(buffer[..<count])
    }

    private mutating func until(_ end: [UInt8]) -> [UInt8]? {
        while true {
            if let range = buffer.firstRange(of: end) { return bytes(range.upperBound) }
            if !more() { return nil }
        }
    }

    private mutating func more() -> Bool {
        if let companion, !Sockets.waitForInput(socket, whileOpen: companion) { return false }
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(socket, &piece, piece.count, 0)
        if count <= 0 { return false }
        buffer += piece[..<count]
        return true
    }
}
