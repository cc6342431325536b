internal import HTTPTypes
internal import HelmActions
internal import HelmChart

/// `helm show`, `helm template` and `helm verify`. With `Accept: text/plain` a chart is shown as Helm prints it.
struct ChartRoutes {
    let services: Services

    func install(on routes: inout RouteTable) {
        routes.on(.get, "/api/charts") { try await show($0) }
        routes.on(.get, "/api/charts/verify") { try await verify($0) }
        routes.on(.post, "/api/charts/template") { try await template($0) }
    }

    private func show(_ request: APIRequest) async throws -> Reply {
        let name = try chartName(of: request)
        let info = request.query("info").flatMap { $0.isEmpty ? nil : $0 } ?? "all"
        guard ["all", "readme", "values", "chart", "crds"].contains(info) else {
            throw APIError(.badRequest, "bad info \(info), chart info only support readme/values/chart")
        }
        var reference = ChartReference(name)
        reference.version = request.query("version") ?? ""
        if let text = request.query("verify"), !text.isEmpty { reference.verify = try GoNumbers.parseBool(text) }
        reference.keyring = request.query("keyring") ?? ""
        let chart = try await services.charts.chart(reference)
        if request.prefers("text/plain"), let part = Chart.ShownPart(rawValue: info) {
            return .text(ChartReplies.text(chart.shown(part)))
        }
        switch info {
        case "chart": return ChartReplies.metadata(chart.metadata)
        case "values":
            return .string(chart.raw.first { $0.name == "values.yaml" }.map { ChartReplies.text($0.data) } ?? "")
        case "readme":
            return .string(chart.readme.map { ChartReplies.text($0.data) } ?? "")
        case "crds": return .string(crds(of: chart))
        default: return ChartReplies.files(chart.raw)
        }
    }

    private func verify(_ request: APIRequest) async throws -> Reply {
        var reference = ChartReference(try chartName(of: request))
        reference.version = request.query("version") ?? ""
        reference.keyring = request.query("keyring") ?? ""
        return ChartReplies.verification(try await services.charts.verification(reference))
    }

    private func template(_ request: APIRequest) async throws -> Reply {
        let name = try chartName(of: request)
        let body = try await request.options("releaseOptions")
        let options = ReleaseOptions(body: body, historyMax: services.environment.maxHistory)
        let chosen = try options.template()
        let release = request.query("name").flatMap { $0.isEmpty ? nil : $0 } ?? "release-name"
        let namespace = request.query("namespace").flatMap { $0.isEmpty ? nil : $0 } ?? services.environment.namespace
        let values = try await RequestValues(body: body).merged(services.repositories)
        let context =
            chosen.dryRun == .server
            ? try await services.context(for: request, namespace: namespace)
            : services.offlineContext(namespace: namespace)
        let chart = try await services.dependencies.chart(try options.chart(name))
        let rendered = try await Template(context).run(
            TemplateRequest(name: release, chart: chart, values: values, options: chosen)
        )
        return ChartReplies.rendered(rendered)
    }

    /// As `helm show crds` prints them.
    private func crds(of chart: Chart) -> String {
        chart.crds.map { "---\n\(ChartReplies.text($0.data))\n" }.joined()
    }
}

/// The query parameter `chart`, which most chart and release routes need.
func chartName(of request: APIRequest) throws(APIError) -> String {
    guard let name = request.query("chart"), !name.isEmpty else {
        throw APIError(.badRequest, "chart name can not be empty")
    }
    return name
}
