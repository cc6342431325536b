import HelmValues
import Testing

@testable import HelmAPI

@Suite("Lint")
struct LintTests {
    private static let configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Values.name }}\n"

    private static func message(_ severity: String, _ path: String, _ text: String) -> Value {
        ["severity": .string(severity), "path": .string(path), "message": .string(text)]
    }

    private static let noIcon = message("INFO", "Chart.yaml", "icon is recommended")

    /// A chart whose object gets its name from the values.
    private func write(_ server: TestServer, _ extra: [String: String] = [:], chart: String = "") throws -> String {
        var files = ["values.yaml": "name: good\n", "templates/a.yaml": Self.configMap]
        files.merge(extra) { $1 }
        return try server.charts.write("demo", extra: chart, files)
    }

    @Test func tellsWhatHelmTells() async throws {
        try await TestServer.run { server in
            let path = try write(server)
            let clean = try await server.call("POST", "/api/charts/lint?chart=\(path)")
            #expect(
                clean.text
                    == #"{"code":0,"data":[{"severity":"INFO","path":"Chart.yaml","message":"icon is recommended"}]}"#)
            #expect(clean.header("X-Helm-Lint") == "passed")
            let quiet = try await server.call("POST", "/api/charts/lint?chart=\(path)", #"{"quiet": true}"#)
            #expect(try quiet.data == [])
            let bad = try await server.call("POST", "/api/charts/lint?chart=\(path)", #"{"set": ["name=Bad"]}"#)
            let found = try bad.data?.listValue ?? []
            #expect(found.count == 2)
            #expect(found.last?.mapValue?["severity"] == "WARNING")
            #expect(found.last?.mapValue?["path"] == "templates/a.yaml")
            #expect(bad.header("X-Helm-Lint") == "passed")
            let strict = try await server.call(
                "POST", "/api/charts/lint?chart=\(path)", #"{"set": ["name=Bad"], "strict": true}"#)
            #expect(strict.text == bad.text)
            #expect(strict.header("X-Helm-Lint") == "failed")
        }
    }

    @Test func looksAtUploads() async throws {
        try await TestServer.run { server in
            _ = try write(server, ["templates/b.json": "{}", ".helmignore": "templates/a.yaml\n"])
            _ = try await server.upload(try server.charts.archive("demo"), fileName: "demo-0.1.0.tgz")
            let reply = try await server.call(
                "POST", "/api/charts/lint?chart=demo-0.1.0.tgz", #"{"set": ["name=Bad"]}"#)
            let text = "file extension '.json' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt"
            #expect(try reply.data == [Self.noIcon, Self.message("ERROR", "templates/b.json", text)])
            #expect(reply.header("X-Helm-Lint") == "failed")
        }
    }

    /// Paths of a subchart's messages say where it lies, in a folder and in an archive.
    @Test func looksAtSubcharts() async throws {
        try await TestServer.run { server in
            let path = try write(
                server,
                [
                    "charts/kid/Chart.yaml": "apiVersion: v2\nname: kid\nversion: 0.1.0\nicon: https://example.com/i\n",
                    "charts/kid/values.yaml": "", "charts/kid/templates/x.yaml": "a: [",
                ],
                chart:
                    "icon: https://example.com/i\ndependencies: [{name: kid, version: 0.1.0}, {name: gone, version: 1}]\n"
            )
            _ = try await server.upload(try server.charts.archive("demo"), fileName: "demo-0.1.0.tgz")
            for chart in [path, "demo-0.1.0.tgz"] {
                let missing = Self.message("WARNING", chart, "chart directory is missing these dependencies: gone")
                let alone = try await server.call("POST", "/api/charts/lint?chart=\(chart)")
                #expect(try alone.data == [missing])
                let all = try await server.call("POST", "/api/charts/lint?chart=\(chart)", #"{"with_subcharts": true}"#)
                let broken =
                    "unable to parse YAML: error converting YAML to JSON: yaml: line 1: did not find expected node content"
                #expect(try all.data == [missing, Self.message("ERROR", "charts/kid/templates/x.yaml", broken)])
            }
        }
    }

    @Test func obeysVersionAndSchema() async throws {
        try await TestServer.run { server in
            let path = try write(
                server,
                [
                    "templates/a.yaml": "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: a}\n",
                    "values.schema.json": #"{"required": ["wanted"]}"#,
                ])
            let checked = try await server.call("POST", "/api/charts/lint?chart=\(path)")
            #expect(try checked.data?.listValue?.dropFirst().first?.mapValue?["path"] == "values.yaml")
            let skipped = #"{"skip_schema_validation": true, "kube_version": "1.20"}"#
            #expect(try await server.call("POST", "/api/charts/lint?chart=\(path)", skipped).data == [Self.noIcon])
            let newer = #"{"set": ["wanted=1"], "kube_version": "v1.21.3"}"#
            let deprecated = try await server.call("POST", "/api/charts/lint?chart=\(path)", newer)
            let text = "batch/v1beta1 CronJob is deprecated in v1.21+, unavailable in v1.25+; use batch/v1 CronJob"
            #expect(try deprecated.data == [Self.noIcon, Self.message("WARNING", "templates/a.yaml", text)])
        }
    }

    @Test(arguments: [
        ("", "{}", "chart name can not be empty"),
        ("?chart=DEMO", "{", "unexpected EOF"),
        (
            "?chart=DEMO", #"{"strict": 1}"#,
            "json: cannot unmarshal number into Go struct field lintOptions.strict of type bool"
        ),
        ("?chart=DEMO", #"{"kube_version": "x"}"#, #"invalid kube version 'x': could not parse "x" as version"#),
        ("?chart=DEMO", #"{"values": "a: ["}"#, "failed parsing values"),
        ("?chart=DEMO/nothing", "{}", "chart path DEMO/nothing is not inside one of the configured chartRoots"),
        (
            "?chart=DEMO/templates", "{}",
            "unable to check Chart.yaml file in chart: stat DEMO/templates/Chart.yaml: no such file or directory"
        ),
        ("?chart=../x.tgz", "{}", "path \"UPLOADS/../x.tgz\" not found"),
    ])
    func refusesClearly(_ query: String, _ body: String, _ error: String) async throws {
        try await TestServer.run { server in
            let path = try write(server)
            func filled(_ text: String) -> String {
                text.replacing("DEMO", with: path).replacing("UPLOADS", with: server.uploads)
            }
            let reply = try await server.call("POST", "/api/charts/lint" + filled(query), body)
            #expect(try reply.code == 1)
            #expect(try reply.error == filled(error))
        }
    }

    @Test func takesPostOnly() async throws {
        try await TestServer.run { server in
            for path in ["/api/charts/lint?chart=x", "/api/charts/create?name=x"] {
                let reply = try await server.call("GET", path)
                #expect(reply.status == 405)
            }
        }
    }
}
