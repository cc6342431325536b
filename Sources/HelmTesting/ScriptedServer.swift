internal import Glibc
internal import Synchronization

/// An HTTP/1.1 server on loopback whose answers a test scripts, faults included. One thread a connection.
public final class ScriptedServer: Sendable {
    public struct Request: Sendable {
        public var method: String
        /// Path and query as sent.
        public var target: String
        /// Names in lower case.
        public var headers: [String: String]
        public var body: [UInt8]
        /// Counts connections from 1.
        public var connection: Int

        public var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// What is done with a request, in order.
    public enum Step: Sendable {
        case send([UInt8])
        case sleep(milliseconds: Int)
        /// Ends the connection.
        case close
        /// Ends the connection with a reset.
        case reset
    }

    public let port: Int
    private let listener: Int32
    private let handler: @Sendable (Request) -> [Step]
    private let greeting: [UInt8]
    private let seen = Mutex<[Request]>([])
    private let connections = Atomic<Int>(0)

    /// The requests so far.
    public var requests: [Request] { seen.withLock { $0 } }
    public var connectionCount: Int { connections.load(ordering: .relaxed) }
    public var url: String { "http://127.0.0.1:\(port)" }

    public struct CannotListen: Error {}

    /// - Parameter greeting: sent to every connection before anything is read.
    public init(
        greeting: String = "", _ handler: @escaping @Sendable (Request) -> [Step] = { _ in [.close] }
    ) throws {
        self.handler = handler
        self.greeting = Array(greeting.utf8)
        (listener, port) = try Sockets.listen()
        let descriptor = listener
        // Strong: a server answers until it is stopped, however its test holds it.
        startThread { [self] in
            while true {
                let client = accept(descriptor, nil, nil)
                if client < 0 { return }
                let number = connections.add(1, ordering: .relaxed).newValue
                startThread { self.serve(client, number) }
            }
        }
    }

    /// Takes no further connections.
    public func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        Glibc.close(listener)
    }

    /// A JSON answer.
    public static func answer(_ status: Int, _ body: String, headers: [String: String] = [:]) -> [Step] {
        var text = "HTTP/1.1 \(status) X\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        return [.send(Array((text + "\r\n" + body).utf8))]
    }

    /// The head of an answer whose body comes in chunks: each chunk with ``chunk(_:)``, the end with ``lastChunk``.
    public static let chunkedHead = Step.send(
        Array("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n".utf8))
    public static let lastChunk = Step.send(Array("0\r\n\r\n".utf8))
    public static func chunk(_ text: String) -> Step {
        .send(Array("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n".utf8))
    }

    private func serve(_ client: Int32, _ number: Int) {
        defer { Glibc.close(client) }
        if !greeting.isEmpty, !Sockets.write(client, greeting) { return }
        var buffer: [UInt8] = []
        while let request = Self.readRequest(client, &buffer, number) {
            seen.withLock { $0.append(request) }
            for step in handler(request) {
                switch step {
                case .send(let bytes):
                    guard Sockets.write(client, bytes) else { return }
                case .sleep(let milliseconds): usleep(UInt32(milliseconds * 1000))
                case .close: return
                case .reset:
                    var option = linger(l_onoff: 1, l_linger: 0)
                    setsockopt(client, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
                    return
                }
            }
        }
    }

    private static func readRequest(_ client: Int32, _ buffer: inout [UInt8], _ number: Int) -> Request? {
        let blank = Array("\r\n\r\n".utf8)
        while true {
            if let end = buffer.firstRange(of: blank) {
                let lines = String(decoding: buffer[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
                let first = lines.first?.split(separator: " ") ?? []
                var headers: [String: String] = [:]
                for line in lines.dropFirst() {
                    let parts = line.split(separator: ":", maxSplits: 1)
                    if parts.count == 2 { headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " }) }
                }
                let length = headers["content-length"].flatMap { Int($0) } ?? 0
                while buffer.count < end.upperBound + length { if !readMore(client, &buffer) { return nil } }
                let body = Array(buffer[end.upperBound..<end.upperBound + length])
                buffer.removeFirst(end.upperBound + length)
                guard first.count >= 2 else { return nil }
                return Request(
                    method: String(first[0]), target: String(first[1]), headers: headers, body: body, connection: number
                )
            }
            if !readMore(client, &buffer) { return nil }
        }
    }

    private static func readMore(_ client: Int32, _ buffer: inout [UInt8]) -> Bool {
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(client, &piece, piece.count, 0)
        if count <= 0 { return false }
        buffer += piece[..<count]
        return true
    }
}
