internal import HTTPTypes
internal import HelmActions
internal import HelmRepository
internal import Hummingbird

/// The upload store as a chart repository, for `helm repo add NAME http://…/charts`.
///
/// Helm judges by statuses, so failures have their true ones here.
struct ChartRepositoryRoutes {
    let repository: ChartRepository

    func install(on routes: inout RouteTable) {
        for method in [HTTPRequest.Method.get, .head] {
            routes.on(method, "/charts/:file") { request in
                do {
                    let resource = try await resource(request.path("file"))
                    return .resource(resource, request.knows(resource.tag) ? .unchanged : .whole)
                } catch {
                    throw Self.failure(error, request)
                }
            }
        }
    }

    private func resource(_ name: String) async throws -> Resource {
        if name == "index.yaml" {
            let index = try await repository.index()
            return Resource(type: "application/yaml", tag: index.tag, content: .bytes(index.yaml))
        }
        let file = try await repository.file(name)
        let type = name.hasSuffix(UploadStore.provenanceSuffix) ? "text/plain; charset=utf-8" : "application/gzip"
        return Resource(type: type, tag: "\"\(file.digest)\"", content: .file(file))
    }

    private static func failure(_ error: any Error, _ request: APIRequest) -> APIError {
        var failure = APIError(describing: error, path: request.request.uri.path)
        // A name that no upload can have is one that none has.
        if let error = error as? UploadError, error.code == .invalidName {
            failure = APIError(.notFound, error.message)
        }
        failure.hasTrueStatus = true
        return failure
    }
}

extension APIRequest {
    /// Whether the caller has what this tag names, by `If-None-Match`.
    fileprivate func knows(_ tag: String) -> Bool {
        func plain(_ tag: Substring) -> Substring { tag.hasPrefix("W/") ? tag.dropFirst(2) : tag }
        return headers("If-None-Match").joined(separator: ",").split(separator: ",").contains { entry in
            let known = entry.drop { $0 == " " }.prefix { $0 != " " }
            return known == "*" || plain(known) == plain(tag[...])
        }
    }
}
