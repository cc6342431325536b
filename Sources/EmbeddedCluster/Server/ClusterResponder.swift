import HTTPTypes
import HelmValues
import Hummingbird
import Logging
import NIOCore

/// Joins the API server to HTTP.
struct ClusterResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let api: ClusterAPI

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        guard api.isAuthorized(request.headers[.authorization]) else {
            return Self.response(.status(.unauthorized, accept: request.headers[.accept]), method: "GET")
        }
        var read = Self.read(request)
        // The body of a GET stays unread: a watch follows it to learn that its client has gone.
        if request.method != .get, request.method != .head {
            var buffer: ByteBuffer
            do {
                buffer = try await request.body.collect(upTo: api.configuration.limits.requestBytes)
            } catch is NIOTooManyBytesError {
                return Self.tooLarge(api, read)
            }
            read.body = buffer.readBytes(length: buffer.readableBytes) ?? []
        }
        let reply = await api.respond(to: read)
        switch reply.body {
        case .bytes:
            if let tag = reply.entityTag, let known = read.ifNoneMatch, known.contains(tag) {
                var headers: HTTPFields = [.eTag: tag]
                headers[.vary] = "Accept"
                return Response(status: .notModified, headers: headers)
            }
            return Self.response(reply, method: read.method)
        case .watch(let watch):
            return Self.stream(watch, reply, request: request, store: api.store)
        }
    }

    private static func tooLarge(_ api: ClusterAPI, _ request: APIRequest) -> Response {
        var response = response(
            .status(.bodyTooLarge(limit: api.configuration.limits.requestBytes), accept: request.accept),
            method: request.method
        )
        // The rest of the body is not read: the connection cannot serve another request.
        response.headers[.connection] = "close"
        return response
    }

    private static func read(_ request: Request) -> APIRequest {
        let target = request.head.path ?? "/"
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = (parts.first ?? "").split(separator: "/").map { PercentCoding.decoded($0) }
        let contentType = request.headers[.contentType] ?? ""
        return APIRequest(
            method: request.method.rawValue, path: path,
            query: QueryParameters(parts.count == 2 ? String(parts[1]) : ""),
            contentType: contentType.prefix { $0 != ";" && $0 != " " }.lowercased(),
            accept: request.headers[.accept], userAgent: request.headers[.userAgent] ?? "",
            ifNoneMatch: request.headers[.ifNoneMatch]
        )
    }

    private static func response(_ reply: APIReply, method: String) -> Response {
        guard case .bytes(let bytes) = reply.body else { return Response(status: .internalServerError) }
        var headers = headers(reply)
        headers[.contentLength] = String(bytes.count)
        return Response(
            status: .init(code: reply.code), headers: headers,
            body: method == "HEAD" ? .init() : .init(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    private static func headers(_ reply: APIReply) -> HTTPFields {
        var headers: HTTPFields = [.contentType: reply.contentType]
        headers[.cacheControl] = "no-cache, private"
        if let tag = reply.entityTag { headers[.eTag] = tag }
        for (name, value) in reply.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        for warning in reply.warnings {
            // Quoted as RFC 9110 wants it; control characters would end the header.
            let text = warning.filter { !$0.isNewline && $0.isASCII }
                .replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            headers.append(HTTPField(name: .warning, value: "299 - \"\(text)\""))
        }
        return headers
    }

    /// Streams a watch until its time is over, its reader goes away or the store closes it.
    private static func stream(
        _ watch: WatchReply, _ reply: APIReply, request: Request, store: ClusterStore
    ) -> Response {
        Response(
            status: .ok, headers: headers(reply),
            body: ResponseBody { writer in
                try await request.body.consumeWithCancellationOnInboundClose { _ in
                    try await withThrowingDiscardingTaskGroup { group in
                        group.addTask { await keepTime(watch, store) }
                        for frame in watch.opening() { try await writer.write(ByteBuffer(bytes: frame)) }
                        var isFirst = watch.watch.first.isEmpty
                        for await element in watch.watch.changes {
                            try await writer.write(ByteBuffer(bytes: watch.frame(element, isFirst: isFirst)))
                            isFirst = false
                        }
                        group.cancelAll()
                    }
                }
                try await writer.finish(nil)
            }
        )
    }

    /// Sends bookmarks now and then, and ends the watch when its time is over.
    private static func keepTime(_ watch: WatchReply, _ store: ClusterStore) async {
        let clock = ContinuousClock()
        let end = clock.now + watch.timeout
        while !Task.isCancelled, clock.now < end {
            try? await clock.sleep(until: min(end, clock.now + .seconds(10)))
            if watch.sendsBookmarks { store.bookmark(watch.watch.id) }
        }
        store.unwatch(watch.watch.id)
    }
}

extension HTTPField.Name {
    fileprivate static let warning = HTTPField.Name("Warning") ?? .cacheControl
}
