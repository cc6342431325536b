import HelmValues

/// What a request is answered with.
struct APIReply: Sendable {
    enum Body: Sendable {
        case bytes([UInt8])
        /// A watch: events as they come, each encoded by `encode`.
        case watch(WatchReply)
    }

    var code: Int
    var contentType: String
    var body: Body
    /// Texts of `Warning` headers.
    var warnings: [String] = []
    /// A strong name of the content; the reply is 304 when the client has it.
    var entityTag: String?
    /// Further headers.
    var headers: [(name: String, value: String)] = []

    static func json(_ bytes: [UInt8], code: Int = 200) -> APIReply {
        APIReply(code: code, contentType: "application/json", body: .bytes(bytes))
    }

    static func json(_ value: Value, code: Int = 200) -> APIReply {
        json(JSON.encode(value), code: code)
    }

    static func text(_ text: String, code: Int = 200) -> APIReply {
        APIReply(code: code, contentType: "text/plain; charset=utf-8", body: .bytes(Array(text.utf8)))
    }

    /// A refusal in the form that the client prefers.
    static func status(_ status: APIStatus, accept: String?) -> APIReply {
        let format = try? ReplyFormat.negotiated(accept, hasProtobuf: true)
        var reply: APIReply
        if format?.encoding == .protobuf, let bytes = ProtobufObjects.enveloped(status.value) {
            reply = APIReply(code: status.code, contentType: ProtobufObjects.mediaType, body: .bytes(bytes))
        } else {
            reply = .json(status.value, code: status.code)
        }
        if let seconds = status.details?.retryAfterSeconds, seconds > 0 {
            reply.headers.append((name: "Retry-After", value: String(seconds)))
        }
        return reply
    }
}
