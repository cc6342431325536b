import HelmValues

extension ClusterAPI {
    /// GET of one object.
    func get(_ request: APIRequest, _ target: RequestTarget, _ name: String) throws(APIStatus) -> APIReply {
        guard target.resource.allows("get") else { throw .methodNotAllowed }
        guard let object = store.object(target.key(name)) else { throw .notFound(target.resource, name) }
        switch target.subresource {
        case nil, "status": return try reply(object, request, target)
        case "scale": return .json(try Scale.of(object, target))
        case "log": return .text(PodLog.text(object))
        default: throw .methodNotAllowed
        }
    }

    /// GET of a collection.
    func list(_ request: APIRequest, _ target: RequestTarget) throws(APIStatus) -> APIReply {
        guard target.subresource == nil else { throw .methodNotAllowed }
        let scope = try scope(request, target, name: nil)
        let format = try ReplyFormat.negotiated(request.accept, hasProtobuf: ProtobufObjects.has(target.resource))
        let (all, revision) = store.objects(of: scope.resource, namespace: scope.namespace)
        var page = ListPage(revision: revision)
        page.take(all.filter(scope.includes), limit: request.query.number("limit"), token: request.query["continue"])
        return ObjectWriter(resource: target.resource, format: format, includeObject: request.query["includeObject"])
            .list(page)
    }

    /// An object as the client wants to see it.
    func reply(
        _ object: StoredObject, _ request: APIRequest, _ target: RequestTarget, code: Int = 200, warnings: [String] = []
    ) throws(APIStatus) -> APIReply {
        let format = try ReplyFormat.negotiated(request.accept, hasProtobuf: ProtobufObjects.has(target.resource))
        var reply = ObjectWriter(
            resource: target.resource, format: format, includeObject: request.query["includeObject"]
        ).object(object)
        reply.code = code
        reply.warnings = warnings
        return reply
    }

    /// What a list, watch or deletion of a collection is about.
    func scope(_ request: APIRequest, _ target: RequestTarget, name: String?) throws(APIStatus) -> WatchScope {
        var scope = WatchScope(resource: target.resource.storage, namespace: target.namespace)
        if let labels = request.query["labelSelector"] { scope.labels = try LabelSelector(parsing: labels) }
        if let fields = request.query["fieldSelector"] {
            scope.fields = try FieldSelector(parsing: fields, for: target.resource)
        }
        if let name {
            scope.fields = FieldSelector(
                requirements: scope.fields.requirements + [
                    .init(path: ["metadata", "name"], value: name, isEqual: true)
                ]
            )
        }
        return scope
    }
}

/// A part of a list.
struct ListPage: Sendable {
    var objects: [StoredObject] = []
    let revision: UInt64
    /// Where the next part begins; empty at the end.
    var next = ""
    var remaining = 0

    init(revision: UInt64) { self.revision = revision }

    /// Takes at most `limit` objects behind the place that `token` names.
    ///
    /// A token is the last key of the part before, so parts of one list may be of different revisions: objects that come
    /// and go in between are seen or not, none is seen twice. (etcd would answer from one revision, or 410.)
    mutating func take(_ matching: [StoredObject], limit: Int?, token: String?) {
        var rest = matching[...]
        if let token, !token.isEmpty, let place = Self.place(token) {
            let first = rest.firstIndex { object in
                let order = compareBytes(object.key.namespace, place.namespace)
                return order > 0 || (order == 0 && compareBytes(object.key.name, place.name) > 0)
            }
            rest = rest[(first ?? rest.endIndex)...]
        }
        if let limit, limit > 0, rest.count > limit {
            objects = Array(rest.prefix(limit))
            remaining = rest.count - limit
            if let last = objects.last { next = Self.token(last.key) }
        } else {
            objects = Array(rest)
        }
    }

    private static func token(_ key: ObjectKey) -> String {
        String(decoding: Base64.encode(Array("\(key.namespace)/\(key.name)".utf8)), as: UTF8.self)
    }

    private static func place(_ token: String) -> (namespace: String, name: String)? {
        guard let bytes = Base64.decode(token.utf8), let slash = bytes.firstIndex(of: UInt8(ascii: "/")) else {
            return nil
        }
        return (
            String(decoding: bytes[..<slash], as: UTF8.self), String(decoding: bytes[(slash + 1)...], as: UTF8.self)
        )
    }
}
