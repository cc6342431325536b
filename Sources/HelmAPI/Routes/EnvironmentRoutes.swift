internal import HTTPTypes
internal import HelmValues

/// The greeting and `helm env`.
struct EnvironmentRoutes {
    let environment: HelmEnvironment

    func install(on routes: inout RouteTable) {
        routes.on(.get, "/") { _ in .text("Welcome helm wrapper server") }
        routes.on(.get, "/api/envs") { _ in
            let variables = environment.variables.map { (key: $0.name, value: Value.string($0.value)) }
            return .value(.map(ValueMap(pairs: variables)))
        }
    }
}
