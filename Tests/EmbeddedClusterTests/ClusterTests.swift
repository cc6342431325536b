import HelmValues
import SwiftProtobuf
import Testing

@testable import EmbeddedCluster

@Suite struct ClusterTests {
    let cluster = TestCluster()
    let secrets = "/api/v1/namespaces/default/secrets"

    @Test func protobufSecrets() async throws {
        let secret: Value = [
            "apiVersion": "v1", "kind": "Secret", "type": "helm.sh/release.v1",
            "metadata": ["name": "s", "labels": ["owner": "helm"]], "data": ["release": "SGVsbG8="],
        ]
        let bytes = try #require(ProtobufObjects.enveloped(secret))
        let both = "application/vnd.kubernetes.protobuf,application/json"
        let created = await cluster.send("POST", secrets, type: ProtobufObjects.mediaType, accept: both, bytes: bytes)
        #expect(created.code == 201 && created.contentType == ProtobufObjects.mediaType)
        let object = try ProtobufObjects.object(created.bytes)
        #expect(object["data"] == ["release": "SGVsbG8="] && object["metadata"]?["uid"] != nil)
        #expect(object["metadata"]?["managedFields"]?.listValue?.first?["fieldsV1"]?["f:type"] == [:])
        #expect(await cluster.send("GET", "\(secrets)/s").value == object)

        let list = await cluster.send("GET", "\(secrets)?labelSelector=owner%3Dhelm", accept: both)
        #expect(list.contentType == ProtobufObjects.mediaType)
        let unknown = try KubeProtoUnknown(serializedBytes: list.bytes.dropFirst(4))
        let items = try KubeProtoSecretList(serializedBytes: unknown.raw)
        #expect(unknown.typeMeta.kind == "SecretList" && items.items.map(\.metadata.name) == ["s"])

        let missing = await cluster.send("GET", "\(secrets)/none", accept: both)
        let status = try KubeProtoStatus(
            serializedBytes: try KubeProtoUnknown(serializedBytes: missing.bytes.dropFirst(4)).raw)
        #expect(missing.code == 404 && status.message == "secrets \"none\" not found" && status.code == 404)
        for length in 0..<min(bytes.count, 200) {
            let cut = await cluster.send(
                "POST", secrets, type: ProtobufObjects.mediaType, bytes: Array(bytes.prefix(length)))
            #expect(cut.code >= 400 && cut.code < 500)
        }
    }

