import HelmHTTP
import HelmTesting
import HelmValues
import Logging
import Testing

@testable import HelmKube

/// Answers, retries and texts: conformance/wire, sections 10 and 11, and `fault-version`.
@Suite struct KubeClientTests {
    private let secret = KubePath("secrets", namespace: "ns", name: "a")

    @Test func sendsHeadersOfClientGo() async throws {
        let server = try ScriptedServer { _ in ScriptedServer.answer(200, "{\"kind\":\"Secret\"}") }
        _ = try await client(server, token: "t0k").get(secret, query: [("labelSelector", "name=a,owner=helm")])
        let request = try #require(server.requests.first)
        #expect(request.target == "/api/v1/namespaces/ns/secrets/a?labelSelector=name%3Da%2Cowner%3Dhelm")
        #expect(request.headers["user-agent"] == "Helm/4.2.3")
        #expect(request.headers["authorization"] == "Bearer t0k")
        #expect(request.headers["accept"] == "application/json")
    }

    @Test func impersonates() async throws {
        let server = try ScriptedServer { _ in ScriptedServer.answer(200, "{}") }
        var kube = client(server)
        var connection = kube.connection
        connection.impersonation = Impersonation(user: "jane", groups: ["dev"])
        connection.credentials = Credentials(.basic(user: "u", password: "p"))
        kube = KubeClient(connection: connection, http: kube.http, logger: kube.logger)
        _ = try await kube.get(secret)
        let request = try #require(server.requests.first)
        #expect(request.headers["impersonate-user"] == "jane")
        #expect(request.headers["impersonate-group"] == "dev")
        #expect(request.headers["authorization"] == "Basic dTpw")
    }

