import Foundation
import HelmChart
import HelmTesting
import HelmValues
import Testing

@testable import HelmRegistry

/// The same scripted registries that real Helm was recorded with.
@Suite struct HelmConformanceTests {
    /// Errors that we word otherwise, with the reason in docs/known-differences.md.
    static let differences = [
        "pull docker manifest":
            #"manifest of media type "application/vnd.docker.distribution.manifest.v2+json" is not a chart's"#,
        "pull digest of an unknown kind": "invalid manifest: invalid digest: unsupported digest algorithm",
        "pull size below zero": "invalid descriptor size",
        "pull bearer without a realm":
            #"failed to perform "FetchReference" on source: GET "http://{HOST}/v2/charts/demo/manifests/1.0.0": bearer realm "" uses unsupported scheme """#,
        "pull config with a bad auth":
            #"failed to perform "FetchReference" on source: GET "http://{HOST}/v2/charts/demo/manifests/1.0.0": failed to decode auth field: invalid config format"#,
        "push manifest refused":
            #"failed to perform "Push" on destination: PUT "http://{HOST}/v2/charts/demo/manifests/1.0.0": response status code 400: denied: requested access is denied: map[a:[x true <nil> 1.5] b:1]"#,
        "push manifest of another digest":
            #"failed to perform "Push" on destination: PUT "http://{HOST}/v2/charts/demo/manifests/1.0.0": invalid response; digest mismatch in Docker-Content-Digest: received "sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881" when expecting "sha256:54270d3b2490fd9cf3140f7fb142e9a73cab2ca0cc300ec26edb0e935c812bdb""#,
        "push manifest answered with 200":
            #"failed to perform "Push" on destination: PUT "http://{HOST}/v2/charts/demo/manifests/1.0.0": response status code 200: OK"#,
    ]

    /// Foreign keys keep their values, not the order of keys within these.
    static let otherConfigs: Set = ["login others are kept"]

    struct Outcome {
        var error = ""
        var content: String?
        var version: String?
        var tags: [String]?
    }

