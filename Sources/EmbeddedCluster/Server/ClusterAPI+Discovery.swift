import HelmValues

extension ClusterAPI {
    /// `/api`, `/api/v1`, `/apis`, `/apis/GROUP`, `/apis/GROUP/VERSION`
    func discovery(_ request: APIRequest) throws(APIStatus) -> APIReply {
        let path = request.path
        let catalog = catalog
        let isCore = path[0] == "api"
        if path.count == 1 {
            if let version = Self.aggregatedVersion(request.accept) {
                let type = "application/json;g=apidiscovery.k8s.io;v=\(version);as=APIGroupDiscoveryList"
                return cached("\(path[0]) \(version)", type, request) {
                    DiscoveryDocuments.aggregated(catalog, core: isCore, version: version)
                }
            }
            return cached(path[0], "application/json", request) {
                isCore ? DiscoveryDocuments.coreVersions : DiscoveryDocuments.groupList(catalog)
            }
        }
        let group = isCore ? "" : path[1]
        if !isCore, path.count == 2 {
            guard let found = catalog.group(group) else { return Self.pageNotFound }
            return cached(path.joined(separator: "/"), "application/json", request) {
                DiscoveryDocuments.singleGroup(found)
            }
        }
        let version = isCore ? path[1] : path[2]
        guard let found = catalog.version(group, version) else { return Self.pageNotFound }
        return cached(path.joined(separator: "/"), "application/json", request) {
            DiscoveryDocuments.resourceList(found, groupVersion: group.isEmpty ? version : "\(group)/\(version)")
        }
    }

    private func cached(
        _ key: String, _ contentType: String, _ request: APIRequest, _ make: () -> Value
    ) -> APIReply {
        let document = documents.document(key, contentType: contentType) { JSON.encode(make()) }
        return reply(document)
    }

    func reply(_ document: DocumentCache.Document) -> APIReply {
        APIReply(
            code: 200, contentType: document.contentType, body: .bytes(document.bytes),
            entityTag: document.entityTag,
            headers: [(name: "Vary", value: "Accept"), (name: "Cache-Control", value: "public")]
        )
    }

    /// The version of the aggregated document that the client wants most; nil when it wants the older documents.
    private static func aggregatedVersion(_ accept: String?) -> String? {
        for range in MediaRange.all(accept ?? "") where range.type == "application/json" {
            guard let kind = range.parameter("as") else { return nil }
            guard kind == "APIGroupDiscoveryList", range.parameter("g") == "apidiscovery.k8s.io" else { continue }
            if let version = range.parameter("v"), version == "v2" || version == "v2beta1" { return version }
        }
        return nil
    }
}
