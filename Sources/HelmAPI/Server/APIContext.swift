internal import Hummingbird
internal import Logging

/// What Hummingbird carries along with one request.
struct APIContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Names the request in the log and in the header `X-Request-Id`.
    var requestID: String

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        requestID = RequestID().description
    }

    /// Takes the caller's own request id, if it is one that may stand in a log and a header.
    mutating func adopt(requestID candidate: String?) {
        guard let candidate, (1...128).contains(candidate.utf8.count) else { return }
        guard candidate.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else { return }
        requestID = candidate
    }
}
