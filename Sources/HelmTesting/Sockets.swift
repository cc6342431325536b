internal import Glibc

/// What servers on the loopback do with sockets.
enum Sockets {
    /// `POLLRDHUP`, which Glibc's module leaves out.
    private static let peerClosed: Int16 = 0x2000

    /// - Throws: ``ScriptedServer/CannotListen``.
    static func listen() throws -> (socket: Int32, port: Int) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && Glibc.listen(listener, 64) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        guard isBound else { throw ScriptedServer.CannotListen() }
        signal(SIGPIPE, SIG_IGN)
        return (listener, Int(UInt16(bigEndian: address.sin_port)))
    }

    /// Negative when nobody listens there.
    static func connect(to port: Int) -> Int32 {
        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = loopback(port: port)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        if isConnected { return client }
        Glibc.close(client)
        return -1
    }

    /// What goes out in two pieces does not wait for the first one's acknowledgement.
    static func sendAtOnce(_ socket: Int32) {
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    static func write(_ client: Int32, _ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                send(client, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return false }
            sent += count
        }
        return true
    }

    /// Until there is something to read; false when `other` was closed before.
    static func waitForInput(_ socket: Int32, whileOpen other: Int32) -> Bool {
        while true {
            var descriptors = [
                pollfd(fd: socket, events: Int16(POLLIN), revents: 0),
                pollfd(fd: other, events: peerClosed, revents: 0),
            ]
            guard poll(&descriptors, 2, -1) > 0 else { return false }
            if descriptors[0].revents != 0 { return true }
            if descriptors[1].revents != 0 { return false }
        }
    }

    /// Returns when the other end closes the connection.
    static func waitUntilClosed(_ socket: Int32) {
        var descriptor = pollfd(fd: socket, events: peerClosed, revents: 0)
        _ = poll(&descriptor, 1, 120_000)
    }

    private static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        address.sin_port = UInt16(port).bigEndian
        return address
    }
}

func startThread(_ body: @escaping @Sendable () -> Void) {
    final class Box {
        let body: @Sendable () -> Void; init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    let context = Unmanaged.passRetained(Box(body)).toOpaque()
    let result = pthread_create(
        &thread, nil,
        { context in
            if let context { Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body() }
            return nil
        }, context)
    if result == 0 { pthread_detach(thread) }
}
