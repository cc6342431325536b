internal import HTTPTypes
internal import HelmRepository

/// Upload, listing and deletion of chart archives.
struct UploadRoutes {
    let store: UploadStore
    /// The largest archive, in bytes.
    let limit: Int

    /// Room for the boundaries and headers around an archive.
    private static let multipartOverhead = 64 << 10

    func install(on routes: inout RouteTable) {
        routes.on(.post, "/api/charts/upload") { try await upload($0) }
        routes.on(.get, "/api/charts/upload") { _ in ChartReplies.names(try store.list()) }
        routes.on(.delete, "/api/charts/upload/:chart") { request in
            try store.delete(request.path("chart"))
            return .done
        }
    }

    private func upload(_ request: APIRequest) async throws -> Reply {
        guard let boundary = request.header("Content-Type").flatMap(Multipart.boundary(contentType:)) else {
            throw APIError(.badRequest, "request Content-Type isn't multipart/form-data")
        }
        let body = try await request.body(limit: limit + Self.multipartOverhead)
        let part = Multipart.parts(of: body, boundary: boundary).first { $0.name == "chart" && $0.fileName != nil }
        guard let part, let fileName = part.fileName else { throw APIError(.badRequest, "http: no such file") }
        guard fileName.hasSuffix(".tgz") else { throw APIError(.badRequest, "chart file suffix must .tgz") }
        guard part.content.count <= limit else {
            throw APIError(.payloadTooLarge, "chart archive too large: the limit is \(limit) bytes")
        }
        _ = try store.store(Array(part.content))
        return .done
    }
}
