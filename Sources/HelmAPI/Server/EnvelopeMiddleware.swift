internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// The outermost layer: gives every request its id, turns every failure into an envelope and logs one line.
struct EnvelopeMiddleware: RouterMiddleware {
    let encoder: ReplyEncoder

    private static let requestIDHeader = HTTPField.Name("X-Request-Id")

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let name = Self.requestIDHeader { context.adopt(requestID: request.headers[name]) }
        context.logger[metadataKey: "request"] = .string(context.requestID)
        let started = ContinuousClock.now
        var response: Response
        var failure: APIError?
        do {
            response = try await next(request, context)
        } catch {
            let known = APIError(describing: error, path: request.uri.path)
            response = encoder.response(to: known)
            failure = known
        }
        // A body after the answer to HEAD would be read as the next answer.
        if request.method == .head {
            response.body = ResponseBody(contentLength: response.body.contentLength) { try await $0.finish(nil) }
        }
        if let name = Self.requestIDHeader { response.headers[name] = context.requestID }
        log(request, failure, since: started, context.logger)
        return response
    }

    private static let maximumLoggedBytes = 2 << 10

    /// What a caller wrote must neither forge a line of the log nor fill it.
    static func oneLine(_ text: String) -> String {
        let bytes = text.utf8.prefix(maximumLoggedBytes).map { $0 < 0x20 || $0 == 0x7f ? UInt8(ascii: " ") : $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The query is left out: it may hold credentials.
    private func log(_ request: Request, _ failure: APIError?, since started: ContinuousClock.Instant, _ logger: Logger)
    {
        let elapsed = (ContinuousClock.now - started) / .milliseconds(1)
        let line = "\(request.method.rawValue) \(request.uri.path) \(Int(elapsed))ms"
        if let failure {
            logger.warning("\(line) \(failure.code.rawValue): \(Self.oneLine(failure.message))")
        } else {
            logger.info("\(line)")
        }
    }
}
