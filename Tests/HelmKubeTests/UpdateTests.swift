import HelmTesting
import HelmValues
import Testing

@testable import HelmKube

/// What an update leaves alone and what it refuses.
@Suite struct UpdateTests {
    private static let gizmo: Value = [
        "apiVersion": "example.com/v1", "kind": "Gizmo", "metadata": ["name": "a", "labels": ["mine": "2"]],
        "spec": ["size": 2],
    ]
    private static let map: Value = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a"]]

    /// A three-way merge of a kind that nobody knows: what only the live object has stays, what left the manifest goes.
    @Test func threeWayMergesKeepWhatIsNotTheManifests() throws {
        let before: Value = [
            "apiVersion": "example.com/v1", "kind": "Gizmo",
            "metadata": ["name": "a", "labels": ["mine": "1", "old": "x"]],
            "spec": ["size": 1],
        ]
        let live: Value = [
            "apiVersion": "example.com/v1", "kind": "Gizmo",
            "metadata": [
                "name": "a", "uid": "u", "resourceVersion": "7", "creationTimestamp": "now", "managedFields": [],
                "labels": ["mine": "1", "old": "x", "theirs": "y"],
            ],
            "spec": ["size": 1, "extra": ["deep": true]],
        ]
        let (type, patch) = try ClientSidePatch.make(
            original: object(before, plural: "gizmos"), target: object(Self.gizmo, plural: "gizmos"), live: live,
            isThreeWay: true)
        #expect(type == .merge)
        #expect(patch == ["metadata": ["labels": ["mine": "2", "old": nil]], "spec": ["size": 2]])
    }

    @Test func whatIsCreatedHasNoVersion() async throws {
        let server = try ScriptedServer { _ in ScriptedServer.answer(201, WireCase.text(Self.map)) }
        var versioned = Self.map
        versioned = .map([
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "resourceVersion": "12345"],
        ])
        _ = try await ObjectWriter(client: client(server)).create(
            object(versioned, plural: "configmaps"), method: .clientSide)
        #expect(try JSON.parse(try #require(server.requests.first).body) == Self.map)
    }

    /// An update would make another object each time.
    @Test(arguments: [ApplyMethod.clientSide, .serverSide()])
    func objectsWithoutANameAreNotUpdated(_ method: ApplyMethod) async throws {
        let server = try ScriptedServer { _ in ScriptedServer.answer(200, "{}") }
        let nameless = object(
            ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["generateName": "a-"]], plural: "configmaps")
        let outcome = await ObjectApplier(client: client(server)).update(
            original: [nameless], target: [nameless], options: UpdateOptions(method: method))
        #expect(
            outcome.failure?.message == "could not get information about the resource: resource name may not be empty")
        #expect(server.requests.isEmpty)
    }

    /// An object that could not be asked for because the caller went away is not forgotten.
    @Test func cancelledWhileItLooksForWhatLeftTheManifest() async throws {
        let server = try ScriptedServer { request in
            request.method == "GET" ? [.sleep(milliseconds: 5_000), .close] : ScriptedServer.answer(200, "{}")
        }
        let applier = ObjectApplier(client: client(server))
        let task = Task {
            await applier.update(
                original: [object(Self.map, plural: "configmaps")], target: [],
                options: UpdateOptions(method: .serverSide()))
        }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        task.cancel()
        #expect(await task.value.failure?.code == .cancelled)
    }
}
