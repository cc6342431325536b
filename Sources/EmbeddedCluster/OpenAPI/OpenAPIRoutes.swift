import HelmValues

extension ClusterAPI {
    /// `/openapi/v2`, `/openapi/v3` and `/openapi/v3/…`: made on first request.
    ///
    /// - Parameter path: the parts after `openapi`.
    func openAPI(_ path: ArraySlice<String>, _ request: APIRequest) -> APIReply {
        let catalog = catalog
        let parts = Array(path)
        switch parts.first {
        case "v2" where parts.count == 1:
            let wantsProtobuf = request.accept?.contains("proto-openapi.spec.v2") ?? false
            if wantsProtobuf {
                return reply(
                    documents.document("openapi/v2 protobuf", contentType: OpenAPIProtobuf.mediaType) {
                        OpenAPIProtobuf.encoded(OpenAPIDocuments.v2(catalog))
                    }
                )
            }
            return json("openapi/v2") { OpenAPIDocuments.v2(catalog) }
        case "v3" where parts.count == 1: return json("openapi/v3") { OpenAPIDocuments.index(catalog) }
        case "v3" where parts.count == 3 && parts[1] == "api": return v3("", parts[2], catalog)
        case "v3" where parts.count == 4 && parts[1] == "apis": return v3(parts[2], parts[3], catalog)
        default: return Self.pageNotFound
        }
    }

    private func v3(_ group: String, _ version: String, _ catalog: ResourceCatalog) -> APIReply {
        guard let found = catalog.version(group, version) else { return Self.pageNotFound }
        return json("openapi/v3/\(group)/\(version)") { OpenAPIDocuments.v3(group, found) }
    }

    private func json(_ key: String, _ make: () -> Value) -> APIReply {
        reply(documents.document(key, contentType: "application/json") { JSON.encode(make()) })
    }
}
