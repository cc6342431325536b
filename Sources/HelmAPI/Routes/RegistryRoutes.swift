internal import HTTPTypes
internal import HelmActions
internal import HelmRegistry
internal import HelmValues

/// `helm registry`, `helm pull` and `helm push`.
struct RegistryRoutes {
    let services: Services

    func install(on routes: inout RouteTable) {
        routes.on(.get, "/api/registries") { _ in try await list() }
        routes.on(.post, "/api/registries") { try await logIn($0) }
        routes.on(.delete, "/api/registries/:host") { try await logOut($0) }
        routes.on(.post, "/api/charts/pull") { try await pull($0) }
        routes.on(.post, "/api/charts/push") { try await push($0) }
    }

    /// Hosts alone: nobody reads credentials back.
    private func list() async throws -> Reply {
        ChartReplies.names(try await Registries(services.registry).hosts())
    }

    private func logIn(_ request: APIRequest) async throws -> Reply {
        let body = try await request.options("registryOptions")
        let host = try body.string("host")
        guard !host.isEmpty else { throw APIError(.badRequest, "host can not be empty") }
        let credential = RegistryCredential(
            username: try body.string("username"), password: try body.string("password"))
        guard !credential.username.isEmpty, !credential.password.isEmpty else {
            throw APIError(.badRequest, "username and password can not be empty")
        }
        let access = try services.charts.registryAccess(try source(host, body))
        let registry = services.registry
        try await services.operations.run { () async throws(ActionError) in
            try await Registries(registry).logIn(to: host, credential, access)
        }
        return .done
    }

    private func logOut(_ request: APIRequest) async throws -> Reply {
        try await Registries(services.registry).logOut(of: request.path("host"))
        return .done
    }

    private func pull(_ request: APIRequest) async throws -> Reply {
        guard let name = request.query("chart"), !name.isEmpty else {
            throw APIError(.badRequest, "chart name can not be empty")
        }
        let body = try await request.options("pullOptions")
        var reference = try source(name, body)
        if let version = request.query("version"), !version.isEmpty { reference.version = version }
        let (pull, chosen) = (PullChart(charts: services.charts, uploads: services.uploads), reference)
        let stored = try await services.operations.run { () async throws(ActionError) in try await pull.run(chosen) }
        return ChartReplies.stored(stored.file, digest: "sha256:" + stored.digest)
    }

    private func push(_ request: APIRequest) async throws -> Reply {
        let body = try await request.options("pushOptions")
        let (chart, remote) = (try body.string("chart"), try body.string("remote"))
        guard !chart.isEmpty else { throw APIError(.badRequest, "chart name can not be empty") }
        guard !remote.isEmpty else { throw APIError(.badRequest, "remote can not be empty") }
        let reference = try source(chart, body)
        let push = PushChart(
            charts: services.charts, registry: services.registry,
            maximumBytes: services.configuration.maxUploadBytes)
        let pushed = try await services.operations.run { () async throws(ActionError) in
            try await push.run(reference, to: remote)
        }
        return .data { writer in
            writer.beginObject()
            writer.field("ref", "\(pushed.reference)")
            writer.field("digest", pushed.manifestDigest)
            writer.endObject()
        }
    }

    /// A chart, or a registry, with the body's options on how to reach it.
    private func source(_ chart: String, _ body: OptionReader) throws(APIError) -> ChartReference {
        try ReleaseOptions(body: body, historyMax: 0).chart(chart)
    }
}
