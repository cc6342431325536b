internal import HTTPTypes
internal import HelmActions
internal import HelmLint
internal import HelmValues

/// `helm lint`.
struct LintRoutes {
    let services: Services

    func install(on routes: inout RouteTable) {
        routes.on(.post, "/api/charts/lint") { try await lint($0) }
    }

    /// The list is Helm's; that `helm lint` would fail for it (with `strict` for warnings, too) stands in a header.
    private func lint(_ request: APIRequest) async throws -> Reply {
        let name = try chartName(of: request)
        let body = try await request.options("lintOptions")
        var options = LintOptions()
        options.isStrict = try body.bool("strict")
        options.withSubcharts = try body.bool("with_subcharts")
        options.isQuiet = try body.bool("quiet")
        options.skipSchemaValidation = try body.bool("skip_schema_validation")
        options.kubeVersion = try body.string("kube_version")
        options.values = try await RequestValues(body: body).merged(services.repositories)
        var reference = ChartReference(name)
        reference.version = request.query("version") ?? ""
        let folder = try await services.charts.folder(reference)
        let namespace = request.query("namespace").flatMap { $0.isEmpty ? nil : $0 } ?? services.environment.namespace
        let context = services.offlineContext(namespace: namespace)
        let findings = try await Lint(context).run(folder, name: name, options: options)
        return .headed(
            messages(findings.messages), name: "X-Helm-Lint", value: findings.hasFailed ? "failed" : "passed")
    }

    private func messages(_ messages: [LintMessage]) -> Reply {
        .data { writer in
            writer.beginArray()
            for message in messages {
                writer.beginObject()
                writer.field("severity", message.severity.rawValue)
                writer.field("path", message.path)
                writer.field("message", message.text)
                writer.endObject()
            }
            writer.endArray()
        }
    }
}