    /// Messages of one kind read as another, cut and changed: refused or read, never a crash.
    @Test func foreignProtobuf() async throws {
        let secret: Value = [
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s", "labels": ["a": "b"]],
            "data": ["x": "SGVsbG8=", "y": "d29ybGQ="],
        ]
        let message = try #require(ProtobufObjects.message(of: secret))
        var generator = SystemRandomNumberGenerator()
        for (kind, path) in [
            ("Pod", "/api/v1/namespaces/default/pods"), ("Service", "/api/v1/namespaces/default/services"),
            ("Namespace", "/api/v1/namespaces"), ("PersistentVolume", "/api/v1/persistentvolumes"),
        ] {
            for round in 0..<150 {
                var bytes = message
                for _ in 0..<(round % 5) {
                    bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(
                        in: 0...255, using: &generator)
                }
                if round % 3 == 0 { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator)) }
                let body = ProtobufObjects.envelope(bytes, apiVersion: "v1", kind: kind)
                let answer = await cluster.send("POST", path, type: ProtobufObjects.mediaType, bytes: body)
                #expect(answer.code == 201 || (400..<500).contains(answer.code))
            }
        }
        let unknown = ProtobufObjects.envelope(message, apiVersion: "example.com/v1", kind: "Widget")
        let refused = await cluster.send("POST", secrets, type: ProtobufObjects.mediaType, bytes: unknown)
        #expect(refused.code == 415)
    }

    @Test func stringData() async {
        let created = await cluster.send("POST", secrets, ["metadata": ["name": "s"], "stringData": ["a": "Hello"]])
        #expect(created.value["data"] == ["a": "SGVsbG8="] && created.value["stringData"] == nil)
        #expect(created.value["type"] == "Opaque")
    }

    @Test func customResources() async {
        let definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
        let widgets = "/apis/example.com/v1/namespaces/default/widgets"
        #expect(await cluster.send("GET", widgets).code == 404)
        let definition = await cluster.send(
            "POST", definitions,
            [
                "metadata": ["name": "widgets.example.com"],
                "spec": [
                    "group": "example.com", "scope": "Namespaced", "names": ["plural": "widgets", "kind": "Widget"],
                    "versions": [
                        [
                            "name": "v1", "served": true, "storage": true, "subresources": ["status": [:]],
                            "schema": ["openAPIV3Schema": ["type": "object"]],
                        ]
                    ],
                ],
            ])
        #expect(definition.code == 201)
        let conditions = definition.value["status"]?["conditions"]?.listValue ?? []
        #expect(conditions.contains { $0["type"] == "Established" && $0["status"] == "True" })
        let created = await cluster.send(
            "POST", widgets, ["metadata": ["name": "w"], "spec": ["size": 1], "status": ["x": 1]])
        #expect(created.code == 201 && created.value["kind"] == "Widget" && created.value["status"] == nil)
        let discovery = await cluster.send("GET", "/apis/example.com/v1")
        #expect(discovery.value["resources"]?.listValue?.first?["name"] == "widgets")
        let openAPI = await cluster.send("GET", "/openapi/v3/apis/example.com/v1")
        #expect(openAPI.value["components"]?["schemas"]?["com.example.v1.Widget"] != nil)
        await cluster.send("DELETE", "\(definitions)/widgets.example.com")
        #expect(await cluster.send("GET", widgets).code == 404)
        #expect(
            cluster.api.store.objects(of: .init(group: "example.com", name: "widgets"), namespace: nil).objects.isEmpty)
    }

    @Test func discovery() async {
        let accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json"
        let aggregated = await cluster.send("GET", "/apis", accept: accept)
        #expect(aggregated.value["kind"] == "APIGroupDiscoveryList")
        #expect(aggregated.contentType == "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
        #expect(await cluster.send("GET", "/apis").value["kind"] == "APIGroupList")
        #expect(await cluster.send("GET", "/api").value["versions"] == ["v1"])
        #expect(await cluster.send("GET", "/apis/apps").value["kind"] == "APIGroup")
        #expect(await cluster.send("GET", "/version").value["gitVersion"] == "v1.36.0")
        let index = await cluster.send("GET", "/openapi/v3").value["paths"]?.mapValue ?? [:]
        for entry in index {
            let document = await cluster.send("GET", "/openapi/v3/\(entry.key)")
            #expect(document.code == 200 && document.value["components"]?["schemas"] != nil)
        }
        let old = await cluster.send(
            "GET", "/openapi/v2", accept: "application/com.github.proto-openapi.spec.v2@v1.0+protobuf")
        let document = try? OpenAPIProtoDocument(serializedBytes: old.bytes)
        #expect(document?.definitions.additionalProperties.isEmpty == false)
    }

    @Test func namespacesEmptyThemselves() async {
        await cluster.withControllers {
            await cluster.send("POST", "/api/v1/namespaces", ["metadata": ["name": "n"]])
            await cluster.send("POST", "/api/v1/namespaces/n/configmaps", TestCluster.configMap("a"))
            #expect(await cluster.send("GET", "/api/v1/namespaces/n/serviceaccounts").names == ["default"])
            let marked = await cluster.send("DELETE", "/api/v1/namespaces/n")
            #expect(marked.value["status"]?["phase"] == "Terminating")
            #expect(await cluster.eventually { await cluster.send("GET", "/api/v1/namespaces/n").code == 404 })
            #expect(await cluster.send("GET", "/api/v1/configmaps").names.contains("a") == false)
        }
    }

    @Test func dependentsGoWithTheirOwners() async {
        await cluster.withControllers {
            let owner = await cluster.send("POST", TestCluster.configMaps, TestCluster.configMap("owner"))
            let uid = owner.value["metadata"]?["uid"] ?? ""
            for name in ["one", "two"] {
                var object = TestCluster.configMap(name)
                object["metadata"]?["ownerReferences"] = [
                    ["apiVersion": "v1", "kind": "ConfigMap", "name": "owner", "uid": uid]
                ]
                await cluster.send("POST", TestCluster.configMaps, object)
            }
            await cluster.send("DELETE", "\(TestCluster.configMaps)/owner", ["propagationPolicy": "Foreground"])
            #expect(
                await cluster.eventually {
                    await cluster.send("GET", TestCluster.configMaps).names == ["kube-root-ca.crt"]
                })
        }
    }

    @Test func bounds() async {
        var limits = EmbeddedClusterConfiguration.Limits()
        limits.objects = 20
        let small = TestCluster(limits: limits)
        var codes: Set<Int> = []
        for number in 0..<20 {
            codes.insert(await small.send("POST", TestCluster.configMaps, TestCluster.configMap("c\(number)")).code)
        }
        #expect(codes == [201, 507])
        limits = .init()
        limits.bytes = 30_000
        let narrow = TestCluster(limits: limits)
        let text = Value.string(String(repeating: "x", count: 40_000))
        let refused = await narrow.send("POST", TestCluster.configMaps, TestCluster.configMap("a", data: ["a": text]))
        #expect(refused.code == 507)
    }

    @Test func deepBodiesAreRefused() async {
        let deep = Array((String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)).utf8)
        let body = Array("{\"metadata\":{\"name\":\"a\"},\"x\":".utf8) + deep + Array("}".utf8)
        for (method, type) in [
            ("POST", "application/json"), ("PATCH", "application/merge-patch+json"),
            ("PATCH", "application/apply-patch+yaml"), ("PATCH", "application/json-patch+json"),
        ] {
            let target =
                method == "POST" ? TestCluster.configMaps : "\(TestCluster.configMaps)/kube-root-ca.crt?fieldManager=x"
            let answer = await cluster.send(method, target, type: type, bytes: body)
            #expect(answer.code == 400)
        }
    }
}
