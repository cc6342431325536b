internal import HTTPTypes
internal import Hummingbird

/// The routes by path, so that a known path with another method can be told from an unknown path.
struct RouteTable {
    typealias Handler = @Sendable (APIRequest) async throws -> Reply

    private struct Route {
        let path: String
        var handlers: [(method: HTTPRequest.Method, handler: Handler)]
    }

    private static let otherMethods: [HTTPRequest.Method] = [.get, .head, .post, .put, .delete, .patch, .options]

    private var routes: [Route] = []

    mutating func on(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping Handler) {
        if let index = routes.firstIndex(where: { $0.path == path }) {
            routes[index].handlers.append((method, handler))
        } else {
            routes.append(Route(path: path, handlers: [(method, handler)]))
        }
    }

    func install(on router: Router<APIContext>, encoder: ReplyEncoder) {
        for route in routes {
            for (method, handler) in route.handlers {
                router.on(RouterPath(route.path), method: method) { request, context in
                    encoder.response(to: try await handler(APIRequest(request: request, context: context)))
                }
            }
            let allowed = route.handlers.map(\.method)
            for method in Self.otherMethods where !allowed.contains(method) {
                router.on(RouterPath(route.path), method: method) { _, _ -> Response in
                    throw APIError.methodNotAllowed(method, allowed: allowed)
                }
            }
        }
    }
}
