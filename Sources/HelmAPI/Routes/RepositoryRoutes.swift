internal import HTTPTypes
internal import HelmActions
internal import HelmRepository

/// `helm repo add`, `list`, `update` and `remove`, and `helm search repo`.
struct RepositoryRoutes {
    let services: Services

    func install(on routes: inout RouteTable) {
        let repositories = services.repositories
        routes.on(.get, "/api/repositories") { _ in
            RepositoryReplies.states(try await ListRepositories(repositories).run())
        }
        routes.on(.post, "/api/repositories") { try await add($0) }
        routes.on(.put, "/api/repositories") { _ in
            try await services.operations.run { () async throws(ActionError) in
                try await UpdateRepositories(repositories).run()
            }
            return .done
        }
        routes.on(.get, "/api/repositories/charts") { request in
            var query = ChartQuery(keyword: request.query("keyword") ?? "")
            query.isRegexp = request.query("regexp") == "true"
            query.listsAllVersions = request.query("versions") == "true"
            query.includesDevelopment = request.query("devel") == "true"
            query.version = request.query("version") ?? ""
            return RepositoryReplies.hits(try await SearchRepositories(repositories).run(query))
        }
        routes.on(.delete, "/api/repositories/:name") { request in
            let name = request.path("name")
            try await services.operations.run { () async throws(ActionError) in
                try await RemoveRepository(repositories).run(name: name)
            }
            return .done
        }
    }

    private func add(_ request: APIRequest) async throws -> Reply {
        let body = try await request.options("Entry")
        var entry = RepositoryEntry(name: try body.string("name"), url: try body.string("url"))
        entry.username = try body.string("username")
        entry.password = try body.string("password")
        entry.bearerToken = try body.string("bearer_token")
        entry.certFile = try body.string("cert_file")
        entry.keyFile = try body.string("key_file")
        entry.caFile = try body.string("ca_file")
        entry.isInsecure = try body.bool("insecure_skip_tls_verify")
        entry.passesCredentials = try body.bool("pass_credentials_all")
        var options = AddRepository.Options()
        options.forceUpdate = try body.bool("force_update")
        options.allowDeprecated = try body.bool("allow_deprecated_repos")
        let (repositories, added, chosen) = (services.repositories, entry, options)
        try await services.operations.run { () async throws(ActionError) in
            try await AddRepository(repositories).run(added, options: chosen)
        }
        return .done
    }
}
