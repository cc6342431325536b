internal import HelmHTTP
internal import HelmValues
internal import Logging

/// One call of the API, before it is bound to a server.
struct KubeCall: Sendable {
    var method: String
    /// Absolute path without query.
    var path: String
    var query: KubeQuery = []
    var accept = AnswerForm.object.accept
    var contentType: String?
    var body: [UInt8]?
    /// Failures are told without what the server's Status says, as client-go does for `/version` and discovery.
    var isRaw = false
    /// A watch is silent as long as nothing happens.
    var isWatch = false
    /// Nil: without limit.
    var timeout: Duration?
    var maximumBodyBytes = HTTPRequest.defaultMaximumBodyBytes

    init(_ method: String, _ path: String, query: KubeQuery = []) {
        self.method = method
        self.path = path
        self.query = query
    }

    /// Why the call must not be sent.
    var problem: String?

    init(_ method: String, _ path: KubePath, query: KubeQuery = []) {
        self.init(method, path.description, query: query)
        problem = path.problem
    }

    /// Go's name of the method in errors: `Get`.
    var verb: String { method.prefix(1) + method.dropFirst().lowercased() }

    /// The path and query as sent.
    var target: String { query.isEmpty ? path : path + "?" + URLText.encodedQuery(query) }
}

extension KubeClient {
    /// An API server ends what takes it longer than a minute by itself; one that says nothing for longer hangs.
    static let idleTimeout: Duration = .seconds(90)

    /// Sends a call and repeats it as client-go does; returns successful answers only.
    func answer(to call: KubeCall) async throws(KubeError) -> HTTPResponse {
        var prepared = try await prepared(call)
        var retries = RetryState(method: call.method)
        while true {
            try await throttle(call)
            let outcome: Result<HTTPResponse, HTTPError>
            do {
                outcome = .success(try await http.send(prepared.request))
            } catch {
                outcome = .failure(error)
            }
            if let pause = retries.pause(after: outcome) {
                logger.debug("repeating a request", metadata: ["method": "\(call.method)", "path": "\(call.path)"])
                try await sleep(pause, call)
                continue
            }
            switch outcome {
            case .success(let response):
                if (200..<300).contains(response.status) {
                    logWarnings(response.headers)
                    return response
                }
                if response.status == 401, await renew(&prepared) { continue }
                throw StatusError.error(call, status: response.status, headers: response.headers, body: response.body)
            case .failure(let error): throw transportError(error, call)
            }
        }
    }

    /// Opens a stream; an answer that is no success is read and thrown.
    func stream(of call: KubeCall) async throws(KubeError) -> HTTPBodyStream {
        var prepared = try await prepared(call)
        var retries = RetryState(method: call.method)
        do {
            while true {
                if !call.isWatch { try await throttle(call) }
                let stream: HTTPBodyStream
                do {
                    stream = try await http.stream(prepared.request)
                } catch {
                    guard let pause = retries.pause(after: .failure(error)) else { throw error }
                    try await sleep(pause, call)
                    continue
                }
                let head = stream.head
                if (200..<300).contains(head.status) {
                    logWarnings(head.headers)
                    return stream
                }
                let body = try await stream.rest(limit: 4 << 20)
                if let pause = retries.pause(
                    after: .success(HTTPResponse(head: head, body: body)))
                {
                    try await sleep(pause, call)
                    continue
                }
                if head.status == 401, await renew(&prepared) { continue }
                throw StatusError.error(call, status: head.status, headers: head.headers, body: body)
            }
        } catch let error as HTTPError {
            throw transportError(error, call)
        } catch let error as KubeError {
            throw error
        } catch {
            throw KubeError(.unreachable, "\(error)")
        }
    }

    /// Waits until the caller may ask again; repetitions count, too.
    private func throttle(_ call: KubeCall) async throws(KubeError) {
        guard let limit else { return }
        do {
            try await limit.wait()
        } catch {
            throw transportError(HTTPError(.cancelled, "context canceled"), call)
        }
    }

    func sleep(_ pause: Duration, _ call: KubeCall) async throws(KubeError) {
        if pause == .zero { return }
        do {
            try await Task.sleep(for: pause)
        } catch {
            throw transportError(HTTPError(.cancelled, "context canceled"), call)
        }
    }

    /// `Get "https://…/version": dial tcp …`, as Go's `url.Error`.
    func transportError(_ error: HTTPError, _ call: KubeCall) -> KubeError {
        let code: KubeError.Code =
            switch error.code {
            case .cancelled: .cancelled
            case .timedOut: .timedOut
            default: .unreachable
            }
        return KubeError(code, "\(call.verb) \"\(connection.server)\(call.target)\": \(error.message)")
    }

    private func logWarnings(_ headers: HTTPHeaders) {
        for warning in headers.values("Warning") {
            // RFC 7234: code agent "text"
            let text = warning.split(separator: "\"", omittingEmptySubsequences: false)
            logger.warning("\(text.count >= 2 ? String(text[1]) : warning)")
        }
    }
}

/// Decides whether a call is sent again (client-go: rest/with_retry.go; Helm: kube/roundtripper.go).
struct RetryState {
    static let maximum = 10
    let method: String
    private(set) var count = 0
    private var hasRepeatedForStorage = false

    init(method: String) { self.method = method }

    /// How long to wait before the call goes out again; nil when its outcome stands.
    mutating func pause(after outcome: Result<HTTPResponse, HTTPError>) -> Duration? {
        switch outcome {
        case .failure(let error):
            // Nothing but a GET may be repeated: the server may have done what was asked.
            guard error.code == .connectionClosed, method == "GET", count < Self.maximum else { return nil }
            count += 1
            return .seconds(1)
        case .success(let response):
            if response.status == 500, !hasRepeatedForStorage, StatusError.isStorageHiccup(response.body) {
                hasRepeatedForStorage = true
                return .zero
            }
            guard response.status == 429 || response.status >= 500, count < Self.maximum,
                let seconds = response.headers["Retry-After"].flatMap({ Int($0) }), seconds >= 0
            else { return nil }
            count += 1
            // A server must not park us for hours.
            return .seconds(min(seconds, 300))
        }
    }
}
