internal import HTTPTypes
internal import HelmRepository

/// Upload, listing and deletion of chart archives and their provenance files.
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
        let files = Multipart.parts(of: body, boundary: boundary).filter { $0.fileName != nil }
        guard let part = files.first(where: { $0.name == "chart" }), let fileName = part.fileName else {
            throw APIError(.badRequest, "http: no such file")
        }
        if fileName.hasSuffix(".tgz" + UploadStore.provenanceSuffix) {
            let archive = String(fileName.dropLast(UploadStore.provenanceSuffix.count))
            try store.storeProvenance(Array(part.content), of: archive)
            return .done
        }
        guard fileName.hasSuffix(".tgz") else { throw APIError(.badRequest, "chart file suffix must .tgz") }
        guard part.content.count <= limit else {
            throw APIError(.payloadTooLarge, "chart archive too large: the limit is \(limit) bytes")
        }
        let name = try store.store(Array(part.content))
        if let provenance = files.first(where: { $0.name == "prov" }) {
            try store.storeProvenance(Array(provenance.content), of: name)
        }
        return .done
    }
}
