import Foundation
import HelmValues
import Testing

@testable import EmbeddedCluster

/// Requests that Helm sent to a real API server (recordings of `conformance/wire`), sent again to this one: every answer
/// has the recorded code, and every refusal the recorded message.
@Suite(.serialized) struct RecordedRequestsTests {
    /// Where the answers differ, and why.
    private static let accepted: [String: String] = [
        "install-create-namespace": "the recording begins without the namespace",
        "upgrade-install-namespace": "the recording begins without the namespace",
        "fault-forbidden-user": "the recording's user may not read",
        "template-crd": "a CustomResourceDefinition goes at once here, its resources are served no longer",
        "upgrade-hooks": "a Job's template is worded in Go's internal form there",
        "upgrade-apply-method": "the replayed managedFields have placeholders for times",
        "versions-mixed": "the replayed managedFields have placeholders for times",
    ]

    private static let runs: [Value] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Conformance/cluster/recorded-requests.json.gz").standardizedFileURL
        let process = Process()
        process.executableURL = URL(filePath: "/bin/gzip")
        process.arguments = ["-dc", file.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        guard (try? process.run()) != nil else { return [] }
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (try? JSON.parse(Array(data)))?.listValue ?? []
    }()

    @Test func isThere() { #expect(Self.runs.count == 134) }

    @Test(arguments: runs.indices)
    func replays(_ index: Int) async {
        let run = Self.runs[index]
        let scenario = run["scenario"]?.stringValue ?? ""
        let name = "\(scenario) \(run["helm"]?.stringValue ?? "")"
        let cluster = TestCluster()
        let isAccepted = Self.accepted[scenario] != nil || Self.accepted[name] != nil
        var differences: [String] = []
        await cluster.withControllers {
            for namespace in ["wire-ns", "wire-other"] {
                await cluster.send("POST", "/api/v1/namespaces", ["metadata": ["name": .string(namespace)]])
            }
            for request in run["requests"]?.listValue ?? [] {
                if let difference = await replay(
                    request, on: cluster, patience: isAccepted ? .milliseconds(200) : .seconds(60))
                {
                    differences.append(difference)
                }
            }
        }
        if !isAccepted { #expect(differences == [], "\(name)") }
    }

    private func replay(_ request: Value, on cluster: TestCluster, patience: Duration) async -> String? {
        let method = request["method"]?.stringValue ?? ""
        let path = request["path"]?.stringValue ?? ""
        let target = path + (request["query"]?.stringValue.map { "?\($0)" } ?? "")
        let wanted = request["status"]?.intValue ?? 0
        func send() async -> TestCluster.Answer {
            await cluster.send(
                method, target, request["body"], type: request["type"]?.stringValue ?? "", agent: "Helm/4.2.3")
        }
        var answer = await send()
        if method == "GET", answer.code != wanted {
            // Something was going away, or coming, when this was recorded.
            _ = await cluster.eventually(within: patience) {
                answer = await send()
                return answer.code == wanted
            }
        }
        if answer.code != wanted {
            return "\(method) \(target): \(answer.code) instead of \(wanted): \(answer.message)"
        }
        if let message = request["message"]?.stringValue, message != answer.message {
            return "\(method) \(target): \"\(answer.message)\" instead of \"\(message)\""
        }
        return nil
    }
}
