extension ClusterAPI {
    func openAPI(_ path: ArraySlice<String>, _ request: APIRequest) -> APIReply { Self.pageNotFound }
}