    @Test func refusedConnection() async {
        let kube = KubeClient(
            connection: ClusterConnection(server: "https://127.0.0.1:1"), http: HTTPClient(),
            logger: .init(label: "test"))
        let error = await failure { () async throws(KubeError) in try await kube.reach() }
        #expect(error?.code == .unreachable)
        #expect(
            error?.message
                == "Kubernetes cluster unreachable: Get \"https://127.0.0.1:1/version\": dial tcp 127.0.0.1:1: connect: connection refused"
        )
    }

    @Test(arguments: [
        (500, "an error on the server (\"unknown\") has prevented the request from succeeding"),
        (503, "the server is currently unable to handle the request"),
        (401, "the server has asked for the client to provide credentials"),
        (403, "unknown"),
    ])
    func versionFails(_ code: Int, _ text: String) async throws {
        let server = try ScriptedServer { _ in status(code, "injected") }
        let error = await failure { () async throws(KubeError) in try await client(server).reach() }
        #expect(error?.message == "Kubernetes cluster unreachable: " + text)
        #expect(server.requests.count == 1)
    }

    @Test func statusTellsCodeReasonAndMessage() async throws {
        let server = try ScriptedServer { request in
            switch request.method {
            case "GET": status(404, "secrets \"a\" not found", reason: "NotFound")
            case "POST": status(409, "secrets \"a\" already exists", reason: "AlreadyExists")
            case "PUT": status(409, "the object has been modified", reason: "Conflict")
            default: status(422, "Secret \"a\" is invalid", reason: "Invalid")
            }
        }
        let kube = client(server)
        let body: Value = ["kind": "Secret"]
        var error = await failure { () async throws(KubeError) in try await kube.get(secret) }
        #expect(error?.code == .notFound && error?.message == "secrets \"a\" not found")
        error = await failure { () async throws(KubeError) in try await kube.create(secret, body: body) }
        #expect(error?.code == .alreadyExists)
        error = await failure { () async throws(KubeError) in try await kube.update(secret, body: body) }
        #expect(error?.code == .conflict && error?.status == 409 && error?.reason == "Conflict")
        error = await failure { () async throws(KubeError) in
            try await kube.patch(secret, type: .apply, body: body)
        }
        #expect(error?.code == .invalid)
    }

    @Test func answersWithoutStatusGetGenericTexts() async throws {
        let server = try ScriptedServer { _ in ScriptedServer.answer(404, "404 page not found") }
        let error = await failure { () async throws(KubeError) in try await client(server).get(secret) }
        #expect(error?.code == .notFound)
        #expect(error?.message == "the server could not find the requested resource (get secrets a)")
    }

    @Test(arguments: [429, 503], ["GET", "PATCH"])
    func retriesAfterWhatTheServerSays(_ code: Int, _ method: String) async throws {
        let server = try ScriptedServer { request in
            request.connection < 99 && request.target.contains("never")
                ? status(code, "x") : status(code, "slow down", headers: ["Retry-After": "0"])
        }
        let kube = client(server)
        let error = await failure { () async throws(KubeError) in
            method == "GET" ? try await kube.get(secret) : try await kube.patch(secret, type: .merge, body: [:])
        }
        #expect(error?.message == "slow down")
        #expect(server.requests.count == 11)
    }

    @Test func doesNotRetryWithoutRetryAfter() async throws {
        let server = try ScriptedServer { _ in status(503, "down") }
        let error = await failure { () async throws(KubeError) in try await client(server).get(secret) }
        #expect(error?.message == "down")
        #expect(server.requests.count == 1)
    }

    @Test func asksOnceMoreWhenStorageChangedItsLeader() async throws {
        let server = try ScriptedServer { _ in status(500, "rpc error: etcdserver: leader changed") }
        _ = await failure { () async throws(KubeError) in try await client(server).update(secret, body: [:]) }
        #expect(server.requests.count == 2)
    }

    @Test func writesAreNotRepeatedWhenTheConnectionCloses() async throws {
        let server = try ScriptedServer { _ in [.close] }
        let error = await failure { () async throws(KubeError) in
            try await client(server).create(KubePath("secrets", namespace: "ns"), body: [:])
        }
        #expect(error?.message == "Post \"\(server.url)/api/v1/namespaces/ns/secrets\": EOF")
        #expect(server.requests.count == 1)
    }

    @Test func readsAreRepeatedWhenTheConnectionCloses() async throws {
        let server = try ScriptedServer { $0.connection == 1 ? [.close] : ScriptedServer.answer(200, "{}") }
        _ = try await client(server).get(secret)
        #expect(server.requests.count == 2)
    }

    @Test func retryStateStopsAfterTen() {
        var state = RetryState(method: "GET")
        let closed = Result<HTTPResponse, HTTPError>.failure(HTTPError(.connectionClosed, "EOF"))
        var pauses = 0
        while state.pause(after: closed) != nil { pauses += 1 }
        #expect(pauses == 10)
        var write = RetryState(method: "PATCH")
        #expect(write.pause(after: closed) == nil)
    }

    @Test func listsPageByPage() async throws {
        let server = try ScriptedServer { request in
            let isSecond = request.target.contains("continue=abc")
            let page: Value = [
                "kind": "SecretList",
                "metadata": ["resourceVersion": "7", "continue": isSecond ? "" : "abc"],
                "items": [["n": isSecond ? 2 : 1]],
            ]
            return ScriptedServer.answer(200, WireCase.text(page))
        }
        let list = try await client(server).list(
            KubePath("secrets", namespace: "ns"), query: [("labelSelector", "owner=helm")], pageSize: 1,
            form: .metadataOnly(isList: true))
        #expect(list.items == [["n": 1], ["n": 2]])
        #expect(list.resourceVersion == "7" && list.kind == "SecretList")
        #expect(
            server.requests.map(\.target) == [
                "/api/v1/namespaces/ns/secrets?labelSelector=owner%3Dhelm&limit=1",
                "/api/v1/namespaces/ns/secrets?labelSelector=owner%3Dhelm&limit=1&continue=abc",
            ])
        #expect(
            server.requests[0].headers["accept"]
                == "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json")
    }

    @Test func watchesEventsAcrossPieces() async throws {
        let event = "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"a\"}}}\n"
        let server = try ScriptedServer { _ in
            [
                ScriptedServer.chunkedHead, ScriptedServer.chunk(String(event.prefix(20))),
                .sleep(milliseconds: 20), ScriptedServer.chunk(String(event.dropFirst(20)) + event.prefix(5)),
                ScriptedServer.chunk(String(event.dropFirst(5))),
                ScriptedServer.chunk(
                    "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"status\":\"Failure\",\"code\":410,\"reason\":\"Expired\",\"message\":\"too old\"}}\n"
                ),
                ScriptedServer.lastChunk,
            ]
        }
        let watch = try await client(server).watch(KubePath("pods", namespace: "ns"))
        #expect(try await watch.next()?.object.text("metadata", "name") == "a")
        #expect(try await watch.next()?.object.text("metadata", "name") == "a")
        let error = await failure { () async throws(KubeError) in try await watch.next() }
        #expect(error?.code == .expired)
    }

    @Test func malformedAnswers() async throws {
        let server = try ScriptedServer { _ in ScriptedServer.answer(200, "<html>") }
        let error = await failure { () async throws(KubeError) in try await client(server).get(secret) }
        #expect(error?.code == .malformedAnswer)
    }

    @Test func cancels() async throws {
        let server = try ScriptedServer { _ in [.sleep(milliseconds: 5000), .close] }
        let kube = client(server)
        let task = Task { await failure { () async throws(KubeError) in try await kube.get(secret) } }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        #expect(await task.value?.code == .cancelled)
    }

    @Test(arguments: [
        ("", "resource name may not be empty"), ("..", "invalid resource name \"..\": [may not be '..']"),
        (".", "invalid resource name \".\": [may not be '.']"),
        ("a/b", "invalid resource name \"a/b\": [may not contain '/']"),
        ("%2e%2e", "invalid resource name \"%2e%2e\": [may not contain '%']"),
    ])
    func namesNeverLeadElsewhere(_ name: String, _ text: String) async throws {
        let server = try ScriptedServer { _ in ScriptedServer.answer(200, "{}") }
        let path = KubePath("configmaps", namespace: "ns", name: name)
        var error = await failure { () async throws(KubeError) in
            try await client(server).delete(path, propagation: .background)
        }
        #expect(error?.message == text)
        error = await failure { () async throws(KubeError) in try await client(server).get(path) }
        #expect(error?.message == text)
        let elsewhere = KubePath("configmaps", namespace: "..", name: "a")
        error = await failure { () async throws(KubeError) in try await client(server).delete(elsewhere) }
        #expect(error?.message == "invalid namespace \"..\": [may not be '..']")
        #expect(server.requests.isEmpty)
    }

    @Test func pathsAreEncoded() {
        let path = KubePath(group: "apps", "deployments", namespace: "a?b", name: "x y")
        #expect(path.description == "/apis/apps/v1/namespaces/a%3Fb/deployments/x%20y")
    }
}
