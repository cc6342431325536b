import HelmTesting
import HelmValues
import Synchronization
import Testing

@testable import HelmKube

/// Each call of an update fails once, in every way that a server can fail: it ends, and says so.
@Suite struct FaultTests {
    enum Fault: CaseIterable, Sendable {
        case serverError, forbidden, conflict, closed, reset, garbage, truncated

        var steps: [ScriptedServer.Step] {
            switch self {
            case .serverError: status(500, "injected")
            case .forbidden: status(403, "injected", reason: "Forbidden")
            case .conflict: status(409, "injected", reason: "Conflict")
            case .closed: [.close]
            case .reset: [.reset]
            case .garbage: [.send(Array("\u{0}\u{1}garbage\r\n\r\n".utf8)), .close]
            case .truncated: [.send(Array("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{\"a\"".utf8)), .close]
            }
        }
    }

    /// A server with one object of each name; call `number` fails.
    private func server(_ fault: Fault, at number: Int) throws -> ScriptedServer {
        let calls = Mutex(0)
        return try ScriptedServer { request in
            let call = calls.withLock { calls in
                calls += 1
                return calls
            }
            if call == number { return fault.steps }
            let path = request.target.prefix { $0 != "?" }
            switch request.method {
            case "GET" where path.hasSuffix("/new"): return status(404, "not found", reason: "NotFound")
            case "DELETE": return ScriptedServer.answer(200, "{\"kind\":\"Status\",\"status\":\"Success\"}")
            default:
                let name = path.split(separator: "/").last.map(String.init) ?? ""
                let live: Value = ["kind": "ConfigMap", "metadata": ["name": .string(name), "resourceVersion": "1"]]
                return ScriptedServer.answer(200, WireCase.text(live))
            }
        }
    }

    private func map(_ name: String, _ data: String) -> KubeObject {
        object(
            [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)],
                "data": ["a": .string(data)],
            ],
            plural: "configmaps")
    }

    @Test(arguments: Fault.allCases, [true, false])
    func updates(_ fault: Fault, _ isServerSide: Bool) async throws {
        let options = UpdateOptions(method: isServerSide ? .serverSide() : .clientSide)
        let original = [map("a", "1"), map("b", "1"), map("left", "1")]
        let target = [map("a", "2"), map("b", "2"), map("new", "2")]
        func run(_ number: Int) async throws -> (outcome: UpdateOutcome, calls: [ScriptedServer.Request]) {
            let server = try server(fault, at: number)
            let outcome = await ObjectApplier(client: client(server)).update(
                original: original, target: target, options: options)
            return (outcome, server.requests)
        }
        let clean = try await run(0)
        #expect(clean.outcome.failure == nil)
        for number in 1...clean.calls.count {
            let (outcome, calls) = try await run(number)
            let failed = calls[number - 1]
            // Creations and deletions are repeated after a conflict; reads of what is there fail the update, too, but
            // for what a broken connection mends and for an object that is to go, which is then left alone.
            let isRepeated = fault == .conflict && (failed.method == "POST" || failed.method == "DELETE")
            if failed.method != "GET", !isRepeated {
                #expect(outcome.failure != nil, "\(fault) at \(number): \(failed.method) \(failed.target)")
            }
            if outcome.failure != nil, failed.method == "PATCH" || failed.method == "POST" {
                #expect(!calls.contains { $0.method == "DELETE" }, "nothing is deleted after a failure")
            }
        }
    }
}
