import HelmValues
import Testing

@testable import HelmAPI

/// The verbs beside Helm's everyday ones, on the embedded cluster.
@Suite("Tests, differences and locks of releases over HTTP", .timeLimit(.minutes(2)))
struct ReleaseVerbTests {
    private static let web = "/api/namespaces/default/releases/web"

    private static func chart(_ server: TestServer) throws -> String {
        try server.charts.write(
            "demo",
            [
                "values.yaml": "password: first\ncolor: red\n",
                "templates/a.yaml": """
                apiVersion: v1
                kind: Secret
                metadata: {name: web}
                stringData: {password: {{ .Values.password | quote }}}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: web}
                data: {color: {{ .Values.color | quote }}}
                """,
                "templates/check.yaml": """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: check
                  annotations: {helm.sh/hook: test}
                """,
            ])
    }

    @Test func testsAreRunAndRecorded() async throws {
        try await TestServer.run { server in
            let chart = try Self.chart(server)
            #expect(try await server.call("POST", "\(Self.web)?chart=\(chart)").code == 0)
            let reply = try await server.call("POST", "\(Self.web)/tests", #"{"logs":true,"timeout":"1m"}"#)
            let hook = try reply.data?["hooks"]?.listValue?.first
            #expect(hook?["name"] == "check" && hook?["last_run"]?["phase"] == "Succeeded", "\(reply.text)")
            let none = try await server.call("POST", "\(Self.web)/tests", #"{"filter":["!name=check"]}"#)
            #expect(try none.code == 0)
            let refused = try await server.call("POST", "\(Self.web)/tests", #"{"filter":"x"}"#)
            #expect(
                try refused.error
                    == "json: cannot unmarshal string into Go struct field releaseTestOptions.filter of type []string")
        }
    }

    @Test func aFailedWaitTellsWhy() async throws {
        try await TestServer.run { server in
            let chart = try server.charts.write(
                "stuck",
                [
                    "templates/a.yaml": """
                    apiVersion: v1
                    kind: Pod
                    metadata:
                      name: never
                      annotations: {helm-wrapper.dev/simulate: never-ready}
                    spec:
                      containers: [{name: main, image: example.com/app}]
                    """
                ])
            for (options, error) in [
                (#"{"wait":true,"timeout":"1s"}"#, "context deadline exceeded"),
                (
                    #"{"atomic":true,"timeout":"1s","replace":true}"#,
                    "release web failed, and has been uninstalled due to atomic being set: context deadline exceeded"
                ),
            ] {
                let reply = try await server.call("POST", "\(Self.web)?chart=\(chart)", options)
                #expect(try reply.error == error)
                let lines = try reply.data?["explanation"]?.listValue?.compactMap(\.stringValue) ?? []
                #expect(lines.contains { $0.hasPrefix("Pod/default/never: Ready=False") }, "\(reply.text)")
            }
        }
    }

    @Test func anInstallMayFindTheName() async throws {
        try await TestServer.run { server in
            let releases = "/api/namespaces/default/releases?chart=\(try Self.chart(server))"
            let made = try await server.call("POST", releases, #"{"name_template": "t-{{ len (randAlpha 3) }}"}"#)
            #expect(try made.data?["name"] == "t-3", "\(made.text)")
            let generated = try await server.call("POST", releases, #"{"generate_name": true, "dry_run": "client"}"#)
            #expect(try generated.data?["name"]?.stringValue?.hasPrefix("demo-") == true, "\(generated.text)")
            let refused = try await server.call("POST", releases, "{}")
            #expect(try refused.error == "must either provide a name or specify --generate-name")
        }
    }

    @Test(arguments: ["", "&live=true"])
    func differencesAreToldAndNothingChanges(_ live: String) async throws {
        try await TestServer.run { server in
            let chart = try Self.chart(server)
            #expect(try await server.call("POST", "\(Self.web)?chart=\(chart)").code == 0)
            let reply = try await server.call(
                "POST", "\(Self.web)/diff?chart=\(chart)\(live)", #"{"set":["password=second","color=blue"]}"#)
            let changes = try reply.data?.listValue?.map { [$0["kind"], $0["change"]] }
            #expect(changes == [["Secret", "changed"], ["ConfigMap", "changed"]], "\(reply.text)")
            for secret in ["first", "second", "Zmlyc3Q", "c2Vjb25k"] { #expect(!reply.text.contains(secret)) }
            #expect(reply.text.contains(#"-  color: red\n+  color: blue"#), "\(reply.text)")
            let history = try await server.call("GET", "\(Self.web)/histories")
            #expect(try history.data?.listValue?.count == 1)
            let same = try await server.call("POST", "\(Self.web)/diff?chart=\(chart)\(live)")
            #expect(try same.data?.listValue?.allSatisfy { $0["change"] == "unchanged" } == true, "\(same.text)")
        }
    }

    @Test func aReleaseThatIsNotLockedStaysAsItIs() async throws {
        try await TestServer.run { server in
            let chart = try Self.chart(server)
            #expect(try await server.call("POST", "\(Self.web)/unlock").error == "release: not found")
            #expect(try await server.call("POST", "\(Self.web)?chart=\(chart)").code == 0)
            let reply = try await server.call("POST", "\(Self.web)/unlock")
            #expect(try reply.error == "release web is not locked: revision 1 is deployed")
            #expect(reply.header("X-Helm-Error") == "conflict")
        }
    }
}
