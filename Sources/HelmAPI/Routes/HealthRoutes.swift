internal import HTTPTypes
internal import HelmActions
internal import HelmRepository

/// What an orchestrator asks.
///
/// A server that answers is alive and ready: charts of uploads, and indexes that are here, serve while a repository is
/// down, and no other replica would reach it either. `/readyz` tells how the repositories are doing.
struct HealthRoutes {
    let services: Services

    func install(on routes: inout RouteTable) {
        for path in ["/healthz", "/livez"] {
            routes.on(.get, path) { _ in .text("ok") }
        }
        let repositories = services.repositories
        routes.on(.get, "/readyz") { _ in
            do throws(ActionError) {
                return RepositoryReplies.readiness(try await ListRepositories(repositories).run(), error: nil)
            } catch {
                return RepositoryReplies.readiness([], error: error.message)
            }
        }
    }
}
