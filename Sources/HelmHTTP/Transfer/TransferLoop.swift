internal import CCurl
internal import Glibc
internal import Synchronization

/// The thread that drives every transfer of a client, and the only owner of libcurl's pointers (with ``EasyTransfer``).
///
/// The thread sleeps in `curl_multi_poll` while there is nothing to do. It ends when the loop is let go of.
final class TransferLoop: Sendable {
    private let core: LoopCore

    init(maximumIdleConnections: Int) {
        core = LoopCore(maximumIdleConnections: maximumIdleConnections)
    }

    deinit { core.post(.stop) }

    func start(_ request: HTTPRequest, ticket: TransferTicket, isStream: Bool, receiver: any TransferReceiver) {
        core.post(.start(TransferOrder(request: request, ticket: ticket, isStream: isStream, receiver: receiver)))
    }

    /// Ends a transfer; nothing happens when it is over.
    func cancel(_ ticket: TransferTicket) {
        if !ticket.isCancelled.exchange(true, ordering: .acquiringAndReleasing) { core.post(.cancel(ticket)) }
    }

    /// Lets a transfer go on that was refused the body.
    func resume(_ ticket: TransferTicket) {
        core.post(.resume(ticket))
    }
}

/// What a transfer is to be.
struct TransferOrder: Sendable {
    let request: HTTPRequest
    let ticket: TransferTicket
    let isStream: Bool
    let receiver: any TransferReceiver
}

private enum Command: Sendable {
    case start(TransferOrder)
    case cancel(TransferTicket)
    case resume(TransferTicket)
    case stop
}

/// `@unchecked`: of a multi handle, other threads use nothing but `curl_multi_wakeup`, which is made for that, and the
/// thread frees the handle only after `stop`, which is the last command.
private struct MultiHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
}

/// What asking threads and the loop's thread share.
private final class LoopCore: Sendable {
    private struct Inbox {
        var commands: [Command] = []
        var multi: MultiHandle?
        var isRunning = false
    }

    private let inbox = Mutex(Inbox())
    let maximumIdleConnections: Int

    init(maximumIdleConnections: Int) {
        self.maximumIdleConnections = maximumIdleConnections
    }

    func post(_ command: Command) {
        let multi = inbox.withLock { inbox -> MultiHandle? in
            inbox.commands.append(command)
            if !inbox.isRunning {
                if case .start = command { inbox.isRunning = startThread() }
                if !inbox.isRunning { fail(&inbox.commands) }
            }
            return inbox.multi
        }
        if let multi { curl_multi_wakeup(multi.pointer) }
    }

    func takeCommands() -> [Command] {
        inbox.withLock { inbox in
            defer { inbox.commands.removeAll(keepingCapacity: true) }
            return inbox.commands
        }
    }

    func publish(_ multi: MultiHandle) {
        inbox.withLock { $0.multi = multi }
    }

    /// libcurl does not start: nobody may wait for it.
    func failAll() {
        inbox.withLock { inbox in
            inbox.isRunning = false
            fail(&inbox.commands)
        }
    }

    private func fail(_ commands: inout [Command]) {
        for case .start(let order) in commands {
            order.receiver.finish(HTTPError(.other, "cannot start the thread of the HTTP client"))
        }
        commands = []
    }

    private func startThread() -> Bool {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, 1 << 20)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        let result = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                let core = Unmanaged<LoopCore>.fromOpaque(context).takeRetainedValue()
                if var loop = LoopThread(core: core) { loop.run() } else { core.failAll() }
                return nil
            }, context.toOpaque())
        if result != 0 { context.release() }
        return result == 0
    }
}

/// The state of the loop's thread; it never leaves that thread.
private struct LoopThread {
    private static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK
    private static let maximumSparedHandles = 16
    /// Without transfers there is nothing to look after; the wake-up ends the sleep.
    private static let longestSleep: Int32 = 3_600_000

    private let core: LoopCore
    private let multi: UnsafeMutableRawPointer
    private var transfers: [UnsafeMutableRawPointer: EasyTransfer] = [:]
    private var handles: [ObjectIdentifier: UnsafeMutableRawPointer] = [:]
    private var spared: [UnsafeMutableRawPointer] = []
    private var isStopped = false

    init?(core: LoopCore) {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        // Writing to a closed TLS connection raises it; without a handler of its own libcurl must not be ended by it.
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        guard Self.isLibraryReady, let multi = curl_multi_init() else { return nil }
        _ = helm_curl_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, core.maximumIdleConnections)
        self.core = core
        self.multi = multi
        core.publish(MultiHandle(pointer: multi))
    }

    mutating func run() {
        while true {
            for command in core.takeCommands() { obey(command) }
            if isStopped { break }
            var running: Int32 = 0
            _ = curl_multi_perform(multi, &running)
            finishEnded()
            expireHeads()
            _ = curl_multi_poll(multi, nil, 0, sleepTime(), nil)
        }
        for transfer in transfers.values { end(transfer, HTTPError(.cancelled, "context canceled")) }
        for handle in spared { curl_easy_cleanup(handle) }
        curl_multi_cleanup(multi)
    }

    private mutating func obey(_ command: Command) {
        switch command {
        case .start(let order): start(order)
        case .cancel(let ticket):
            if let transfer = transfer(ticket) { end(transfer, HTTPError(.cancelled, "context canceled")) }
        case .resume(let ticket): transfer(ticket)?.resume()
        case .stop: isStopped = true
        }
    }

    private func transfer(_ ticket: TransferTicket) -> EasyTransfer? {
        handles[ObjectIdentifier(ticket)].flatMap { transfers[$0] }
    }

    private mutating func start(_ order: TransferOrder) {
        if order.ticket.isCancelled.load(ordering: .acquiring) {
            return order.receiver.finish(HTTPError(.cancelled, "context canceled"))
        }
        guard let handle = spared.popLast() ?? curl_easy_init() else {
            return order.receiver.finish(HTTPError(.other, "out of memory"))
        }
        let transfer = EasyTransfer(order, handle: handle)
        guard transfer.setUp(), curl_multi_add_handle(multi, handle) == CURLM_OK else {
            transfer.free()
            curl_easy_cleanup(handle)
            return order.receiver.finish(HTTPError(.invalidURL, "the request cannot be set up"))
        }
        transfers[handle] = transfer
        handles[ObjectIdentifier(order.ticket)] = handle
    }

    private mutating func finishEnded() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = helm_curl_message_handle(message),
                let transfer = transfers[handle]
            else { continue }
            end(transfer, transfer.failure(helm_curl_message_result(message)))
        }
    }

    private mutating func expireHeads() {
        let now = ContinuousClock.now
        for transfer in transfers.values where transfer.isLate(now) {
            end(transfer, HTTPError(.timedOut, "context deadline exceeded"))
        }
    }

    private func sleepTime() -> Int32 {
        guard let next = transfers.values.compactMap(\.headDeadline).min() else { return Self.longestSleep }
        let seconds = (next - ContinuousClock.now) / .seconds(1)
        return Int32(min(max(seconds * 1000, 0) + 1, Double(Self.longestSleep)))
    }

    private mutating func end(_ transfer: EasyTransfer, _ failure: HTTPError?) {
        let handle = transfer.handle
        curl_multi_remove_handle(multi, handle)
        transfers[handle] = nil
        handles[ObjectIdentifier(transfer.order.ticket)] = nil
        transfer.free()
        if spared.count < Self.maximumSparedHandles {
            curl_easy_reset(handle)
            spared.append(handle)
        } else {
            curl_easy_cleanup(handle)
        }
        transfer.order.receiver.finish(failure)
    }
}
