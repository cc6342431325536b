import Foundation
import HelmValues
import Testing

@Suite("Releases over HTTP")
struct ReleaseTests {
    static let path = "/api/namespaces/default/releases"

    @Test func aReleaseLivesItsWholeLife() async throws {
        try await TestServer.run { server in
            let chart = try server.charts.writeDemo()
            #expect(try await server.call("GET", Self.path).text == #"{"code":0,"data":[]}"#)

            let installed = try await server.call("POST", "\(Self.path)/one?chart=\(chart)")
            let data = try #require(try installed.data)
            #expect(data["name"] == "one")
            #expect(data["revision"] == "1")
            #expect(data["status"] == "deployed")
            #expect(data["notes"] == "Say hello & <wave>.\n")
            #expect(installed.text.contains(#"Say hello \u0026 \u003cwave\u003e."#))

            let listed = try await server.call("GET", Self.path)
            let element = try #require(try listed.data?.listValue?.first?.mapValue)
            #expect(element["chart"] == "demo")
            #expect(element["chart_version"] == "0.1.0")
            #expect(element["app_version"] == "1.0")
            #expect(element["namespace"] == "default")
            #expect(element["updated"]?.stringValue?.hasSuffix(" +0000 UTC") == true)
            let order = ["\"name\"", "\"namespace\"", "\"revision\"", "\"updated\"", "\"status\"", "\"chart\""]
            let places = order.map { field in listed.text.range(of: field)?.lowerBound }
            #expect(places.isOrdered)

            let upgraded = try await server.call(
                "PUT", "\(Self.path)/one?chart=\(chart)",
                #"{"values":"greeting: bye","set":["more=1"],"set_string":["text=2"]}"#)
            #expect(try upgraded.data?["revision"] == "2")
            #expect(
                try await server.call("GET", "\(Self.path)/one").text
                    == #"{"code":0,"data":{"greeting":"bye","more":1,"text":"2"}}"#)

            let rolledBack = try await server.call("PUT", "\(Self.path)/one/versions/0")
            #expect(try rolledBack.data?["revision"] == "3")
            let history = try #require(try await server.call("GET", "\(Self.path)/one/histories").data?.listValue)
            #expect(history.map { $0["revision"] } == [3, 2, 1])
            #expect(history.map { $0["status"] } == ["deployed", "superseded", "superseded"])
            #expect(history.first?["description"] == "Rollback to 1")
            #expect(history.first?["chart"] == "demo-0.1.0")
            let newest = try await server.call("GET", "\(Self.path)/one/histories?max=1")
            #expect(try newest.data?.listValue?.count == 1)

            #expect(try await server.call("DELETE", "\(Self.path)/one").text == #"{"code":0}"#)
            #expect(try await server.call("GET", Self.path).text == #"{"code":0,"data":[]}"#)
        }
    }

    @Test func readsEveryInfo() async throws {
        try await TestServer.run { server in
            let chart = try server.charts.writeDemo()
            let made = try await server.call("POST", "\(Self.path)/one?chart=\(chart)", "null")
            try #require(try made.code == 0, "\(made.text)")
            let info = { (query: String) in try await server.call("GET", "\(Self.path)/one?\(query)") }
            #expect(try await info("").text == #"{"code":0,"data":null}"#)
            #expect(try await info("output=yaml").data == "null\n")
            #expect(try await info("all=true").data == ["greeting": "hello"])
            #expect(try await info("all=true&output=yaml").data == "greeting: hello\n")
            let manifest = try #require(try await info("info=manifest").data?.stringValue)
            #expect(manifest.hasPrefix("---\n# Source: demo/templates/configmap.yaml\napiVersion: v1\n"))
            #expect(try await info("info=notes").data == "Say hello & <wave>.\n")
            #expect(try await info("info=hooks").text == #"{"code":0,"data":[]}"#)
            #expect(try await info("info=metadata").data?["appVersion"] == "1.0")
            #expect(try await info("info=all").data?["manifest"] == .string(manifest))
            let status = try await server.call("GET", "\(Self.path)/one/status")
            #expect(try status.data?["notes"] == "Say hello & <wave>.\n")
            #expect(try status.data?["description"] == "Install complete")
            #expect(try status.data?["resources"]?.listValue?.first?["kind"] == "ConfigMap")
        }
    }

    @Test func dryRunShowsAndChangesNothing() async throws {
        try await TestServer.run { server in
            let chart = try server.charts.writeDemo()
            for mode in [#"{"dry_run":true}"#, #"{"dry_run":"client"}"#, #"{"dry_run":"server"}"#] {
                let reply = try await server.call("POST", "\(Self.path)/one?chart=\(chart)", mode)
                #expect(try reply.data?["manifest"]?.stringValue?.contains("greeting: \"hello\"") == true)
                #expect(try reply.data?["hooks"] == [])
            }
            #expect(try await server.call("GET", Self.path).data == [])
        }
    }

    @Test func namespacesAreMadeWhereAskedFor() async throws {
        try await TestServer.run { server in
            let chart = try server.charts.writeDemo()
            let path = "/api/namespaces/fresh/releases/one?chart=\(chart)"
            #expect(
                try await server.call("POST", path).error == #"create: failed to create: namespaces "fresh" not found"#)
            #expect(try await server.call("POST", path, #"{"create_namespace":true}"#).code == 0)
            #expect(try await server.call("GET", Self.path).data == [])
            let everywhere = try await server.call("GET", "\(Self.path)?all_namespaces=true")
            #expect(try everywhere.data?.listValue?.map { $0["namespace"] } == ["fresh"])
        }
    }

    @Test func upgradeInstallsWhereAskedFor() async throws {
        try await TestServer.run { server in
            let chart = try server.charts.writeDemo()
            let reply = try await server.call("PUT", "\(Self.path)/one?chart=\(chart)", #"{"install":true}"#)
            #expect(try reply.data?["revision"] == "1")
        }
    }

    @Test func listsFilterSortAndPage() async throws {
        try await TestServer.run { server in
            let chart = try server.charts.writeDemo()
            for name in ["beta", "alpha", "gamma"] {
                #expect(try await server.call("POST", "\(Self.path)/\(name)?chart=\(chart)").code == 0)
            }
            func names(_ query: String, _ body: String? = nil) async throws -> [Value?] {
                try await server.call("GET", Self.path + query, body).data?.listValue?.map { $0["name"] } ?? []
            }
            #expect(try await names("") == ["alpha", "beta", "gamma"])
            #expect(try await names("", #"{"by_date":true}"#) == ["gamma", "alpha", "beta"])
            #expect(try await names("?sort_reverse=true") == ["gamma", "beta", "alpha"])
            #expect(try await names("?limit=1&offset=1") == ["beta"])
            #expect(try await names("?offset=9") == [])
            #expect(try await names("", #"{"filter":"^(al|ga)"}"#) == ["alpha", "gamma"])
            #expect(try await names("?failed=true") == [])
            #expect(
                try await server.call("GET", "\(Self.path)?filter=(").error
                    == "error parsing regexp: missing closing ): `(`")
        }
    }

    /// The operation outlives the connection: it ends by itself and is recorded.
    @Test(.timeLimit(.minutes(1))) func aClientThatGoesAwayLeavesNothingHalfDone() async throws {
        try await TestServer.run { server in
            let chart = try server.charts.write("slow", ["templates/x.yaml": ErrorTableTests.slowDeployment])
            let install = Task {
                try await server.call("POST", "\(Self.path)/one?chart=\(chart)", #"{"wait":true,"timeout":"3s"}"#)
            }
            let status = { try await server.call("GET", "\(Self.path)/one/status").data?["status"] }
            while try await status() != "pending-install" { try await Task.sleep(for: .milliseconds(20)) }
            install.cancel()
            await #expect(throws: (any Error).self) { try await install.value }
            while try await status() == "pending-install" { try await Task.sleep(for: .milliseconds(50)) }
            #expect(try await status() == "failed")
        }
    }

    @Test func historyIsBounded() async throws {
        try await TestServer.run { server in
            let chart = try server.charts.writeDemo()
            #expect(try await server.call("POST", "\(Self.path)/one?chart=\(chart)").code == 0)
            for _ in 0..<3 {
                #expect(
                    try await server.call("PUT", "\(Self.path)/one?chart=\(chart)", #"{"history_max":2}"#).code == 0)
            }
            let history = try await server.call("GET", "\(Self.path)/one/histories")
            #expect(try history.data?.listValue?.map { $0["revision"] } == [4, 3])
        }
    }
}

extension Array where Element == String.Index? {
    /// Whether every text was found, each after the one before it.
    var isOrdered: Bool {
        let found = compactMap(\.self)
        return found.count == count && zip(found, found.dropFirst()).allSatisfy { $0 < $1 }
    }
}
