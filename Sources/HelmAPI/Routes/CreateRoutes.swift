internal import HTTPTypes
internal import HelmActions
internal import HelmRepository

/// `helm create`.
struct CreateRoutes {
    let store: UploadStore
    let starters: ChartStarters

    func install(on routes: inout RouteTable) {
        routes.on(.post, "/api/charts/create") { try await create($0) }
    }

    /// A new chart among the uploads, or with `Accept: application/gzip` as a download that is stored nowhere.
    private func create(_ request: APIRequest) async throws -> Reply {
        let archive = try await made(request)
        if request.prefers("application/gzip") {
            return .file(name: archive.fileName, type: "application/gzip", archive.bytes)
        }
        guard archive.fileName.utf8.count <= 255 else {
            throw APIError(.badRequest, "chart name is too long to be stored: take it with Accept: application/gzip")
        }
        // A new chart is empty: unlike a repeated upload it never stands for one that is there.
        if store.contains(archive.fileName) {
            throw APIError(.conflict, "chart file \(archive.fileName) already exists")
        }
        let name = try store.store(archive.bytes)
        return ChartReplies.stored(name, digest: "sha256:" + Checksum.sha256(archive.bytes))
    }

    private func made(_ request: APIRequest) async throws(ActionError) -> (fileName: String, bytes: [UInt8]) {
        let name = request.query("name") ?? ""
        guard let starter = request.query("starter"), !starter.isEmpty else { return try Create.archive(name: name) }
        return try await starters.archive(name: name, starter: starter)
    }
}
