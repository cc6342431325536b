import Foundation
import HelmHTTP
import HelmTesting
import HelmValues
import Synchronization

/// The program itself, in a process of its own, on the cluster of a ``TestServer``. What it asks of the cluster goes
/// through a proxy.
final class ServerProcess: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// What happens at a request to the cluster, before it gets there.
    private struct Plan: Sendable {
        var writes = 0
        var target: Int?
        var action: (@Sendable () -> FaultProxy.Fate)?
    }

    private final class SharedPlan: Sendable {
        let value = Mutex(Plan())
    }

    private struct Running: ~Copyable {
        let process: Process
    }

    let port: Int
    let identifier: pid_t
    private let plan: SharedPlan
    private let proxy: FaultProxy
    private let folder: String
    private let running: Mutex<Running>

    /// The program that was built with these tests.
    private static let program: String = {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: tests).deletingLastPathComponent().path + "/helm-wrapper"
    }()

    /// - Parameter grace: as `shutdownGracePeriod` takes it.
    init(beside server: TestServer, grace: String) async throws {
        let shared = SharedPlan()
        plan = shared
        let kubeconfig = try String(contentsOfFile: server.kubeconfig, encoding: .utf8)
        let upstream = try Self.port(in: kubeconfig)
        proxy = try FaultProxy(upstream: upstream) { request in
            guard request.isWrite else { return .pass }
            let action = shared.value.withLock { plan -> (@Sendable () -> FaultProxy.Fate)? in
                plan.writes += 1
                return plan.writes == plan.target ? plan.action : nil
            }
            return action?() ?? .pass
        }
        folder = FileManager.default.temporaryDirectory.path + "/helm-wrapper-process-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try kubeconfig.replacing(":\(upstream)", with: ":\(proxy.port)")
            .write(toFile: "\(folder)/kubeconfig", atomically: true, encoding: .utf8)
        try """
        uploadPath: \(folder)/uploads
        chartRoots: [\(server.charts.path)]
        shutdownGracePeriod: \(grace)
        """.write(toFile: "\(folder)/config.yaml", atomically: true, encoding: .utf8)

        let process = Process()
        process.executableURL = URL(filePath: Self.program)
        process.arguments = [
            "--config", "\(folder)/config.yaml", "--kubeconfig", "\(folder)/kubeconfig", "--addr", "127.0.0.1",
            "--port", "0",
        ]
        process.environment = ["HOME": folder, "PATH": "/usr/bin:/bin"]
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = pipe
        try process.run()
        identifier = process.processIdentifier
        port = try await Self.listeningPort(pipe.fileHandleForReading)
        running = Mutex(Running(process: process))
    }

    deinit {
        // Only while it runs: its number may be another process's by now.
        running.withLock { if $0.process.isRunning { kill(identifier, SIGKILL) } }
        proxy.stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Lets something happen at the n-th write from now on, before the cluster sees it.
    func arm(at write: Int?, _ action: @escaping @Sendable () -> FaultProxy.Fate) {
        plan.value.withLock { $0 = Plan(target: write, action: action) }
    }

    /// How many writes there were since.
    var writes: Int { plan.value.withLock { $0.writes } }

    /// Waits until the process has ended.
    /// - Returns: its status; negative the signal that ended it.
    func end() async -> Int32 {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let status = self.running.withLock { running in
                    running.process.waitUntilExit()
                    let status = running.process.terminationStatus
                    return running.process.terminationReason == .uncaughtSignal ? -status : status
                }
                continuation.resume(returning: status)
            }
        }
    }

    func call(_ method: String, _ path: String, _ body: String? = nil) async throws -> Reply {
        var request = HTTPRequest(
            method, "http://127.0.0.1:\(port)\(path)", headers: HTTPHeaders(), body: body.map { Array($0.utf8) })
        request.timeout = .seconds(60)
        request.proxy = .none
        let response = try await HTTPClient.shared.send(request)
        return Reply(status: response.status, headers: response.headers, body: response.body)
    }

    private static func port(in kubeconfig: String) throws -> Int {
        guard let match = kubeconfig.firstMatch(of: /127\.0\.0\.1:([0-9]+)/), let port = Int(match.1) else {
            throw Failure(description: "no port in the kubeconfig")
        }
        return port
    }

    /// Reads what the process prints until it says where it listens; goes on reading so that it never waits for us.
    private static func listeningPort(_ output: FileHandle) async throws -> Int {
        let lines = AsyncStream<String>.makeStream()
        Thread.detachNewThread {
            var rest = ""
            while true {
                let piece = output.availableData
                if piece.isEmpty { break }
                rest += String(decoding: piece, as: UTF8.self)
                while let end = rest.firstIndex(of: "\n") {
                    lines.continuation.yield(String(rest[..<end]))
                    rest = String(rest[rest.index(after: end)...])
                }
            }
            lines.continuation.finish()
        }
        var said: [String] = []
        for await line in lines.stream {
            said.append(line)
            if let match = line.firstMatch(of: /listening on http:\/\/127\.0\.0\.1:([0-9]+)/), let port = Int(match.1) {
                return port
            }
        }
        throw Failure(description: "the program does not start: \(said)")
    }
}
