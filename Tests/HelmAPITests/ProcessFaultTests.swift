import Foundation
import HelmTesting
import HelmValues
import Synchronization
import Testing

@testable import HelmAPI

/// The program is killed, told to stop, or left by its client, at each write of each verb. Another server sees what is
/// left and goes on from there.
@Suite("A server that ends in the middle of a verb", .timeLimit(.minutes(5)))
struct ProcessFaultTests {
    enum Verb: String, CaseIterable, Sendable {
        case install, upgrade, rollback, uninstall, test
    }

    /// A case's own release.
    private struct Release: Sendable {
        let name: String
        let chart: String

        private static let counter = Atomic(0)

        init(chart: String) {
            name = "r\(Self.counter.add(1, ordering: .relaxed).newValue)"
            self.chart = chart
        }

        var path: String { "/api/namespaces/default/releases/\(name)" }

        func prepare(_ verb: Verb, on server: TestServer) async throws {
            if verb == .install { return }
            try await succeed(server.call("POST", "\(path)?chart=\(chart)"))
            if verb == .rollback {
                try await succeed(server.call("PUT", "\(path)?chart=\(chart)", #"{"set":["color=red"]}"#))
            }
        }

        func call(_ verb: Verb) -> (method: String, path: String, body: String) {
            switch verb {
            case .install: ("POST", "\(path)?chart=\(chart)", "{}")
            case .upgrade: ("PUT", "\(path)?chart=\(chart)", #"{"set":["color=blue"]}"#)
            case .rollback: ("PUT", "\(path)/versions/1", "{}")
            case .uninstall: ("DELETE", path, "{}")
            case .test: ("POST", "\(path)/tests", "{}")
            }
        }

        /// `REVISION STATUS` of every revision, oldest first.
        func history(on server: TestServer) async throws -> [(revision: Int, status: String)] {
            let reply = try await server.call("GET", "\(path)/histories")
            guard try reply.code == 0 else { return [] }
            return (try reply.data?.listValue ?? []).map {
                (Int($0["revision"]?.intValue ?? 0), $0["status"]?.stringValue ?? "")
            }
            .sorted { $0.0 < $1.0 }
        }

        func succeed(_ reply: HelmAPITests.Reply) throws {
            guard try reply.code == 0 else { throw ServerProcess.Failure(description: "\(name): \(reply.text)") }
        }
    }

    /// Cases run side by side: each writes a chart of its own.
    private static let charts = Atomic(0)

    private static func chart(_ server: TestServer) throws -> String {
        try server.charts.write(
            "small-\(charts.add(1, ordering: .relaxed).newValue)",
            [
                "templates/a.yaml": """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: "{{ .Release.Name }}"}
                data: {color: "{{ .Values.color }}"}
                """,
                "templates/h.yaml": """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: "{{ .Release.Name }}-hook"
                  annotations:
                    helm.sh/hook: pre-install,post-upgrade,post-rollback,pre-delete,test
                    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
                """,
            ])
    }

    /// How many writes a verb makes that nothing happens to.
    private static func writes(of verb: Verb, _ process: ServerProcess, _ server: TestServer) async throws -> Int {
        let release = Release(chart: try chart(server))
        try await release.prepare(verb, on: server)
        process.arm(at: nil) { .pass }
        let call = release.call(verb)
        try release.succeed(try await process.call(call.method, call.path, call.body))
        return process.writes
    }

    // MARK: kill -9

    @Test func killed() async throws {
        try await TestServer.run { server in
            try await Self.forEveryWrite(on: server) { verb, write in
                let release = Release(chart: try Self.chart(server))
                try await release.prepare(verb, on: server)
                let before = try await release.history(on: server)
                let process = try await ServerProcess(beside: server, grace: "60s")
                let identifier = process.identifier
                process.arm(at: write) {
                    kill(identifier, SIGKILL)
                    return .closeBefore
                }
                let call = release.call(verb)
                let place = "\(verb), write \(write)"
                if let reply = try? await process.call(call.method, call.path, call.body) {
                    Issue.record("was not killed, \(process.writes) writes: \(place): \(reply.text)")
                    return
                }
                #expect(await process.end() == -SIGKILL, "\(place)")
                let after = try await release.history(on: server)
                if verb != .uninstall {
                    #expect(Set(before.map(\.revision)).isSubset(of: after.map(\.revision)), "\(place)")
                }
                try await Self.recover(release, server, place)
            }
        }
    }

    // MARK: SIGTERM

    /// Without a grace period the verb is cancelled where it is.
    @Test func toldToStop() async throws {
        try await TestServer.run { server in
            try await Self.forEveryWrite(on: server) { verb, write in
                let release = Release(chart: try Self.chart(server))
                try await release.prepare(verb, on: server)
                let process = try await ServerProcess(beside: server, grace: "0s")
                let reply = try await Self.stop(process, at: write, release.call(verb))
                let place = "\(verb), write \(write): \(reply.text)"
                let newest = try await release.history(on: server).last?.status
                #expect(newest?.hasPrefix("pending") != true, "\(place)")
                if try reply.code != 0, verb != .uninstall, verb != .test, newest != nil {
                    #expect(newest == "failed", "\(place)")
                }
                try await Self.recover(release, server, place)
            }
        }
    }

    /// With one it ends first, and its client gets the answer.
    @Test(arguments: Verb.allCases)
    func toldToStopInTime(_ verb: Verb) async throws {
        try await TestServer.run { server in
            let release = Release(chart: try Self.chart(server))
            try await release.prepare(verb, on: server)
            let process = try await ServerProcess(beside: server, grace: "60s")
            let reply = try await Self.stop(process, at: 2, release.call(verb))
            #expect(try reply.code == 0, "\(reply.text)")
        }
    }

    private static func stop(
        _ process: ServerProcess, at write: Int, _ call: (method: String, path: String, body: String)
    ) async throws -> HelmAPITests.Reply {
        let identifier = process.identifier
        process.arm(at: write) {
            kill(identifier, SIGTERM)
            return .pass
        }
        let reply = try await process.call(call.method, call.path, call.body)
        #expect(await process.end() == 0)
        return reply
    }

    // MARK: The client

    @Test func leftByItsClient() async throws {
        try await TestServer.run { server in
            let process = try await ServerProcess(beside: server, grace: "60s")
            for verb in Verb.allCases {
                for write in 1...(try await Self.writes(of: verb, process, server)) {
                    let release = Release(chart: try Self.chart(server))
                    try await release.prepare(verb, on: server)
                    let client = try RawConnection(port: process.port)
                    process.arm(at: write) {
                        client.reset()
                        return .pass
                    }
                    let call = release.call(verb)
                    try await client.send(
                        "\(call.method) \(call.path) HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                            + "Content-Length: \(call.body.utf8.count)\r\n\r\n\(call.body)")
                    #expect(try await client.read(1).isEmpty)
                    try await Self.untilDone(verb, release, server)
                }
            }
        }
    }

    /// Waits until a verb that nobody waits for has ended well; the suite's time limit ends a wait for one that does not.
    private static func untilDone(_ verb: Verb, _ release: Release, _ server: TestServer) async throws {
        while true {
            let history = try await release.history(on: server)
            let isDone =
                switch verb {
                case .install: history.last?.status == "deployed"
                case .upgrade: history.count == 2 && history.last?.status == "deployed"
                case .rollback: history.count == 3 && history.last?.status == "deployed"
                case .uninstall: history.isEmpty
                case .test: try await hasTested(release, server)
                }
            if isDone { return }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private static func hasTested(_ release: Release, _ server: TestServer) async throws -> Bool {
        let reply = try await server.call("GET", "\(release.path)?info=all")
        return reply.text.contains("Succeeded")
    }

    // MARK: Two servers

    /// Only the store stands between them.
    @Test func twoServersAtOnce() async throws {
        try await TestServer.run { server in
            let chart = try Self.chart(server)
            let processes = [
                try await ServerProcess(beside: server, grace: "60s"),
                try await ServerProcess(beside: server, grace: "60s"),
            ]
            let release = Release(chart: chart)
            for (verb, rounds) in [(Verb.install, 1), (.upgrade, 6)] {
                for _ in 0..<rounds {
                    let before = try await release.history(on: server).count
                    let call = release.call(verb)
                    let replies = try await withThrowingTaskGroup(of: HelmAPITests.Reply.self) { group in
                        for process in processes {
                            group.addTask { try await process.call(call.method, call.path, call.body) }
                        }
                        return try await group.reduce(into: []) { $0.append($1) }
                    }
                    let losers = try replies.filter { try $0.code != 0 }
                    for loser in losers {
                        let refusals = [
                            "another operation (install/upgrade/rollback) is in progress", "release: already exists",
                            "cannot re-use a name that is still in use",
                        ]
                        #expect(refusals.contains(try loser.error ?? ""), "\(loser.text)")
                    }
                    let after = try await release.history(on: server)
                    // Who came when the other was done made a revision of its own.
                    #expect(after.count == before + replies.count - losers.count && losers.count < 2)
                    #expect(after.map(\.revision) == Array(1...after.count))
                    #expect(after.filter { $0.status == "deployed" }.map(\.revision) == [after.count])
                }
            }
        }
    }

    // MARK: All of it

    /// Calls `body` for every write of every verb.
    private static func forEveryWrite(
        on server: TestServer, _ body: @escaping @Sendable (Verb, Int) async throws -> Void
    ) async throws {
        let process = try await ServerProcess(beside: server, grace: "60s")
        var cases: [(Verb, Int)] = []
        for verb in Verb.allCases {
            let writes = try await writes(of: verb, process, server)
            #expect(writes > 1)
            cases += (1...writes).map { (verb, $0) }
        }
        let all = cases
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<4 {
                group.addTask {
                    for index in stride(from: lane, to: all.count, by: 4) { try await body(all[index].0, all[index].1) }
                }
            }
            try await group.waitForAll()
        }
    }

    /// What is pending is refused in Helm's words and can be unlocked; then everything goes on, to the end.
    private static func recover(_ release: Release, _ server: TestServer, _ place: String) async throws {
        let newest = try await release.history(on: server).last?.status
        let upgrade = release.call(.upgrade)
        do {
            switch newest {
            case nil:
                let install = release.call(.install)
                try release.succeed(try await server.call(install.method, install.path, install.body))
            case "uninstalling":
                try release.succeed(try await server.call("DELETE", release.path))
                return
            case .some(let status) where status.hasPrefix("pending"):
                let refused = try await server.call(upgrade.method, upgrade.path, upgrade.body)
                #expect(
                    try refused.error == "another operation (install/upgrade/rollback) is in progress", "\(place)")
                try release.succeed(try await server.call("POST", "\(release.path)/unlock"))
            default: break
            }
            try release.succeed(try await server.call(upgrade.method, upgrade.path, upgrade.body))
            try release.succeed(try await server.call("DELETE", release.path))
        } catch {
            Issue.record("not recoverable (\(error)): \(place)")
        }
        #expect(try await release.history(on: server).isEmpty, "\(place)")
    }
}
