internal import HTTPTypes
internal import HelmActions
internal import Hummingbird
internal import NIOCore

/// Upload, listing and deletion of chart archives and their provenance files.
struct UploadRoutes {
    let uploads: Uploads
    let receiving: ReceiveUpload

    func install(on routes: inout RouteTable) {
        routes.on(.post, "/api/charts/upload") { request in
            try await receiving.run(
                contentType: request.header("Content-Type"), body: request.request.body.map(\.readableBytesView))
            return .done
        }
        routes.on(.get, "/api/charts/upload") { _ in ChartReplies.names(try await uploads.names()) }
        routes.on(.delete, "/api/charts/upload/:chart") { request in
            try await uploads.delete(request.path("chart"))
            return .done
        }
    }
}
