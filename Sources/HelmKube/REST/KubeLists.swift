internal import HelmHTTP
public import HelmValues

/// The items of a collection.
public struct KubeList: Sendable {
    public var items: [Value]
    public var resourceVersion: String
    /// As the server says it, such as `SecretList`.
    public var kind: String
    /// Of a table: its column definitions; empty otherwise. `items` are then rows.
    public var columns: [Value]

    public init(items: [Value], resourceVersion: String = "", kind: String = "", columns: [Value] = []) {
        self.items = items
        self.resourceVersion = resourceVersion
        self.kind = kind
        self.columns = columns
    }
}

extension KubeClient {
    static let maximumListBytes = 1 << 30

    /// Every item of a collection; with a `pageSize`, read page by page.
    ///
    /// Items of a list of one kind carry `apiVersion` and `kind` only where the server writes them.
    public func list(
        _ path: KubePath, query: KubeQuery = [], pageSize: Int? = nil, form: AnswerForm = .object
    ) async throws(KubeError) -> KubeList {
        let (items, frame) = try await read(path, query, pageSize, form) { (json) throws(KubeError) in
            try Self.parsed(json)
        }
        return KubeList(
            items: items, resourceVersion: frame[path: ["metadata", "resourceVersion"]]?.stringValue ?? "",
            kind: frame["kind"]?.stringValue ?? "", columns: frame["columnDefinitions"]?.listValue ?? [])
    }

    /// What `read` makes of every item of a collection; its JSON is gone afterwards.
    ///
    /// A list that is large is never held whole: an item is read as soon as it has come.
    public func items<Item>(
        _ path: KubePath, query: KubeQuery = [], pageSize: Int? = nil, form: AnswerForm = .object,
        _ read: (ArraySlice<UInt8>) -> Item?
    ) async throws(KubeError) -> [Item] {
        try await self.read(path, query, pageSize, form) { (json) throws(KubeError) in read(json) }.items
    }

    /// - Returns: the items, and what stands around those of the first page.
    private func read<Item>(
        _ path: KubePath, _ query: KubeQuery, _ pageSize: Int?, _ form: AnswerForm,
        _ visit: (ArraySlice<UInt8>) throws(KubeError) -> Item?
    ) async throws(KubeError) -> (items: [Item], frame: Value) {
        var pages = query
        if let pageSize { pages.append(("limit", String(pageSize))) }
        var items: [Item] = []
        var first: Value?
        var token = ""
        var bytes = 0
        repeat {
            var call = KubeCall("GET", path, query: token.isEmpty ? pages : pages + [("continue", token)])
            call.accept = form.accept
            let frame: Value
            do throws(KubeError) {
                frame = try await page(call, &items, &bytes, visit)
            } catch {
                // The list grew too old while it was read: take all of it at once, as client-go's pager does.
                guard error.code == .expired, !token.isEmpty else { throw error }
                return try await read(path, query, nil, form, visit)
            }
            guard frame["items"] != nil || frame["rows"] != nil, let metadata = frame["metadata"] else {
                throw KubeError(.malformedAnswer, "the server's answer is no list")
            }
            if first == nil { first = frame }
            token = metadata["continue"]?.stringValue ?? ""
        } while !token.isEmpty
        return (items, first ?? .null)
    }

    /// Reads one page; one whose connection breaks is asked for again, as any other GET.
    private func page<Item>(
        _ call: KubeCall, _ items: inout [Item], _ bytes: inout Int,
        _ visit: (ArraySlice<UInt8>) throws(KubeError) -> Item?
    ) async throws(KubeError) -> Value {
        let (known, bytesBefore) = (items.count, bytes)
        var retries = RetryState(method: call.method)
        while true {
            var splitter = ListSplitter()
            let stream = try await stream(of: call)
            let failure = try await pour(stream, into: &splitter, &bytes) { (json) throws(KubeError) in
                if let item = try visit(json) { items.append(item) }
            }
            guard let failure else { return try Self.parsed(splitter.frame[...]) }
            guard let pause = retries.pause(after: .failure(failure)) else { throw transportError(failure, call) }
            items.removeSubrange(known...)
            bytes = bytesBefore
            try await sleep(pause, call)
        }
    }

    /// - Returns: why the stream broke off; nil at its end.
    private func pour(
        _ stream: HTTPBodyStream, into splitter: inout ListSplitter, _ bytes: inout Int,
        _ visit: (ArraySlice<UInt8>) throws(KubeError) -> Void
    ) async throws(KubeError) -> HTTPError? {
        while true {
            let piece: [UInt8]?
            do throws(HTTPError) {
                piece = try await stream.next()
            } catch {
                return error
            }
            guard let piece else { return nil }
            bytes += piece.count
            // A server may promise page after page for ever.
            guard bytes <= Self.maximumListBytes else {
                throw KubeError(.tooLarge, "a list of the server is larger than \(Self.maximumListBytes) bytes")
            }
            try splitter.take(piece, visit)
        }
    }

    private static func parsed(_ json: ArraySlice<UInt8>) throws(KubeError) -> Value {
        do {
            return try JSON.parse(json)
        } catch {
            throw KubeError(.malformedAnswer, error.message)
        }
    }
}
