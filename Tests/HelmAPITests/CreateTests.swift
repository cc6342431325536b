import Foundation
import HelmValues
import Testing

@testable import HelmAPI

@Suite("New charts and text")
struct CreateTests {
    @Test func createsAmongTheUploads() async throws {
        try await TestServer.run { server in
            let created = try await server.call("POST", "/api/charts/create?name=App_1")
            #expect(try created.data?.mapValue?["file"] == "App_1-0.1.0.tgz")
            #expect(try created.data?.mapValue?["digest"]?.stringValue?.hasPrefix("sha256:") == true)
            let again = try await server.call("POST", "/api/charts/create?name=App_1")
            #expect(try again.error == "chart file App_1-0.1.0.tgz already exists")
            #expect(again.header("X-Helm-Error") == "conflict")
            let lint = try await server.call("POST", "/api/charts/lint?chart=App_1-0.1.0.tgz", #"{"quiet": true}"#)
            #expect(try lint.data == [])
            let release = "/api/namespaces/default/releases/web"
            let installed = try await server.call(
                "POST", "\(release)?chart=App_1-0.1.0.tgz", #"{"wait": true, "set": ["autoscaling.enabled=true"]}"#)
            #expect(try installed.code == 0, "\(installed.text)")
            #expect(try await server.call("DELETE", release).code == 0)
        }
    }

    @Test func startsFromAStarter() async throws {
        let starters =
            URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
            + "/Conformance/starter"
        try await TestServer.run(configure: { configuration, _ in configuration.starterDir = starters }) { server in
            let created = try await server.call("POST", "/api/charts/create?name=fresh&starter=chart")
            #expect(try created.data?["file"] == "fresh-0.1.0.tgz", "\(created.text)")
            let rendered = try await server.call("POST", "/api/charts/template?chart=fresh-0.1.0.tgz", "{}")
            #expect(rendered.text.contains("name: fresh"))
            for outside in ["..", "../archives", "%2Fetc", "chart%2Fcharts", "none", "create.json%00"] {
                let reply = try await server.call("POST", "/api/charts/create?name=other&starter=\(outside)")
                #expect(try reply.error?.hasSuffix("no such starter in the configured starterDir") == true)
            }
        }
        try await TestServer.run { server in
            let reply = try await server.call("POST", "/api/charts/create?name=fresh&starter=chart")
            #expect(try reply.error == "starter needs a starterDir in the configuration")
        }
    }

    @Test func downloadsWithoutStoring() async throws {
        try await TestServer.run { server in
            let reply = try await server.call(
                "POST", "/api/charts/create?name=demo", headers: [("Accept", "application/gzip")])
            #expect(reply.header("Content-Type") == "application/gzip")
            #expect(reply.header("Content-Disposition")?.hasPrefix("attachment; filename=\"demo-0.1.0.tgz\"") == true)
            #expect(try await server.call("GET", "/api/charts/upload").data == [])
            #expect(try await server.upload(reply.body, fileName: "demo.tgz").code == 0)
            let shown = try await server.call("GET", "/api/charts?chart=demo-0.1.0.tgz")
            #expect(try shown.data?.listValue?.count == 12)
        }
    }

    @Test(arguments: [
        ("", "chart name must be between 1 and 250 characters"),
        ("?name=", "chart name must be between 1 and 250 characters"),
        ("?name=a%2Fb", #"chart name must match the regular expression "^[a-zA-Z0-9._-]+$""#),
        ("?name=..", #"validation: chart.metadata.name ".." is not allowed"#),
        ("?name=.x", #"invalid chart file name ".x-0.1.0.tgz": it must be a base name that ends in .tgz"#),
        (
            "?name=" + String(repeating: "a", count: 250),
            "chart name is too long to be stored: take it with Accept: application/gzip"
        ),
    ])
    func refusesClearly(_ query: String, _ error: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.call("POST", "/api/charts/create" + query)
            #expect(try reply.error == error)
            #expect(reply.header("X-Helm-Error") == "bad-request")
        }
    }

    /// As `helm show` prints it; JSON for everybody who does not ask for text alone.
    @Test func showsText() async throws {
        try await TestServer.run { server in
            let path = try server.charts.writeDemo()
            func shown(_ info: String, _ accept: String) async throws -> HelmAPITests.Reply {
                try await server.call("GET", "/api/charts?chart=\(path)&info=\(info)", headers: [("Accept", accept)])
            }
            let chart = "apiVersion: v2\nappVersion: \"1.0\"\ndescription: A test\nname: demo\nversion: 0.1.0\n\n"
            #expect(try await shown("chart", "text/plain").text == chart)
            let all = try await shown("all", "text/plain;q=0.9, */*;q=0.1")
            #expect(all.text == chart + "---\ngreeting: hello\n\n---\n# demo\n\n")
            #expect(all.header("Content-Type") == "text/plain; charset=utf-8")
            #expect(try await shown("values", "application/json, text/plain, */*").data == "greeting: hello\n")
            #expect(try await shown("readme", "*/*").data == "# demo\n")
            #expect(try await shown("odd", "text/plain").error?.hasPrefix("bad info odd") == true)
        }
    }
}
