import Foundation
import HelmHTTP
import HelmRepository
import HelmTesting
import HelmValues
import Testing

@testable import HelmAPI

@Suite("Chart repositories over HTTP")
struct RepositoryTests {
    private static let index = """
        apiVersion: v1
        entries:
          demo:
          - {apiVersion: v2, name: demo, version: 0.2.0, appVersion: "9", description: The <second>, urls: [b.tgz]}
          - {apiVersion: v2, name: demo, version: 0.1.0, description: The first, urls: [a.tgz]}
          - {apiVersion: v2, name: demo, version: 0.3.0-rc.1, description: Not yet, urls: [c.tgz]}
          other:
          - {apiVersion: v2, name: other, version: 1.0.0, description: Something else, urls: [d.tgz]}
        """

    private static func server() throws -> ScriptedServer {
        try ScriptedServer { request in
            request.target.hasSuffix("/index.yaml")
                ? ScriptedServer.answer(200, index) : ScriptedServer.answer(404, "nothing")
        }
    }

    @Test func addListUpdateRemove() async throws {
        let repository = try Self.server()
        try await TestServer.run { server in
            let path = "/api/repositories"
            #expect(try await server.call("GET", path).text == #"{"code":0,"data":[]}"#)
            #expect(
                try await server.call("PUT", path).error
                    == "no repositories found. You must add one before updating")
            let url = "http://me:hidden@127.0.0.1:\(repository.port)/charts?token=hidden"
            let body = #"{"name":"local","url":"\#(url)","password":"hidden","username":"me"}"#
            #expect(try await server.call("POST", path, body).text == #"{"code":0}"#)
            #expect(try await server.call("POST", path, body).text == #"{"code":0}"#)
            let list = try await server.call("GET", path)
            #expect(
                list.text.hasPrefix(
                    #"{"code":0,"data":[{"name":"local","url":"\#(repository.url)/charts","state":"ready","updated":""#)
            )
            #expect(!list.text.contains("hidden"))
            let taken = try await server.call("POST", path, #"{"name":"local","url":"\#(repository.url)"}"#)
            #expect(
                try taken.error == "repository name (local) already exists, please specify a different name")
            #expect(taken.header("X-Helm-Error") == "conflict")
            #expect(try await server.call("PUT", path).text == #"{"code":0}"#)
            repository.stop()
            let failed = try await server.call("PUT", path)
            #expect(
                try failed.error
                    == "failed to update the following repositories: [\(repository.url)/charts]: local: "
                    + "Get \"\(repository.url)/charts/index.yaml\": dial tcp 127.0.0.1:\(repository.port): "
                    + "connect: connection refused")
            #expect(failed.header("X-Helm-Error") == "repository-error")
            let stale = try await server.call("GET", path)
            #expect(try stale.data?.listValue?.first?["state"]?.stringValue == "stale")
            #expect(!stale.text.contains("hidden"))
            let ready = try await server.call("GET", "/readyz")
            #expect(ready.status == 200)
            #expect(try ready.data?["ready"]?.boolValue == true)
            #expect(try ready.data?["repositories"]?.listValue?.first?["error"] != nil)
            #expect(try await server.call("DELETE", path + "/nope").error == "no repo named \"nope\" found")
            #expect(try await server.call("DELETE", path + "/local").text == #"{"code":0}"#)
            #expect(try await server.call("GET", path).text == #"{"code":0,"data":[]}"#)
            #expect(try await server.call("DELETE", path + "/local").error == "no repositories configured")
        }
    }

    @Test func whatIsRefused() async throws {
        let repository = try Self.server()
        try await TestServer.run { server in
            let refusals = [
                (
                    #"{"name":"a/b","url":"\#(repository.url)"}"#,
                    "repository name (a/b) contains '/', please specify a different name without '/'"
                ),
                (#"{"name":1}"#, "json: cannot unmarshal number into Go struct field Entry.name of type string"),
                (
                    #"{"name":"a","url":"https://kubernetes-charts.storage.googleapis.com"}"#,
                    "repo \"https://kubernetes-charts.storage.googleapis.com\" is no longer available; try "
                        + "\"https://charts.helm.sh/stable\" instead"
                ),
                (
                    #"{"name":"a","url":"\#(repository.url)","ca_file":"/etc/passwd"}"#,
                    "ca_file: /etc/passwd is not a file inside one of the configured certificateDirs"
                ),
                (
                    #"{"name":"a","url":"http://169.254.169.254/x"}"#,
                    "looks like \"http://169.254.169.254/x\" is not a valid chart repository or cannot be reached: "
                        + "host 169.254.169.254 is not one that this server may reach"
                ),
            ]
            for (body, expected) in refusals {
                let refused = try await server.call("POST", "/api/repositories", body).error
                #expect(refused == expected)
            }
            #expect(repository.requests.isEmpty)
        }
    }

    @Test func allowedHosts() async throws {
        let repository = try Self.server()
        let other = try Self.server()
        try await TestServer.run { configuration, _ in
            configuration.allowedHosts = ["*.example.com", "127.0.0.1:\(repository.port)"]
        } _: { server in
            let allowed = #"{"name":"a","url":"\#(repository.url)"}"#
            #expect(try await server.call("POST", "/api/repositories", allowed).code == 0)
            let refused = try await server.call(
                "POST", "/api/repositories", #"{"name":"b","url":"\#(other.url)"}"#)
            #expect(
                try refused.error
                    == "looks like \"\(other.url)\" is not a valid chart repository or cannot be reached: "
                    + "host 127.0.0.1 is not one that this server may reach")
            #expect(refused.header("X-Helm-Error") == "forbidden")
        }
    }

    /// Neither the start nor anything else waits for a repository that is down.
    @Test func aConfiguredRepositoryThatIsDown() async throws {
        let repository = try Self.server()
        try await TestServer.run { configuration, _ in
            configuration.helmRepos = [
                RepositoryEntry(name: "down", url: "http://127.0.0.1:1"),
                RepositoryEntry(name: "up", url: repository.url),
            ]
        } _: { server in
            for path in ["/healthz", "/livez"] { #expect(try await server.call("GET", path).text == "ok") }
            var states: [String?] = []
            while states != ["failed", "ready"] {
                states = try #require(try await server.call("GET", "/api/repositories").data?.listValue)
                    .map { $0["state"]?.stringValue }
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(try await server.call("GET", "/readyz").status == 200)
        }
    }

    @Test func search() async throws {
        let repository = try Self.server()
        try await TestServer.run { server in
            let path = "/api/repositories/charts"
            #expect(try await server.call("GET", path).error == "no repositories configured")
            _ = try await server.call(
                "POST", "/api/repositories", #"{"name":"local","url":"\#(repository.url)"}"#)
            let demo =
                #"{"name":"local/demo","version":"0.2.0","app_version":"9","description":"The \u003csecond\u003e"}"#
            let other =
                #"{"name":"local/other","version":"1.0.0","app_version":"","description":"Something else"}"#
            #expect(try await server.call("GET", path).text == #"{"code":0,"data":[\#(demo),\#(other)]}"#)
            #expect(try await server.call("GET", path + "?keyword=DEMO").text == #"{"code":0,"data":[\#(demo)]}"#)
            #expect(
                try await server.call("GET", path + "?keyword=something").text == #"{"code":0,"data":[\#(other)]}"#)
            #expect(try await server.call("GET", path + "?keyword=nope").text == #"{"code":0,"data":[]}"#)
            func versions(_ query: String) async throws -> [String?] {
                try #require(try await server.call("GET", "\(path)?\(query)").data?.listValue)
                    .map { $0["version"]?.stringValue }
            }
            #expect(try await versions("keyword=demo&versions=true") == ["0.2.0", "0.1.0"])
            #expect(try await versions("keyword=demo&devel=true") == ["0.3.0-rc.1"])
            #expect(try await versions("keyword=demo&version=%3C0.2") == ["0.1.0"])
            #expect(try await versions("keyword=%5Ed..o&regexp=true").isEmpty == false)
            #expect(
                try await server.call("GET", path + "?version=notaversion").error
                    == "an invalid version/constraint format: improper constraint: notaversion")
            #expect(try await server.call("GET", path + "?keyword=(&regexp=true").error?.isEmpty == false)
            // From memory.
            #expect(repository.requests.count == 1)
        }
    }
}
