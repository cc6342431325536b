internal import HTTPTypes
internal import HelmActions
internal import HelmRepository

/// `helm create`.
struct CreateRoutes {
    let uploads: Uploads
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
        guard archive.fileName.utf8.count <= 250 else {
            throw APIError(.badRequest, "chart name is too long to be stored: take it with Accept: application/gzip")
        }
        // A new chart is empty: unlike a repeated upload it never stands for one that is there.
        let stored = try await uploads.store(archive.bytes, existing: .kept)
        return ChartReplies.stored(stored.name, digest: "sha256:" + stored.digest)
    }

    private func made(_ request: APIRequest) async throws(ActionError) -> (fileName: String, bytes: [UInt8]) {
        let name = request.query("name") ?? ""
        guard let starter = request.query("starter"), !starter.isEmpty else { return try Create.archive(name: name) }
        return try await starters.archive(name: name, starter: starter)
    }
}
