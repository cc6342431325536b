import HelmTesting
import HelmValues
import KubeSchema
import Testing

@testable import HelmKube

@Suite struct DiscoveryTests {
    private static func answer(_ target: String) -> Value? {
        switch target.split(separator: "?").first.map(String.init) {
        case "/api": WireCase.document["api"]
        case "/apis": WireCase.document["apis"]
        default: nil
        }
    }

    private func server() throws -> ScriptedServer {
        try ScriptedServer { request in
            Self.answer(request.target).map { ScriptedServer.answer(200, WireCase.text($0)) }
                ?? status(404, "not found", reason: "NotFound")
        }
    }

    @Test func readsAggregatedDiscovery() async throws {
        let server = try server()
        let kube = client(server)
        let catalog = try await Discovery().catalog(for: kube)
        let deployment = catalog.mapping(of: GroupVersionKind(group: "apps", version: "v1", kind: "Deployment"))
        #expect(deployment?.resource == "deployments" && deployment?.isNamespaced == true)
        #expect(
            catalog.mapping(of: GroupVersionKind(group: "", version: "v1", kind: "Namespace"))?.isNamespaced == false)
        for version in ["v1", "apps/v1", "apps/v1/Deployment", "v1/Pod", "apps/v1/Scale", "policy/v1/Eviction"] {
            // Eviction is a subresource of pods, listed under the group version of its resource.
            #expect(catalog.versionSet.contains(version) || version == "policy/v1/Eviction", "\(version)")
        }
        #expect(catalog.versionSet.contains("v1/Eviction"))
        #expect(Set(server.requests.map(\.target)) == ["/api?timeout=32s", "/apis?timeout=32s"])
        #expect(server.requests[0].headers["accept"]?.contains("as=APIGroupDiscoveryList") == true)
    }

    @Test func fallsBackToOneGroupAfterTheOther() async throws {
        let server = try ScriptedServer { request in
            switch request.target.split(separator: "?").first.map(String.init) {
            case "/api": ScriptedServer.answer(200, "{\"kind\":\"APIVersions\",\"versions\":[\"v1\"]}")
            case "/apis":
                ScriptedServer.answer(
                    200,
                    "{\"kind\":\"APIGroupList\",\"groups\":[{\"name\":\"apps\",\"versions\":[{\"version\":\"v1\"}]},{\"name\":\"broken.io\",\"versions\":[{\"version\":\"v1\"}]}]}"
                )
            case "/api/v1":
                ScriptedServer.answer(
                    200,
                    "{\"resources\":[{\"name\":\"pods\",\"kind\":\"Pod\",\"namespaced\":true},{\"name\":\"pods/log\",\"kind\":\"Pod\"}]}"
                )
            case "/apis/apps/v1":
                ScriptedServer.answer(
                    200,
                    "{\"resources\":[{\"name\":\"deployments\",\"kind\":\"Deployment\",\"namespaced\":true},{\"name\":\"deployments/scale\",\"kind\":\"Scale\"}]}"
                )
            default: status(503, "unavailable")
            }
        }
        let catalog = try await Discovery().catalog(for: client(server))
        #expect(catalog.mappings.map(\.resource) == ["pods", "deployments"])
        #expect(
            catalog.versionSet == [
                "apps/v1", "apps/v1/Deployment", "apps/v1/Scale", "broken.io/v1", "v1", "v1/Pod",
            ])
        #expect(catalog.failedGroups.map(\.groupVersion) == ["broken.io/v1"])
    }

    @Test func cachesByCallerAndLooksAgainForWhatIsMissing() async throws {
        let server = try server()
        let discovery = Discovery(capacity: 1)
        let one = client(server, token: "one")
        let two = client(server, token: "two")
        let pod = GroupVersionKind(group: "", version: "v1", kind: "Pod")
        for _ in 0..<3 { _ = try await discovery.mapping(of: pod, client: one) }
        #expect(server.requests.count == 2)
        let error = await failure { () async throws(KubeError) in
            try await discovery.mapping(of: GroupVersionKind(group: "x", version: "v1", kind: "No"), client: one)
        }
        #expect(error?.code == .noMatch)
        #expect(error?.message == "no matches for kind \"No\" in version \"x/v1\"")
        #expect(server.requests.count == 4)
        _ = try await discovery.mapping(of: pod, client: two)
        #expect(server.requests.count == 6)
        // There is room for one only.
        _ = try await discovery.mapping(of: pod, client: one)
        #expect(server.requests.count == 8)
        await discovery.invalidate(one)
        _ = try await discovery.mapping(of: pod, client: one)
        #expect(server.requests.count == 10)
    }

    @Test func manyAtOnceAskOnce() async throws {
        let server = try server()
        let discovery = Discovery()
        let kube = client(server)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try? await discovery.catalog(for: kube) } }
        }
        #expect(server.requests.count == 2)
    }

    @Test func anAnswerMayBeTooOldForSome() async throws {
        let server = try server()
        let discovery = Discovery()
        let kube = client(server)
        for _ in 0..<2 { _ = try await discovery.catalog(for: kube, age: .seconds(60)) }
        #expect(server.requests.count == 2)
        _ = try await discovery.catalog(for: kube, age: .zero)
        #expect(server.requests.count == 4)
        _ = try await discovery.catalog(for: kube)
        #expect(server.requests.count == 4)
    }

    /// A reading that began before kinds were made is nothing for those who ask after it.
    @Test func aReadingUnderWayIsForgottenToo() async throws {
        let server = try ScriptedServer { request in
            [.sleep(milliseconds: request.connection <= 2 ? 300 : 0)]
                + (Self.answer(request.target).map { ScriptedServer.answer(200, WireCase.text($0)) } ?? [.close])
        }
        let discovery = Discovery()
        let kube = client(server)
        async let early = discovery.catalog(for: kube)
        while server.requests.count < 2 { try await Task.sleep(for: .milliseconds(2)) }
        await discovery.invalidate(kube)
        _ = try await discovery.catalog(for: kube)
        #expect(server.requests.count == 4)
        _ = try await early
        _ = try await discovery.catalog(for: kube)
        #expect(server.requests.count == 4)
    }

    @Test func failuresAreNotKept() async throws {
        let server = try ScriptedServer {
            $0.target.hasPrefix("/apis") ? status(503, "x") : ScriptedServer.answer(200, "{}")
        }
        let discovery = Discovery()
        for _ in 0..<2 {
            let error = await failure { () async throws(KubeError) in try await discovery.catalog(for: client(server)) }
            #expect(error?.message == "the server is currently unable to handle the request")
        }
    }

    // MARK: Objects

    @Test func buildsObjects() async throws {
        let kube = client(try server())
        let builder = ObjectBuilder(client: kube, discovery: Discovery(), defaultNamespace: "team")
        let manifest = """
            ---
            # Source: a/b.yaml
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: a}
            data: {x: "1"}
            ---
            ---
            # only a comment
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: apart}
            ---
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: v1, kind: Secret, metadata: {name: s, namespace: other}}
            - {apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {replicas: 2}}
            """
        let objects = try await builder.objects(of: manifest)
        #expect(objects.map(\.name) == ["a", "apart", "s", "d"])
        #expect(objects.map(\.namespace) == ["team", nil, "other", "team"])
        #expect(objects[0].value.text("metadata", "namespace") == "team")
        #expect(objects[3].value[path: ["spec", "replicas"]] == 2)
        #expect(objects[3].path.description == "/apis/apps/v1/namespaces/team/deployments/d")
        #expect(try await builder.objects(of: "").isEmpty)
    }

    @Test(arguments: [
        (
            "apiVersion: foo.example/v1\nkind: Foo\nmetadata: {name: x}",
            "resource mapping not found for name: \"x\" namespace: \"\" from \"\": no matches for kind \"Foo\" in version \"foo.example/v1\"\nensure CRDs are installed first"
        ),
        ("a: b", "error validating \"\": error validating data: [apiVersion not set, kind not set]"),
        ("apiVersion: v1", "error validating \"\": error validating data: kind not set"),
    ])
    func refusesManifests(_ manifest: String, _ text: String) async throws {
        let builder = ObjectBuilder(client: client(try server()), discovery: Discovery(), defaultNamespace: "d")
        let error = await failure { () async throws(KubeError) in try await builder.objects(of: manifest) }
        #expect(error?.message == text)
    }

    @Test func listsMayNotNestForEver() async throws {
        let builder = ObjectBuilder(client: client(try server()), discovery: Discovery(), defaultNamespace: "d")
        let nested =
            String(repeating: "{kind: List, apiVersion: v1, items: [", count: 30)
            + String(repeating: "]}", count: 30)
        let error = await failure { () async throws(KubeError) in try await builder.objects(of: nested) }
        #expect(error?.code == .invalidManifest)
    }

    @Test func looksUp() async throws {
        let server = try ScriptedServer { request in
            if let answer = Self.answer(request.target) { return ScriptedServer.answer(200, WireCase.text(answer)) }
            return switch request.target {
            case "/api/v1/namespaces/ns/configmaps/a": ScriptedServer.answer(200, "{\"kind\":\"ConfigMap\"}")
            case "/api/v1/namespaces/ns/configmaps": ScriptedServer.answer(200, "{\"kind\":\"ConfigMapList\"}")
            case "/api/v1/configmaps": ScriptedServer.answer(200, "{\"kind\":\"All\"}")
            case "/api/v1/nodes/n": status(403, "no", reason: "Forbidden")
            default: status(404, "gone", reason: "NotFound")
            }
        }
        let query = LookupQuery(client: client(server), discovery: Discovery())
        func kind(_ kind: String, _ namespace: String, _ name: String) async throws -> String? {
            try await query.lookup(apiVersion: "v1", kind: kind, namespace: namespace, name: name)["kind"]?.stringValue
        }
        #expect(try await kind("ConfigMap", "ns", "a") == "ConfigMap")
        #expect(try await kind("ConfigMap", "ns", "") == "ConfigMapList")
        #expect(try await kind("ConfigMap", "", "") == "All")
        #expect(try await query.lookup(apiVersion: "v1", kind: "ConfigMap", namespace: "ns", name: "b") == [:])
        #expect(try await query.lookup(apiVersion: "v1", kind: "Nope", namespace: "ns", name: "b") == [:])
        let error = await failure { () async throws(KubeError) in
            try await query.lookup(apiVersion: "v1", kind: "Node", namespace: "", name: "n")
        }
        #expect(error?.code == .forbidden)
    }
}
