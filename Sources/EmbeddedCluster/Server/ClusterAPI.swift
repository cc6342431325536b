import HelmValues
import Synchronization

/// The API server without its HTTP: requests in, replies out.
final class ClusterAPI: Sendable {
    let store: ClusterStore
    let documents = DocumentCache()
    let configuration: EmbeddedClusterConfiguration
    private let authenticator: Authenticator
    private let currentCatalog = Mutex(ResourceCatalog())
    /// A test's way to answer in the server's place.
    let intercept: (@Sendable (APIRequest) async -> APIReply?)?

    init(
        configuration: EmbeddedClusterConfiguration, intercept: (@Sendable (APIRequest) async -> APIReply?)? = nil
    ) {
        self.configuration = configuration
        self.intercept = intercept
        store = ClusterStore(limits: configuration.limits)
        authenticator = Authenticator(token: configuration.token)
    }

    /// What is served now.
    var catalog: ResourceCatalog {
        get { currentCatalog.withLock { $0 } }
    }

    /// Reads the CustomResourceDefinitions anew, after one of them changed.
    func reloadCustomResources() {
        // Under the catalogue's lock, so that of two concurrent changes the later one is not overwritten by the earlier.
        currentCatalog.withLock { catalog in
            let definitions = store.objects(of: CustomResources.definitions, namespace: nil)
            catalog = ResourceCatalog(
                custom: definitions.objects.filter { !$0.isTerminating }.flatMap {
                    CustomResources.resources(of: $0.value)
                },
                tag: String(definitions.revision)
            )
        }
        documents.clear()
    }

    func isAuthorized(_ authorization: String?) -> Bool { authenticator.accepts(authorization) }

    /// Answers a request that has been authenticated.
    func respond(to request: APIRequest) async -> APIReply {
        if let intercept, let reply = await intercept(request) { return reply }
        do {
            return try await route(request)
        } catch {
            return .status(error, accept: request.accept)
        }
    }

    private func route(_ request: APIRequest) async throws(APIStatus) -> APIReply {
        let path = request.path
        guard let first = path.first else { return try onlyGet(request) { .json(Self.rootPaths) } }
        switch first {
        case "version": return try onlyGet(request) { .json(Self.version) }
        case "healthz", "livez", "readyz": return try onlyGet(request) { .text("ok") }
        case "openapi": return try onlyGet(request) { openAPI(path.dropFirst(), request) }
        case "api" where path.count == 1, "apis" where path.count <= 3, "api" where path.count == 2:
            return try onlyGet(request) { () throws(APIStatus) in try discovery(request) }
        case "api":
            return try await resource(path.dropFirst(2), group: "", version: path[1], request)
        case "apis":
            return try await resource(path.dropFirst(3), group: path[1], version: path[2], request)
        default: return Self.pageNotFound
        }
    }

    static let pageNotFound = APIReply.text("404 page not found\n", code: 404)

    private func onlyGet(
        _ request: APIRequest, _ body: () throws(APIStatus) -> APIReply
    ) throws(APIStatus) -> APIReply {
        guard request.method == "GET" || request.method == "HEAD" else { throw .methodNotAllowed }
        return try body()
    }

    private func resource(
        _ parts: ArraySlice<String>, group: String, version: String, _ request: APIRequest
    ) async throws(APIStatus) -> APIReply {
        let catalog = catalog
        guard catalog.version(group, version) != nil else { return Self.pageNotFound }
        let target = try RequestTarget(parts: parts, group: group, version: version, catalog: catalog)
        return try await respond(to: request, target)
    }

    private func respond(to request: APIRequest, _ target: RequestTarget) async throws(APIStatus) -> APIReply {
        if let reply = try virtualReply(request, target) { return reply }
        guard target.resource.allows("list") else { throw .methodNotAllowed }
        if let name = target.subresource {
            guard target.resource.subresource(name) != nil else { throw .resourceNotFound }
        }
        switch (request.method, target.name) {
        case ("GET", let name?):
            return request.query.flag("watch") ? try watch(request, target, name: name) : try get(request, target, name)
        case ("GET", nil):
            return request.query.flag("watch") ? try watch(request, target, name: nil) : try list(request, target)
        case ("POST", nil): return try create(request, target)
        case ("POST", let name?): return try createSubresource(request, target, name)
        case ("PUT", let name?): return try update(request, target, name)
        case ("PATCH", let name?): return try patch(request, target, name)
        case ("DELETE", let name?) where target.subresource == nil: return try delete(request, target, name)
        case ("DELETE", nil): return try deleteCollection(request, target)
        default: throw .methodNotAllowed
        }
    }

    // MARK: Fixed documents

    static let gitVersion = "v1.36.0"

    private static let version: Value = [
        "major": "1", "minor": "36", "emulationMajor": "1", "emulationMinor": "36", "minCompatibilityMajor": "1",
        "minCompatibilityMinor": "35", "gitVersion": .string(gitVersion), "gitCommit": "", "gitTreeState": "clean",
        "buildDate": "2026-04-22T00:00:00Z", "goVersion": "", "compiler": "swift", "platform": "linux/amd64",
    ]

    private static let rootPaths: Value = [
        "paths": [
            "/api", "/api/v1", "/apis", "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version",
        ]
    ]
}
