import Foundation
import HelmValues
import Logging
import Testing

@testable import EmbeddedCluster

/// The cluster over HTTP, used by curl and kubectl where they are installed.
@Suite(.serialized) struct LiveTests {
    private struct Outcome {
        let code: Int32
        let output: String
        let errors: String
    }

    /// Runs a program and returns what it printed.
    private static func run(_ program: String, _ arguments: [String], input: String? = nil) async throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let (output, errors, stdin) = (Pipe(), Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = stdin
        try process.run()
        if let input { try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8)) }
        try stdin.fileHandleForWriting.close()
        // Reading blocks: off the cooperative pool, where the server runs.
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let text = output.fileHandleForReading.readDataToEndOfFile()
                let problems = errors.fileHandleForReading.readDataToEndOfFile()
                process.waitUntilExit()
                continuation.resume(
                    returning: Outcome(
                        code: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
                        errors: String(decoding: problems, as: UTF8.self)
                    )
                )
            }
        }
    }

    /// Runs a cluster beside `body`, which gets its URL and a kubeconfig.
    private func withCluster(
        _ body:
            @escaping @Sendable (_ cluster: EmbeddedCluster, _ url: String, _ kubeconfig: String) async throws -> Void
    ) async throws {
        let cluster = EmbeddedCluster(
            configuration: .init(token: "live-token", readyDelay: .milliseconds(50)), logger: Logger(label: "test")
        )
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await cluster.run() }
            let port = try await cluster.waitUntilReady()
            let kubeconfig = folder.appending(path: "kubeconfig").path
            try cluster.writeKubeconfig(to: kubeconfig)
            try await body(cluster, "http://127.0.0.1:\(port)", kubeconfig)
            group.cancelAll()
            try await group.waitForAll()
        }
        await #expect(throws: EmbeddedClusterError.self) { try await cluster.waitUntilReady() }
    }

    @Test func kubeconfigIsPrivate() async throws {
        try await withCluster { _, _, kubeconfig in
            let attributes = try FileManager.default.attributesOfItem(atPath: kubeconfig)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func asksForTheToken() async throws {
        let curl = "/usr/bin/curl"
        guard FileManager.default.isExecutableFile(atPath: curl) else { return }
        try await withCluster { _, url, _ in
            let status = ["-s", "-o", "/dev/null", "-w", "%{http_code}"]
            #expect(try await Self.run(curl, status + ["\(url)/version"]).output == "401")
            #expect(
                try await Self.run(curl, status + ["-H", "Authorization: Bearer no", "\(url)/version"]).output == "401")
            let token = ["-H", "Authorization: Bearer live-token"]
            #expect(try await Self.run(curl, status + token + ["\(url)/version"]).output == "200")
            #expect(try await Self.run(curl, status + ["-u", "x:live-token", "\(url)/readyz"]).output == "200")
            let large = String(repeating: "x", count: 4 << 20)
            let target = "\(url)/api/v1/namespaces/default/configmaps"
            let refused = try await Self.run(curl, status + token + ["--data-binary", "@-", target], input: large)
            #expect(refused.output == "413")
            let first = try await Self.run(curl, ["-s", "-D", "-", "-o", "/dev/null"] + token + ["\(url)/apis"]).output
            let tag = first.split(separator: "\r\n").first { $0.lowercased().hasPrefix("etag: ") }?.dropFirst(6) ?? ""
            #expect(
                try await Self.run(curl, status + token + ["-H", "If-None-Match: \(tag)", "\(url)/apis"]).output
                    == "304")
        }
    }

    /// An open watch does not keep the cluster from stopping.
    @Test(.timeLimit(.minutes(2))) func stopsWithOpenWatches() async throws {
        let curl = "/usr/bin/curl"
        guard FileManager.default.isExecutableFile(atPath: curl) else { return }
        try await withCluster { cluster, url, _ in
            Task {
                // Ends when the server stops, which is what is tested: nobody waits for it.
                let watch = "\(url)/api/v1/pods?watch=true"
                _ = try? await Self.run(curl, ["-s", "-N", "-m", "100", "-u", "x:live-token", watch])
            }
            try await Task.sleep(for: .milliseconds(500))
            #expect(cluster.port != nil)
        }
    }

    private static let manifest = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: live}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: c, image: nginx}]}
        """

    @Test(.timeLimit(.minutes(3))) func servesKubectl() async throws {
        let program = "/usr/bin/kubectl"
        guard FileManager.default.isExecutableFile(atPath: program) else { return }
        try await withCluster { _, _, kubeconfig in
            func kubectl(_ arguments: String, input: String? = nil) async throws -> String {
                let cache = kubeconfig + "-cache"
                let options = ["--kubeconfig", kubeconfig, "--cache-dir", cache]
                let outcome = try await Self.run(
                    program, options + arguments.split(separator: " ").map(String.init), input: input)
                #expect(outcome.code == 0, "kubectl \(arguments): \(outcome.errors)")
                return outcome.output
            }
            #expect(try await kubectl("create namespace live") == "namespace/live created\n")
            #expect(try await kubectl("apply -f -", input: Self.manifest) == "deployment.apps/web created\n")
            #expect(try await kubectl("apply -f -", input: Self.manifest) == "deployment.apps/web unchanged\n")
            let rollout = try await kubectl("-n live rollout status deployment/web --timeout=60s")
            #expect(rollout.hasSuffix("deployment \"web\" successfully rolled out\n"))
            let replicas = try await kubectl("-n live get deployment web -o jsonpath={.status.readyReplicas}")
            #expect(replicas == "2")
            #expect(try await kubectl("-n live get pods -o wide").contains("Running"))
            #expect(try await kubectl("-n live describe deployment web").contains("2 desired | 2 updated"))
            #expect(try await kubectl("explain deployment.spec.replicas").contains("<integer>"))
            let applied = try await kubectl("apply --server-side --force-conflicts -f -", input: Self.manifest)
            #expect(applied == "deployment.apps/web serverside-applied\n")
            #expect(try await kubectl("-n live scale deployment web --replicas=1") == "deployment.apps/web scaled\n")
            // These commands send protobuf.
            #expect(try await kubectl("auth can-i create pods") == "yes\n")
            let created = try await kubectl("-n live create deployment typed --image=nginx --replicas=0 --port=80")
            #expect(created == "deployment.apps/typed created\n")
            let typed =
                "-n live get deployment typed -o jsonpath={.spec.replicas}{.spec.template.spec.containers[0].ports}"
            #expect(try await kubectl(typed) == "0[{\"containerPort\":80,\"protocol\":\"TCP\"}]")
            _ = try await kubectl("-n live delete deployment typed")
            _ = try await kubectl("-n live delete deployment web --cascade=foreground")
            #expect(try await kubectl("-n live get pods -o name") == "")
            #expect(try await kubectl("delete namespace live") == "namespace \"live\" deleted\n")
        }
    }
}
