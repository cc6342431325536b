import HelmValues

/// A watch under way, as the HTTP side streams it.
struct WatchReply: Sendable {
    let watch: Watch
    let writer: ObjectWriter
    /// How long it lasts.
    let timeout: Duration
    let sendsBookmarks: Bool
    /// The objects that come first are the initial state, whose end is told by a bookmark.
    let endsInitialEvents: Bool

    /// The lines (or frames) that open the stream.
    func opening() -> [[UInt8]] {
        var frames = watch.first.enumerated().map { frame($1, isFirst: $0 == 0) }
        if endsInitialEvents { frames.append(bookmark(watch.revision, endsInitialEvents: true)) }
        return frames
    }

    func frame(_ element: Watch.Element, isFirst: Bool) -> [UInt8] {
        switch element {
        case .change(let event): frame(event, isFirst: isFirst)
        case .bookmark(let revision): bookmark(revision)
        }
    }

    func frame(_ event: StoreEvent, isFirst: Bool) -> [UInt8] {
        frame(type: event.kind.rawValue, object: writer.watched(event.object, isFirst: isFirst))
    }

    /// Tells how far the watch has come.
    func bookmark(_ revision: UInt64, endsInitialEvents: Bool = false) -> [UInt8] {
        var metadata: ValueMap = ["resourceVersion": .string(String(revision))]
        // The reflector of client-go wants the key even where the rest is empty.
        if endsInitialEvents { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
        let resource = writer.resource
        var value: Value = [
            "kind": .string(resource.kind), "apiVersion": .string(resource.apiVersion), "metadata": .map(metadata),
        ]
        switch writer.format.shape {
        case .object: break
        case .table(let version):
            value = [
                "kind": "Table", "apiVersion": .string("meta.k8s.io/\(version)"),
                "metadata": .map(metadata), "columnDefinitions": [], "rows": [],
            ]
        case .metadata(let version):
            value["kind"] = "PartialObjectMetadata"
            value["apiVersion"] = .string("meta.k8s.io/\(version)")
        }
        if writer.format.encoding == .protobuf, let bytes = ProtobufObjects.enveloped(value) {
            return frame(type: "BOOKMARK", object: bytes)
        }
        return frame(type: "BOOKMARK", object: JSON.encode(value))
    }

    private func frame(type: String, object: [UInt8]) -> [UInt8] {
        if writer.format.encoding == .protobuf { return ProtobufObjects.watchFrame(type: type, object: object) }
        var line: [UInt8] = []
        line.reserveCapacity(object.count + 40)
        line.append(contentsOf: "{\"type\":\"".utf8)
        line.append(contentsOf: type.utf8)
        line.append(contentsOf: "\",\"object\":".utf8)
        line.append(contentsOf: object)
        line.append(contentsOf: "}\n".utf8)
        return line
    }

    var contentType: String {
        writer.format.encoding == .protobuf ? "\(ProtobufObjects.mediaType);stream=watch" : "application/json"
    }
}

extension ClusterAPI {
    /// GET with `watch=true`.
    func watch(_ request: APIRequest, _ target: RequestTarget, name: String?) throws(APIStatus) -> APIReply {
        guard target.resource.allows("watch"), target.subresource == nil else { throw .methodNotAllowed }
        let query = request.query
        let scope = try scope(request, target, name: name)
        let format = try ReplyFormat.negotiated(request.accept, hasProtobuf: ProtobufObjects.has(target.resource))
        let sendsInitial = query["sendInitialEvents"]
        let sendsBookmarks = query.flag("allowWatchBookmarks")
        if sendsInitial != nil, query["resourceVersionMatch"] != "NotOlderThan" {
            throw .unprocessable(
                "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"
            )
        }
        let start = try watchStart(
            query["resourceVersion"], sendsInitial: sendsInitial.map { _ in query.flag("sendInitialEvents") })
        let watch: Watch
        do {
            watch = try store.watch(scope, from: start)
        } catch  where error.code == 410 {
            // The API server says so in the stream.
            let line = JSON.encode(["type": "ERROR", "object": error.value]) + Array("\n".utf8)
            return APIReply(code: 200, contentType: "application/json", body: .bytes(line))
        }
        let seconds = query.number("timeoutSeconds").map { min(max($0, 1), 3600) } ?? Int.random(in: 1800...3600)
        let reply = WatchReply(
            watch: watch,
            writer: ObjectWriter(resource: target.resource, format: format, includeObject: query["includeObject"]),
            timeout: .seconds(seconds), sendsBookmarks: sendsBookmarks,
            endsInitialEvents: sendsInitial != nil && query.flag("sendInitialEvents") && sendsBookmarks
        )
        return APIReply(code: 200, contentType: reply.contentType, body: .watch(reply))
    }

    private func watchStart(
        _ revision: String?, sendsInitial: Bool?
    ) throws(APIStatus) -> ClusterStore.WatchStart {
        if sendsInitial == true { return .everything }
        let text = revision ?? ""
        if text.isEmpty || text == "0" {
            return sendsInitial == false ? .after(store.revision) : .everything
        }
        guard let number = UInt64(text) else {
            throw .badRequest(
                "invalid resource version \"\(text)\": strconv.ParseUint: parsing \"\(text)\": invalid syntax")
        }
        return .after(number)
    }
}
