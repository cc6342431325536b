internal import CCurl
internal import Glibc

/// One transfer over one easy handle. Lives on the loop's thread only.
///
/// libcurl calls back with an unretained pointer to it: the loop keeps it until the handle is removed.
final class EasyTransfer {
    let order: TransferOrder
    let handle: UnsafeMutableRawPointer
    /// When the head of a stream must have come.
    private(set) var headDeadline: ContinuousClock.Instant?
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var facts = TransferFacts()
    private var head = HTTPResponseHead(status: 0)
    private var redirects = 0
    private var headerBytes = 0
    private var receivedBytes = 0
    private var sentBytes = 0
    private var isSetUp = true

    init(_ order: TransferOrder, handle: UnsafeMutableRawPointer) {
        self.order = order
        self.handle = handle
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    /// Frees what libcurl was lent; the handle is the loop's.
    func free() {
        for list in lists { curl_slist_free_all(list) }
        lists = []
        errorText.deallocate()
    }

    func isLate(_ now: ContinuousClock.Instant) -> Bool { headDeadline.map { $0 <= now } ?? false }

    func resume() { curl_easy_pause(handle, CURLPAUSE_CONT) }

    // MARK: Setting up

    /// False when libcurl refuses an option.
    func setUp() -> Bool {
        let request = order.request
        guard let target = TargetURL(request.url) else { return false }
        facts.host = target.host
        let context = Unmanaged.passUnretained(self).toOpaque()
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_ERRORBUFFER, pointer: UnsafeMutableRawPointer(errorText))
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        // Refused by a handle that still has the buffer of its last transfer, as after HTTP/2: that buffer will do.
        _ = helm_curl_setopt_long(handle, CURLOPT_BUFFERSIZE, 64 << 10)
        set(CURLOPT_ACCEPT_ENCODING, "gzip")
        set(CURLOPT_CONNECTTIMEOUT_MS, 30_000)
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        // A watch is silent for minutes: only probes tell that its server is gone. Go's dialer sends them as often.
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_TCP_KEEPIDLE, 30)
        set(CURLOPT_TCP_KEEPINTVL, 15)
        set(CURLOPT_HTTP_VERSION, Int(target.isTLS ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1))
        if request.maximumRedirects > 0 {
            set(CURLOPT_FOLLOWLOCATION, 1)
            set(CURLOPT_MAXREDIRS, request.maximumRedirects)
        }
        setUpTimeout(request)
        setUpTLS(request.tls)
        setUpProxy(request.proxy, target)
        setUpMethod(request, context)
        setUpURL(request, target)
        setUpCallbacks(request, context)
        return isSetUp
    }

    private func setUpTimeout(_ request: HTTPRequest) {
        if let idle = request.idleTimeout {
            set(CURLOPT_LOW_SPEED_LIMIT, 1)
            set(CURLOPT_LOW_SPEED_TIME, Int(min(max(idle, .seconds(1)), .seconds(2_000_000)) / .seconds(1)))
        }
        // libcurl keeps milliseconds in 32 bits; nobody waits for weeks.
        guard let timeout = request.timeout.map({ min(max($0, .milliseconds(1)), .seconds(2_000_000)) }) else { return }
        if order.isStream {
            headDeadline = .now + timeout
        } else {
            set(CURLOPT_TIMEOUT_MS, Int(timeout / .milliseconds(1)))
        }
    }

    private func setUpTLS(_ tls: TLSOptions) {
        if let authority = tls.certificateAuthority { set(CURLOPT_CAINFO_BLOB, blob: authority) }
        if let certificate = tls.clientCertificate {
            set(CURLOPT_SSLCERT_BLOB, blob: certificate)
            set(CURLOPT_SSLCERTTYPE, "PEM")
        }
        if let key = tls.clientKey {
            set(CURLOPT_SSLKEY_BLOB, blob: key)
            set(CURLOPT_SSLKEYTYPE, "PEM")
        }
        set(CURLOPT_SSL_VERIFYPEER, tls.isInsecure ? 0 : 1)
        set(CURLOPT_SSL_VERIFYHOST, tls.isInsecure ? 0 : 2)
    }

    private func setUpProxy(_ proxy: ProxyOption, _ target: TargetURL) {
        switch proxy {
        case .environment:
            // Go never asks a proxy for the machine itself.
            if target.isLoopback { set(CURLOPT_PROXY, "") }
        case .none: set(CURLOPT_PROXY, "")
        case .url(let url): set(CURLOPT_PROXY, url)
        }
    }

    private func setUpMethod(_ request: HTTPRequest, _ context: UnsafeMutableRawPointer) {
        switch (request.method, request.body) {
        case ("GET", nil): set(CURLOPT_HTTPGET, 1)
        case ("HEAD", nil): set(CURLOPT_NOBODY, 1)
        case (let method, nil) where method != "POST" && method != "PUT" && method != "PATCH":
            set(CURLOPT_CUSTOMREQUEST, method)
        case (let method, let body):
            // An upload, not POSTFIELDS: libcurl cannot rewind it, and so never sends a body twice by itself.
            set(CURLOPT_UPLOAD, 1)
            set(CURLOPT_CUSTOMREQUEST, method)
            check(helm_curl_setopt_off(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(body?.count ?? 0)))
            check(helm_curl_setopt_data_callback(handle, CURLOPT_READFUNCTION, sendBody))
            set(CURLOPT_READDATA, pointer: context)
        }
    }

    /// The URL, or, for another TLS name, a URL with that name that is connected to the true host.
    private func setUpURL(_ request: HTTPRequest, _ target: TargetURL) {
        var headers = request.headers.fields.map { "\($0.name): \($0.value)" }
        headers.append("Expect:")
        if target.isTLS, let name = request.tls.serverName, !name.isEmpty, name != target.host {
            set(CURLOPT_URL, target.withHost(name))
            setList(CURLOPT_CONNECT_TO, ["::\(target.bracketedHost):\(target.port)"])
            headers.append("Host: \(target.authority)")
            facts.host = name
        } else {
            set(CURLOPT_URL, request.url)
        }
        setList(CURLOPT_HTTPHEADER, headers)
    }

    private func setUpCallbacks(_ request: HTTPRequest, _ context: UnsafeMutableRawPointer) {
        check(helm_curl_setopt_data_callback(handle, CURLOPT_WRITEFUNCTION, receiveBody))
        set(CURLOPT_WRITEDATA, pointer: context)
        check(helm_curl_setopt_data_callback(handle, CURLOPT_HEADERFUNCTION, receiveHeader))
        set(CURLOPT_HEADERDATA, pointer: context)
        check(helm_curl_setopt_socket_callback(handle, openSocket, context))
        if request.allowsAddress != nil {
            check(helm_curl_setopt_request_callback(handle, beforeRequest, context))
        }
    }

    private func check(_ code: CURLcode) { if code != CURLE_OK { isSetUp = false } }
    private func set(_ option: CURLoption, _ value: Int) { check(helm_curl_setopt_long(handle, option, value)) }
    private func set(_ option: CURLoption, _ value: String) { check(helm_curl_setopt_string(handle, option, value)) }
    private func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer) {
        check(helm_curl_setopt_pointer(handle, option, pointer))
    }
    private func set(_ option: CURLoption, blob: [UInt8]) {
        blob.withUnsafeBytes { check(helm_curl_setopt_blob(handle, option, $0.baseAddress, $0.count)) }
    }
    private func setList(_ option: CURLoption, _ items: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for item in items { list = curl_slist_append(list, item) ?? list }
        guard let list else { return isSetUp = false }
        lists.append(list)
        check(helm_curl_setopt_list(handle, option, list))
    }

    // MARK: What libcurl calls

    /// Heads of all redirects and trailers together; a server may send header lines for ever.
    private static let maximumHeaderBytes = 1 << 20

    /// False ends the transfer.
    fileprivate func header(_ line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        guard headerBytes <= Self.maximumHeaderBytes else {
            facts.isTooLarge = true
            return false
        }
        if !facts.hasHead { read(line) }
        return true
    }

    private func read(_ line: UnsafeRawBufferPointer) {
        let text = String(decoding: line, as: UTF8.self).trimmingLineEnd()
        if text.hasPrefix("HTTP/") {
            let status = text.split(separator: " ", maxSplits: 2).dropFirst().first.flatMap { Int($0) }
            head = HTTPResponseHead(status: status ?? 0)
        } else if text.isEmpty {
            finishHead()
        } else if let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) {
            let value = text[text.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            head.headers.add(String(text[..<colon]), String(value))
        }
    }

    private func finishHead() {
        guard head.status >= 200 else { return }
        let isFollowed =
            [301, 302, 303, 307, 308].contains(head.status) && redirects < order.request.maximumRedirects
            && head.headers["Location"] != nil
        if isFollowed {
            redirects += 1
            return
        }
        facts.hasHead = true
        headDeadline = nil
        order.receiver.receive(head: head)
    }

    fileprivate func body(_ bytes: UnsafeRawBufferPointer) -> Int {
        if bytes.isEmpty { return 0 }
        if !order.isStream && receivedBytes + bytes.count > order.request.maximumBodyBytes {
            facts.isTooLarge = true
            return 0
        }
        guard order.receiver.receive(body: bytes) else { return helm_curl_writefunc_pause }
        receivedBytes += bytes.count
        return bytes.count
    }

    fileprivate func send(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let body = order.request.body else { return 0 }
        let count = min(buffer.count, body.count - sentBytes)
        body.withUnsafeBytes {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[sentBytes..<sentBytes + count]))
        }
        sentBytes += count
        return count
    }

    fileprivate func allows(_ address: String, _ port: Int) -> Bool {
        guard let isAllowed = order.request.allowsAddress, !isAllowed(address, port) else { return true }
        facts.isRefused = true
        return false
    }

    fileprivate func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        var port = [CChar](repeating: 0, count: 32)
        let length = address.pointee.addrlen
        let isNamed = withUnsafePointer(to: &address.pointee.addr) {
            getnameinfo(
                $0, length, &host, socklen_t(host.count), &port, socklen_t(port.count), NI_NUMERICHOST | NI_NUMERICSERV)
                == 0
        }
        if isNamed {
            let (host, port) = (Self.text(host), Self.text(port))
            if facts.address == nil { facts.address = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
            if !allows(host, Int(port) ?? 0) { return helm_curl_socket_bad }
        } else if order.request.allowsAddress != nil {
            facts.isRefused = true
            return helm_curl_socket_bad
        }
        return socket(
            address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
    }

    private static func text(_ buffer: [CChar]) -> String {
        String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    // MARK: Ending

    /// What the result of the transfer means; nil for success.
    func failure(_ code: CURLcode) -> HTTPError? {
        if code == CURLE_OK { return facts.hasHead ? nil : HTTPError(.malformedAnswer, "no HTTP answer") }
        facts.detail = String(cString: errorText)
        var number = 0
        if helm_curl_getinfo_long(handle, CURLINFO_OS_ERRNO, &number) == CURLE_OK {
            facts.systemError = Int32(truncatingIfNeeded: number)
        }
        if helm_curl_getinfo_long(handle, CURLINFO_SSL_VERIFYRESULT, &number) == CURLE_OK {
            facts.certificateError = number
        }
        if helm_curl_getinfo_long(handle, CURLINFO_NUM_CONNECTS, &number) == CURLE_OK {
            facts.wasReused = number == 0
        }
        if helm_curl_getinfo_long(handle, CURLINFO_LOCAL_PORT, &number) == CURLE_OK {
            facts.isConnected = number > 0
        }
        return TransferFailure.error(code, facts)
    }
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> EasyTransfer? {
    context.map { Unmanaged<EasyTransfer>.fromOpaque($0).takeUnretainedValue() }
}

private func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    transfer(context)?.body(UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
}

private func receiveHeader(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let transfer = transfer(context) else { return 0 }
    return transfer.header(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}

private func sendBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    transfer(context)?.send(into: UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
        ?? helm_curl_readfunc_abort
}

private func openSocket(
    _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let transfer = transfer(context), let address else { return helm_curl_socket_bad }
    return transfer.open(address)
}

private func beforeRequest(
    _ context: UnsafeMutableRawPointer?, _ address: UnsafeMutablePointer<CChar>?,
    _ local: UnsafeMutablePointer<CChar>?, _ port: Int32, _ localPort: Int32
) -> Int32 {
    guard let transfer = transfer(context), let address else { return CURL_PREREQFUNC_ABORT }
    return transfer.allows(String(cString: address), Int(port)) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}
