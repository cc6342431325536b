import Foundation
import HelmChart
import HelmTesting
import HelmValues
import Testing

@testable import HelmRelease

private let helm = ProcessInfo.processInfo.environment["HELM_WRAPPER_HELM_CLI"]

/// The real command line and we, with `HELM_DRIVER=sql` on one database.
@Suite("Real Helm and we on one database", .enabled(if: helm != nil, "make test sets HELM_WRAPPER_HELM_CLI"))
struct SQLInteropTests {
    /// As much of an API server as Helm needs for a chart without objects.
    private static func clusterAnswer(_ request: ScriptedServer.Request) -> [ScriptedServer.Step] {
        let json = ["Content-Type": "application/json"]
        return switch request.target.split(separator: "?").first {
        case "/version":
            ScriptedServer.answer(200, #"{"major":"1","minor":"34","gitVersion":"v1.34.0"}"#, headers: json)
        case "/api":
            ScriptedServer.answer(200, #"{"kind":"APIVersions","versions":["v1"]}"#, headers: json)
        case "/apis":
            ScriptedServer.answer(
                200, #"{"kind":"APIGroupList","apiVersion":"v1","groups":[]}"#, headers: json)
        case "/api/v1":
            ScriptedServer.answer(
                200, #"{"kind":"APIResourceList","groupVersion":"v1","resources":[]}"#, headers: json)
        default:
            ScriptedServer.answer(
                404, #"{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404}"#,
                headers: json)
        }
    }

    private struct Scene {
        let server: PostgresServer
        let name: String
        let cluster: ScriptedServer

        init() async throws {
            server = try await PostgresServer.shared.value
            name = "interop" + PostgresServer.namespace().filter { $0 != "-" }
            _ = try await server.output(of: "createdb", [name])
            cluster = try ScriptedServer(SQLInteropTests.clusterAnswer)
        }

        func store(_ namespace: String) throws -> SQLReleaseStore {
            SQLReleaseStore(database: try server.database(name), namespace: namespace) { 1_700_000_000 }
        }

        func helm(_ arguments: String...) async throws -> String {
            guard let program = SQLInteropTests.program else { return "" }
            let result = try await PostgresServer.output(
                of: program, arguments + ["--kube-apiserver", cluster.url],
                environment: [
                    "HELM_DRIVER": "sql", "HOME": server.folder, "KUBECONFIG": "/dev/null",
                    "HELM_DRIVER_SQL_CONNECTION_STRING": server.connectionString(name) + " sslmode=disable",
                ])
            if result.status != 0 { throw PostgresServer.Failure(description: result.text) }
            return result.text
        }

        func schema() async throws -> String {
            try await server.output(of: "pg_dump", ["--schema-only", name])
                .split(separator: "\n").filter { !$0.contains("restrict ") }.joined(separator: "\n")
        }
    }

    private static var program: String? { helm }

    private static func release(_ revision: Int, _ status: ReleaseStatus) -> Release {
        var metadata = ChartMetadata()
        (metadata.name, metadata.version, metadata.apiVersion, metadata.appVersion) = ("chart", "0.1.0", "v2", "7")
        return Release(
            name: "demo", namespace: "apps", revision: revision,
            info: ReleaseInfo(
                firstDeployed: Timestamp(seconds: 1), lastDeployed: Timestamp(seconds: Int64(revision)),
                description: "revision \(revision)", status: status),
            chart: Chart(metadata: metadata), config: ["a": 1.5], manifest: "---\n# here\n",
            labels: ["team": "blue"])
    }

    @Test func bothMakeTheSameTables() async throws {
        let (ours, helms) = (try await Scene(), try await Scene())
        try await ours.server.database(ours.name).check()
        _ = try await helms.helm("list")
        let schema = try await helms.schema()
        #expect(schema.contains("CREATE TABLE public.releases_v1"))
        #expect(try await ours.schema() == schema)
        let columns = ["-Atc", "SELECT id, applied_at IS NOT NULL FROM gorp_migrations ORDER BY id"]
        #expect(
            try await ours.server.output(of: "psql", columns + [ours.name])
                == helms.server.output(of: "psql", columns + [helms.name]))
        // Neither makes anything anew over the other's.
        try await helms.server.database(helms.name).check()
        _ = try await ours.helm("list")
        #expect(try await ours.schema() == helms.schema())
    }

    @Test func helmReadsWhatWeWrite() async throws {
        let scene = try await Scene()
        let store = try scene.store("apps")
        try await store.create(Self.release(1, .deployed))
        try await store.update(Self.release(1, .superseded))
        try await store.create(Self.release(2, .deployed))
        let list = try JSON.parse(try await scene.helm("list", "-n", "apps", "-l", "team=blue", "-o", "json"))
        let shown = list.listValue?.first
        #expect(list.listValue?.count == 1)
        #expect(shown?["name"] == "demo" && shown?["namespace"] == "apps" && shown?["revision"] == "2")
        #expect(shown?["status"] == "deployed" && shown?["chart"] == "chart-0.1.0")
        // Helm looks for labels in the namespace that it was asked for, not in the record's: a known difference.
        #expect(try await scene.helm("list", "-A", "-l", "team=blue", "-o", "json") == "[]\n")
        #expect(try await scene.helm("list", "-A", "-q") == "demo\n")
        #expect(try await scene.store("").entries(ReleaseQuery()).allSatisfy { $0.labels["team"] == "blue" })
        let history = try JSON.parse(try await scene.helm("history", "demo", "-n", "apps", "-o", "json"))
        #expect(history.listValue?.map { $0["status"] } == ["superseded", "deployed"])
        #expect(history.listValue?.map { $0["description"] } == ["revision 1", "revision 2"])
        #expect(try await scene.helm("get", "values", "demo", "-n", "apps", "-o", "json") == "{\"a\":1.5}\n")
        #expect(try await scene.helm("get", "manifest", "demo", "-n", "apps") == "---\n# here\n\n")
    }

    @Test func weReadWhatHelmWrites() async throws {
        let scene = try await Scene()
        let chart = scene.server.folder + "/chart-\(scene.name)"
        try FileManager.default.createDirectory(atPath: chart, withIntermediateDirectories: true)
        try Data("apiVersion: v2\nname: chart\nversion: 0.1.0\n".utf8).write(to: URL(filePath: chart + "/Chart.yaml"))
        _ = try await scene.helm("install", "demo", chart, "-n", "apps", "--labels", "team=blue", "--set", "a=b")
        _ = try await scene.helm("upgrade", "demo", chart, "-n", "apps", "--set", "a=c")
        let store = try scene.store("apps")
        let entries = try await store.entries(ReleaseQuery(name: "demo"))
        #expect(entries.map(\.revision) == [1, 2])
        #expect(entries.map(\.status) == [.superseded, .deployed])
        #expect(entries.allSatisfy { $0.labels["team"] == "blue" })
        #expect(try await store.summaries(of: entries).map(\.chart) == ["chart-0.1.0", "chart-0.1.0"])
        let release = try await store.release(named: "demo", revision: 2)
        #expect(release.config == ["a": "c"])
        #expect(release.labels == ["team": "blue"])
        // The row that we write over Helm's is Helm's but for the time.
        let row = "SELECT key, type, body, name, namespace, version, status, owner FROM releases_v1 ORDER BY key"
        let before = try await scene.server.output(of: "psql", ["-Atc", row, scene.name])
        try await store.update(release)
        let after = try await scene.server.output(of: "psql", ["-Atc", row, scene.name])
        #expect(before.split(separator: "\n").count == 2)
        #expect(Self.unpacked(before) == Self.unpacked(after))
        #expect(try await scene.helm("uninstall", "demo", "-n", "apps").contains("uninstalled"))
        #expect(try await store.entries(ReleaseQuery()).isEmpty)
    }

    /// Rows with the JSON of their bodies: two packers need not agree on bytes.
    private static func unpacked(_ rows: String) -> [[String]] {
        rows.split(separator: "\n").map { row in
            row.split(separator: "|", omittingEmptySubsequences: false).enumerated().map { index, column in
                guard index == 2, let release = try? ReleaseCodec.decode(column.utf8) else { return String(column) }
                return String(decoding: ReleaseCodec.json(release), as: UTF8.self)
            }
        }
    }
}
