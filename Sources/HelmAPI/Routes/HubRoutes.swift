internal import HTTPTypes
internal import HelmActions
internal import HelmRepository
internal import HelmValues

/// `helm search hub`.
struct HubRoutes {
    let hub: SearchHub

    func install(on routes: inout RouteTable) {
        routes.on(.get, "/api/hub/charts") { request in
            let fails = request.query("fail_on_no_result") ?? ""
            guard ["", "true", "false"].contains(fails) else {
                throw APIError(.badRequest, "fail_on_no_result must be true or false")
            }
            return Self.reply(
                try await hub.run(
                    request.query("keyword") ?? "", endpoint: request.query("endpoint") ?? "",
                    failsOnNoResult: fails == "true"))
        }
    }

    /// As `helm search hub -o json`.
    private static func reply(_ charts: [HubChart]) -> Reply {
        .data { writer in
            writer.beginArray()
            for chart in charts {
                writer.beginObject()
                writer.field("url", chart.url)
                writer.field("version", chart.version)
                writer.field("app_version", chart.appVersion)
                writer.field("description", chart.description)
                writer.key("repository")
                writer.beginObject()
                writer.field("url", chart.repositoryURL)
                writer.field("name", chart.repositoryName)
                writer.endObject()
                writer.endObject()
            }
            writer.endArray()
        }
    }
}
