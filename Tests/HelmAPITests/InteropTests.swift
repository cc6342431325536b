import Foundation
import Testing

/// Real Helm, as PyPI packs it, in the environment that `make test` sets up.
private let python = ProcessInfo.processInfo.environment["HELM_WRAPPER_PYTHON"]

@Suite("Real Helm and helm-wrapper on the same releases")
struct InteropTests {
    static let scripts =
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
        + "/Interop"

    @Test(.enabled(if: python != nil, "make test sets HELM_WRAPPER_PYTHON"), .timeLimit(.minutes(5)))
    func takeTurns() async throws {
        let python = try #require(python)
        try await TestServer.run { server in
            let (status, output) = try await run(
                python, ["\(Self.scripts)/interop.py", server.address, server.kubeconfig])
            #expect(status == 0, "\(output)")
            #expect(output.contains("all steps passed"))
        }
    }

    /// Every verb of a release's life, by Helm 3.20 and 4.2.3 in turn with us.
    @Test(.enabled(if: python != nil, "make test sets HELM_WRAPPER_PYTHON"), .timeLimit(.minutes(5)))
    func takeTurnsAtEveryVerb() async throws {
        let python = try #require(python)
        try await TestServer.run { server in
            let (status, output) = try await run(
                python, ["\(Self.scripts)/turns.py", server.address, server.kubeconfig, server.charts.path])
            #expect(status == 0, "\(output)")
            #expect(output.contains("all steps passed"))
        }
    }

    @Test(.enabled(if: python != nil, "make test sets HELM_WRAPPER_PYTHON"), .timeLimit(.minutes(5)))
    func realHelmAloneOnTheEmbeddedCluster() async throws {
        let python = try #require(python)
        try await TestServer.run { server in
            let (status, output) = try await run(python, ["\(Self.scripts)/helm_on_cluster.py", server.kubeconfig])
            #expect(status == 0, "\(output)")
        }
    }

    @Test(.enabled(if: python != nil, "make test sets HELM_WRAPPER_PYTHON"), .timeLimit(.minutes(5)))
    func shareRepositories() async throws {
        let python = try #require(python)
        try await TestServer.run { server in
            let (status, output) = try await run(python, ["\(Self.scripts)/repositories.py", server.address])
            #expect(status == 0, "\(output)")
            #expect(output.contains("all steps passed"))
        }
    }

    /// Runs a program off the cooperative pool and returns its exit status with everything that it printed.
    func run(_ program: String, _ arguments: [String]) async throws -> (Int32, String) {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                let process = Process()
                let pipe = Pipe()
                process.executableURL = URL(filePath: program)
                process.arguments = arguments
                process.standardOutput = pipe
                process.standardError = pipe
                do {
                    try process.run()
                    let output = pipe.fileHandleForReading.readDataToEndOfFile()
                    process.waitUntilExit()
                    continuation.resume(returning: (process.terminationStatus, String(decoding: output, as: UTF8.self)))
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
    }
}
