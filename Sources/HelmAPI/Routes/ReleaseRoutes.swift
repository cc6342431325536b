internal import HTTPTypes
internal import HelmActions
internal import HelmRelease
internal import HelmValues
internal import HelmYAML

/// Helm's verbs on the releases of a namespace.
struct ReleaseRoutes {
    let services: Services

    private static let releases = "/api/namespaces/:ns/releases"
    private static let release = "\(releases)/:release"

    func install(on routes: inout RouteTable) {
        routes.on(.get, Self.releases) { try await list($0) }
        routes.on(.get, Self.release) { try await show($0) }
        routes.on(.post, Self.releases) { try await install($0) }
        routes.on(.post, Self.release) { try await install($0) }
        routes.on(.put, Self.release) { try await upgrade($0) }
        routes.on(.delete, Self.release) { try await uninstall($0) }
        routes.on(.put, "\(Self.release)/versions/:reversion") { try await rollback($0) }
        routes.on(.post, "\(Self.release)/tests") { try await test($0) }
        routes.on(.post, "\(Self.release)/unlock") { try await unlock($0) }
        routes.on(.post, "\(Self.release)/diff") { try await diff($0) }
        routes.on(.get, "\(Self.release)/status") { try await status($0) }
        routes.on(.get, "\(Self.release)/histories") { try await history($0) }
    }

    // MARK: Reading

    private func list(_ request: APIRequest) async throws -> Reply {
        let options = try ListRequest(body: try await request.options("releaseListOptions"), request: request).options()
        let context = try await services.context(
            for: request, namespace: options.allNamespaces ? "" : request.path("ns"))
        return ReleaseReplies.list(try await List(context).run(options))
    }

    private func show(_ request: APIRequest) async throws -> Reply {
        let info = request.query("info").flatMap { $0.isEmpty ? nil : $0 } ?? "values"
        guard ["hooks", "manifest", "notes", "values", "all", "metadata"].contains(info) else {
            throw APIError(.badRequest, "bad info \(info), release info only support hooks/manifest/notes/values")
        }
        let name = request.path("release")
        let revision = try integer(request.query("revision"))
        if info == "values" { return try await values(request, name: name, revision: revision) }
        let get = Get(try await services.context(for: request, namespace: request.path("ns")))
        switch info {
        case "metadata": return ReleaseReplies.metadata(try await get.metadata(name: name, revision: revision))
        case "hooks": return ReleaseReplies.hooks(try await get.release(name: name, revision: revision).hooks)
        case "manifest": return .string(try await get.release(name: name, revision: revision).manifest)
        case "notes": return .string(try await get.release(name: name, revision: revision).info.notes)
        default: return ReleaseReplies.all(try await get.release(name: name, revision: revision))
        }
    }

    private func values(_ request: APIRequest, name: String, revision: Int) async throws -> Reply {
        let output = request.query("output").flatMap { $0.isEmpty ? nil : $0 } ?? "json"
        guard output == "json" || output == "yaml" else {
            throw APIError(.badRequest, "invalid format type \(output), output only support json/yaml")
        }
        let all = try flag(request.query("all"))
        let get = Get(try await services.context(for: request, namespace: request.path("ns")))
        let values = try await get.values(name: name, revision: revision, all: all).map(Value.map) ?? .null
        return output == "json" ? .value(values) : .string(String(decoding: YAML.encode(values), as: UTF8.self))
    }

    private func status(_ request: APIRequest) async throws -> Reply {
        let status = Status(try await services.context(for: request, namespace: request.path("ns")))
        let result = try await status.run(
            name: request.path("release"), revision: try integer(request.query("revision")), withResources: true
        )
        let info = result.release.info
        return ReleaseReplies.element(
            ReleaseSummary(result.release),
            extras: ReleaseExtras(notes: info.notes, description: info.description, resources: result.resources)
        )
    }

    private func history(_ request: APIRequest) async throws -> Reply {
        let history = History(try await services.context(for: request, namespace: request.path("ns")))
        let maximum = try integer(request.query("max"))
        return ReleaseReplies.history(try await history.run(name: request.path("release"), maximum: maximum))
    }

    // MARK: Changing

