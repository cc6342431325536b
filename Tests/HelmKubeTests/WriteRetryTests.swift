import HelmTesting
import HelmValues
import Testing

@testable import HelmKube

/// Which writes are sent again (conformance/wire, section 10).
@Suite struct WriteRetryTests {
    private static let map = object(
        ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a"]], plural: "configmaps")
    private static let conflict = status(409, "the object has been modified", reason: "Conflict")
    private static let quota = status(
        409, "Operation cannot be fulfilled on resourcequotas \"q\": the object has been modified", reason: "Conflict")
    private static let done = ScriptedServer.answer(
        200, #"{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a"}}"#)

    enum Write: CaseIterable, Sendable {
        case create, delete, apply, replace, patch

        func run(_ writer: ObjectWriter) async -> KubeError? {
            let map = WriteRetryTests.map
            return await failure { () async throws(KubeError) in
                switch self {
                case .create: _ = try await writer.create(map, method: .clientSide)
                case .delete: try await writer.delete(map, .background)
                case .apply: _ = try await writer.create(map, method: .serverSide())
                case .replace: _ = try await writer.replace(map, live: map)
                case .patch: _ = try await writer.patch(map, type: .merge, ["data": ["a": "b"]])
                }
            }
        }
    }

    /// How often a write is sent to a server that answers each time with `answer`, and then with success.
    private static func requests(
        _ write: Write, _ answer: [ScriptedServer.Step], times: Int
    ) async throws -> (count: Int, failure: KubeError?) {
        let calls = Counter()
        let server = try ScriptedServer { _ in calls.next() <= times ? answer : done }
        defer { server.stop() }
        let failure = await write.run(ObjectWriter(client: client(server)))
        return (server.requests.count, failure)
    }

    @Test(arguments: [Write.create, .delete])
    func creationsAndDeletionsAreRepeatedAfterAConflict(_ write: Write) async throws {
        let mended = try await Self.requests(write, Self.conflict, times: 4)
        #expect(mended.count == 5 && mended.failure == nil)
        let refused = try await Self.requests(write, Self.conflict, times: 5)
        #expect(refused.count == 5 && refused.failure?.code == .conflict)
    }

    @Test(arguments: [Write.apply, .replace, .patch])
    func changesAreNot(_ write: Write) async throws {
        let refused = try await Self.requests(write, Self.conflict, times: 1)
        #expect(refused.count == 1 && refused.failure?.code == .conflict)
    }

    @Test func aQuotaThatSomebodyChangedIsNoConflictOfTheObject() async throws {
        let mended = try await Self.requests(.apply, Self.quota, times: 4)
        #expect(mended.count == 5 && mended.failure == nil)
        let refused = try await Self.requests(.apply, Self.quota, times: 5)
        #expect(refused.count == 5 && refused.failure?.code == .conflict)
    }

    @Test func whatExistsIsNotCreatedAgain() async throws {
        let exists = status(409, "configmaps \"a\" already exists", reason: "AlreadyExists")
        let refused = try await Self.requests(.create, exists, times: 1)
        #expect(refused.count == 1 && refused.failure?.code == .alreadyExists)
    }

    @Test(arguments: Write.allCases, [429, 500, 503])
    func everyWriteWaitsAsLongAsTheServerSays(_ write: Write, _ code: Int) async throws {
        let later = status(code, "later", headers: ["Retry-After": "0"])
        let mended = try await Self.requests(write, later, times: 10)
        #expect(mended.count == 11 && mended.failure == nil)
        let refused = try await Self.requests(write, later, times: 11)
        #expect(refused.count == 11 && refused.failure != nil)
        let once = try await Self.requests(write, status(code, "no"), times: 1)
        #expect(once.count == 1 && once.failure != nil)
    }

    /// Nobody knows whether it was done.
    @Test(arguments: Write.allCases, [ScriptedServer.Step.close, .reset])
    func noWriteIsRepeatedWhenTheConnectionEnds(_ write: Write, _ end: ScriptedServer.Step) async throws {
        // Over a connection that was used before, too.
        let calls = Counter()
        let server = try ScriptedServer { request in
            if request.method == "GET" { return Self.done }
            return calls.next() == 1 ? [end] : Self.done
        }
        defer { server.stop() }
        let client = client(server)
        _ = try await client.get(KubePath("configmaps", namespace: "ns", name: "a"))
        let failure = await write.run(ObjectWriter(client: client))
        #expect(failure?.code == .unreachable)
        #expect(server.requests.count == 2)
    }

    /// The record's own writes.
    @Test(arguments: ["POST", "PUT", "DELETE"])
    func recordsAreWrittenOnce(_ method: String) async throws {
        let server = try ScriptedServer { request in
            request.method == "GET" ? Self.done : request.method == "DELETE" ? [.close] : Self.conflict
        }
        defer { server.stop() }
        let client = client(server)
        let path = KubePath("secrets", namespace: "ns", name: "a")
        _ = try await client.get(path)
        let failure = await failure { () async throws(KubeError) in
            switch method {
            case "POST": _ = try await client.create(KubePath("secrets", namespace: "ns"), body: [:])
            case "PUT": _ = try await client.update(path, body: [:])
            default: try await client.delete(path)
            }
        }
        #expect(failure != nil)
        #expect(server.requests.count == 2)
    }
}
