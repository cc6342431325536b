internal import HTTPTypes
internal import HelmActions
internal import HelmRepository

/// `helm create`.
struct CreateRoutes {
    let store: UploadStore

    func install(on routes: inout RouteTable) {
        routes.on(.post, "/api/charts/create") { try create($0) }
    }

    /// A new chart among the uploads, or with `Accept: application/gzip` as a download that is stored nowhere.
    private func create(_ request: APIRequest) throws -> Reply {
        let archive = try Create.archive(name: request.query("name") ?? "")
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
}