    private func install(_ request: APIRequest) async throws -> Reply {
        let chartName = try chartName(of: request)
        let body = try await request.options("releaseOptions")
        let options = ReleaseOptions(body: body, historyMax: services.environment.maxHistory)
        let chosen = try options.install()
        let values = try await RequestValues(body: body).merged(services.repositories)
        let context = try await services.context(for: request, namespace: request.path("ns"))
        let chart = try await services.dependencies.chart(try options.chart(chartName))
        let install = InstallRequest(name: request.path("release"), chart: chart, values: values, options: chosen)
        let release = try await services.operations.run { () async throws(ActionError) in
            try await Install(context).run(install)
        }
        return ReleaseReplies.result(release, isDryRun: try options.isDryRun(), hidesNotes: try options.hidesNotes())
    }

    private func upgrade(_ request: APIRequest) async throws -> Reply {
        let (upgrade, options) = try await upgradeRequest(request)
        let context = try await services.context(for: request, namespace: request.path("ns"))
        let release = try await services.operations.run { () async throws(ActionError) in
            try await Upgrade(context).run(upgrade)
        }
        return ReleaseReplies.result(release, isDryRun: try options.isDryRun(), hidesNotes: try options.hidesNotes())
    }

    private func upgradeRequest(
        _ request: APIRequest
    ) async throws -> (request: UpgradeRequest, options: ReleaseOptions) {
        let chartName = try chartName(of: request)
        let body = try await request.options("releaseOptions")
        let options = ReleaseOptions(body: body, historyMax: services.environment.maxHistory)
        let chosen = try options.upgrade()
        let values = try await RequestValues(body: body).merged(services.repositories)
        let chart = try await services.dependencies.chart(try options.chart(chartName))
        return (
            UpgradeRequest(name: request.path("release"), chart: chart, values: values, options: chosen), options
        )
    }

    private func diff(_ request: APIRequest) async throws -> Reply {
        let live = try flag(request.query("live"))
        let (upgrade, _) = try await upgradeRequest(request)
        let context = try await services.context(for: request, namespace: request.path("ns"))
        return ReleaseReplies.differences(try await Diff(context).run(upgrade, live: live))
    }

    private func rollback(_ request: APIRequest) async throws -> Reply {
        let revision = try GoNumbers.atoi(request.path("reversion"))
        let body = try await request.options("releaseOptions")
        let options = ReleaseOptions(body: body, historyMax: services.environment.maxHistory)
        let chosen = try options.rollback()
        let context = try await services.context(for: request, namespace: request.path("ns"))
        let name = request.path("release")
        let release = try await services.operations.run { () async throws(ActionError) in
            try await Rollback(context).run(name: name, revision: revision, options: chosen)
        }
        return ReleaseReplies.result(release, isDryRun: try options.isDryRun())
    }

    private func test(_ request: APIRequest) async throws -> Reply {
        let body = try await request.options("releaseTestOptions")
        var options = TestOptions()
        options.timeout = try body.duration("timeout") ?? options.timeout
        options.withLogs = try body.bool("logs")
        options.filters = try body.strings("filter")
        let context = try await services.context(for: request, namespace: request.path("ns"))
        let (name, chosen) = (request.path("release"), options)
        return ReleaseReplies.tests(
            try await services.operations.run { () async throws(ActionError) in
                try await Test(context).run(name: name, options: chosen)
            })
    }

    private func unlock(_ request: APIRequest) async throws -> Reply {
        let context = try await services.context(for: request, namespace: request.path("ns"))
        let name = request.path("release")
        let release = try await services.operations.run { () async throws(ActionError) in
            try await Unlock(context).run(name: name)
        }
        return ReleaseReplies.element(
            ReleaseSummary(release), extras: ReleaseExtras(description: release.info.description))
    }

    private func uninstall(_ request: APIRequest) async throws -> Reply {
        let options = try UninstallRequest(body: try await request.options("releaseUninstallOptions")).options()
        let context = try await services.context(for: request, namespace: request.path("ns"))
        let name = request.path("release")
        let result = try await services.operations.run { () async throws(ActionError) in
            try await Uninstall(context).run(name: name, options: options)
        }
        return result.info.isEmpty ? .done : .string(result.info)
    }

    // MARK: Query parameters

    private func integer(_ text: String?) throws(APIError) -> Int {
        guard let text, !text.isEmpty else { return 0 }
        return try GoNumbers.atoi(text)
    }

    private func flag(_ text: String?) throws(APIError) -> Bool {
        guard let text, !text.isEmpty else { return false }
        return try GoNumbers.parseBool(text)
    }
}
