import HelmHTTP
import HelmTesting
import Testing

@testable import HelmRepository

@Suite("Hub search")
struct HubSearchTests {
    static let answer = #"""
        {"data":[{"id":"bitnami/nginx","type":"chart","artifactHub":{"packageUrl":"https://artifacthub.io/packages/helm/bitnami/nginx"},
        "attributes":{"name":"nginx","repo":{"name":"bitnami","url":"https://charts.bitnami.com/bitnami"},"description":"A <web> server & more"},
        "relationships":{"latestChartVersion":{"data":{"version":"18.1.0","app_version":"1.27.0"}}}},
        {"id":"old/thing","attributes":{"name":"thing","repo":null},"relationships":{}},{}]}
        """#

    private func failure(_ hub: HubSearch, _ keyword: String = "x") async -> String? {
        do throws(RepositoryError) {
            _ = try await hub.charts(keyword)
            return nil
        } catch {
            return error.message
        }
    }

    @Test func asHelmReadsIt() async throws {
        let server = try ScriptedServer { _ in ScriptedServer.answer(200, Self.answer) }
        defer { server.stop() }
        let charts = try await HubSearch(endpoint: server.url + "/hub/").charts("web server & ü/+%")
        #expect(
            charts == [
                HubChart(
                    url: "https://artifacthub.io/packages/helm/bitnami/nginx", version: "18.1.0", appVersion: "1.27.0",
                    description: "A <web> server & more", repositoryURL: "https://charts.bitnami.com/bitnami",
                    repositoryName: "bitnami"),
                HubChart(
                    url: server.url + "/hub//charts/old/thing", version: "", appVersion: "", description: "",
                    repositoryURL: "", repositoryName: ""),
                HubChart(
                    url: server.url + "/hub//charts/", version: "", appVersion: "", description: "", repositoryURL: "",
                    repositoryName: ""),
            ])
        #expect(
            server.requests.map(\.target)
                == ["/hub/api/chartsvc/v1/charts/search?q=web+server+%26+%C3%BC%2F%2B%25"])
    }

    @Test(
        arguments: [
            ScriptedServer.answer(500, "{}"), ScriptedServer.answer(200, "{\"data\":"),
            ScriptedServer.answer(200, "[]"),
            ScriptedServer.answer(404, ""), [.close],
            ScriptedServer.answer(302, "", headers: ["Location": "http://169.254.169.254/latest"]),
            ScriptedServer.answer(302, "", headers: ["Location": "file:///etc/passwd"]),
            [.send(Array("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n".utf8)), .close],
        ] as [[ScriptedServer.Step]])
    func whatIsNoAnswerFailsInHelmsWords(_ steps: [ScriptedServer.Step]) async throws {
        let server = try ScriptedServer { _ in steps }
        defer { server.stop() }
        #expect(
            await failure(HubSearch(endpoint: server.url)) == "unable to perform search against \"\(server.url)\"")
    }

    @Test func noResultIsAnEmptyList() async throws {
        let server = try ScriptedServer { _ in ScriptedServer.answer(200, #"{"data":[]}"#) }
        defer { server.stop() }
        #expect(try await HubSearch(endpoint: server.url).charts("").isEmpty)
        #expect(server.requests.map(\.target) == ["/api/chartsvc/v1/charts/search?q="])
    }

    @Test func followsARedirect() async throws {
        let server = try ScriptedServer { request in
            request.target.hasPrefix("/new")
                ? ScriptedServer.answer(200, Self.answer)
                : ScriptedServer.answer(301, "", headers: ["Location": "/new" + request.target])
        }
        defer { server.stop() }
        #expect(try await HubSearch(endpoint: server.url).charts("x").count == 3)
    }

    @Test func saysNothingOfCredentials() async throws {
        let hub = HubSearch(endpoint: "http://user:secret@127.0.0.1:1/?token=secret")
        #expect(await failure(hub) == "unable to perform search against \"http://127.0.0.1:1/\"")
        #expect(await failure(HubSearch(endpoint: "nothing"))?.hasSuffix("no hostname provided") == true)
        let long = String(repeating: "x", count: 2000)
        #expect(await failure(hub, long) == "the keyword is longer than 1024 bytes")
    }
}