    @Test func casesWereRecorded() { #expect(Recorded.scripted.count > 90) }

    @Test func differencesAreOfCases() {
        let names = Set(Recorded.scripted.map(\.testDescription))
        #expect(Set(Self.differences.keys).union(Self.otherConfigs).isSubset(of: names))
    }

    @Test(arguments: Recorded.scripted)
    func doesAsHelm(_ recorded: Recorded.Case) async throws {
        let server = try ScriptedServer.following(recorded.value["rules"]?.listValue ?? [])
        defer { server.stop() }
        let folder = try TestFolder()
        if let config = recorded.value["config"] {
            let text = String(decoding: JSON.encode(config), as: UTF8.self)
            try folder.write(text.replacingOccurrences(of: "{HOST}", with: server.host), to: "registry/config.json")
        }
        let outcome = try await outcome(recorded, server, folder)
        let expected = recorded.expected
        let helmSays = Self.withoutQueries(expected["error"]?.stringValue ?? "")
        if let ours = Self.differences[recorded.testDescription] {
            #expect(outcome.error == ours)
            #expect(ours != helmSays, "no difference any more")
        } else {
            #expect(outcome.error == helmSays)
        }
        #expect(outcome.content == expected["content"]?.stringValue)
        #expect(outcome.tags == expected["tags"]?.listValue?.compactMap(\.stringValue))
        if let file = expected["file"]?.stringValue, !file.contains("@") {
            #expect("demo-\(outcome.version ?? "").tgz" == file)
        }
        checkTokenRequests(server, expected)
        checkConfig(recorded, server, folder)
    }

    private func outcome(
        _ recorded: Recorded.Case, _ server: ScriptedServer, _ folder: TestFolder
    ) async throws -> Outcome {
        let client = RegistryClient.testing(folder)
        let reference = "oci://\(server.host)/\(recorded.text("reference") ?? "")"
        var outcome = Outcome()
        do throws(RegistryError) {
            switch recorded.action {
            case "pull":
                let resolved = try await client.resolve(reference, version: recorded.text("version") ?? "", .plain)
                outcome.version = resolved.version
                let pulled = try await client.pull(resolved.reference, .plain)
                outcome.content = String(decoding: pulled.archive, as: UTF8.self)
            case "tags": outcome.tags = try await client.tags(try OCIReference(reference), .plain)
            case "login":
                let credential = RegistryCredential(
                    username: recorded.text("user") ?? "", password: recorded.text("password") ?? "")
                try await client.login(server.host, credential, .plain)
            case "logout": try await client.logout(server.host)
            default:
                let archive = Base64.decode((recorded.text("archive") ?? "").utf8) ?? []
                _ = try await client.push(
                    archive, into: "oci://\(server.host)/charts", .plain,
                    options: PushOptions(created: "2026-01-02T03:04:05Z"))
            }
        } catch {
            outcome.error = error.message.replacingOccurrences(of: server.host, with: "{HOST}")
        }
        return outcome
    }

    /// Helm asks for a token again for each request; here one is enough for an operation.
    private func checkTokenRequests(_ server: ScriptedServer, _ expected: Value) {
        let ours = server.requests.filter { $0.target.hasPrefix("/token") }.map { request in
            let query = request.target.split(separator: "?", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
            let form = request.text.split(separator: "&").filter { !$0.hasPrefix("client_id=") }.sorted()
            return [
                request.method, query.split(separator: "&").sorted().joined(separator: "&"),
                request.headers["authorization"] ?? "", form.joined(separator: "&"),
            ]
        }
        let helms = (expected["tokenRequests"]?.listValue ?? []).map { request in
            let query = request["query"]?.stringValue ?? ""
            let form = (request["form"]?.listValue ?? []).compactMap(\.stringValue)
            return [
                request["method"]?.stringValue ?? "",
                query.split(separator: "&").sorted().joined(separator: "&").replacingOccurrences(
                    of: "b+c", with: "b%20c"),
                request["authorization"]?.stringValue ?? "", form.joined(separator: "&"),
            ]
        }
        #expect(Set(ours) == Set(helms))
        #expect(ours.count == Set(ours).count, "a token is asked for once")
    }

    private func checkConfig(_ recorded: Recorded.Case, _ server: ScriptedServer, _ folder: TestFolder) {
        guard let expected = recorded.expected["config"]?.stringValue else { return }
        let ours = folder.read("registry/config.json")?.replacingOccurrences(of: server.host, with: "{HOST}") ?? ""
        if Self.otherConfigs.contains(recorded.testDescription) {
            #expect((try? JSON.parse(ours)) == (try? JSON.parse(expected)))
            #expect(ours != expected, "no difference any more")
        } else if (try? JSON.parse(expected)) != recorded.value["config"] {
            #expect(ours == expected)
            #expect(folder.mode("registry/config.json") == 0o600)
        } else {
            // Nothing was to be written.
            #expect((try? JSON.parse(ours)) == (try? JSON.parse(expected)))
        }
    }

    /// What stands after a question mark in a URL may be secret: our errors leave it out.
    static func withoutQueries(_ text: String) -> String {
        text.replacing(#/\?[^"]*"/#, with: "\"")
    }

    @Test(arguments: Recorded.pushes)
    func makesHelmsManifests(_ recorded: Recorded.Case) throws {
        let archive = try recorded.bytes("archive")
        let metadata = try RegistryClient.metadata(archive, PushOptions(created: ""))
        let artifact = ChartArtifact(
            archive, metadata, provenance: recorded.text("provenance").map { Array($0.utf8) },
            created: recorded.text("created") ?? "")
        #expect(String(decoding: artifact.manifest.content, as: UTF8.self) == recorded.text("manifest"))
        #expect(String(decoding: artifact.config.content, as: UTF8.self) == recorded.text("config"))
        let reference = try OCIReference("h/a/b/\(metadata.name):\(metadata.version)")
        #expect(reference.repository == recorded.text("repository"))
        #expect(reference.tag == recorded.text("tag"))
    }
}
