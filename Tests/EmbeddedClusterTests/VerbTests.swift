import HelmValues
import Testing

@testable import EmbeddedCluster

@Suite struct VerbTests {
    let cluster = TestCluster()
    let configMaps = TestCluster.configMaps

    @Test func createReadUpdateDelete() async {
        let created = await cluster.send("POST", configMaps, TestCluster.configMap("a"))
        #expect(created.code == 201)
        #expect(created.value["kind"] == "ConfigMap" && created.value["apiVersion"] == "v1")
        #expect(created.value["metadata"]?["managedFields"]?.listValue?.first?["manager"] == "tests")
        #expect(created.value["metadata"]?["generation"] == nil)
        let again = await cluster.send("POST", configMaps, TestCluster.configMap("a"))
        #expect(again.code == 409 && again.reason == "AlreadyExists")
        #expect(again.message == "configmaps \"a\" already exists")

        var object = created.value
        object["data"]?["a"] = "2"
        let updated = await cluster.send("PUT", "\(configMaps)/a", object)
        #expect(updated.code == 200 && updated.value["data"]?["a"] == "2")
        object["data"]?["a"] = "3"
        let stale = await cluster.send("PUT", "\(configMaps)/a", object)
        #expect(stale.code == 409 && stale.reason == "Conflict")
        #expect(
            stale.message
                == "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again"
        )
        let same = await cluster.send("PUT", "\(configMaps)/a", updated.value)
        #expect(same.value["metadata"]?["resourceVersion"] == updated.value["metadata"]?["resourceVersion"])

        let gone = await cluster.send("DELETE", "\(configMaps)/a")
        #expect(gone.code == 200 && gone.value["status"] == "Success")
        #expect(await cluster.send("GET", "\(configMaps)/a").message == "configmaps \"a\" not found")
        #expect(await cluster.send("DELETE", "\(configMaps)/a").code == 404)
    }

    @Test func namesAndNamespaces() async {
        let generated = await cluster.send("POST", configMaps, ["metadata": ["generateName": "x-"]])
        #expect(generated.value["metadata"]?["name"]?.stringValue?.hasPrefix("x-") == true)
        #expect(await cluster.send("POST", configMaps, ["metadata": [:]]).code == 422)
        let missing = await cluster.send("POST", "/api/v1/namespaces/none/configmaps", TestCluster.configMap("a"))
        #expect(missing.code == 404 && missing.message == "namespaces \"none\" not found")
        let other = await cluster.send("POST", configMaps, ["metadata": ["name": "a", "namespace": "kube-system"]])
        #expect(other.code == 400)
        let bad = await cluster.send("POST", configMaps, TestCluster.configMap("Bad_Name"))
        #expect(
            bad.code == 422
                && bad.message.hasPrefix("ConfigMap \"Bad_Name\" is invalid: metadata.name: Invalid value: "))
        #expect(await cluster.send("DELETE", "/api/v1/namespaces/default").code == 403)
    }

    @Test func refusals() async {
        #expect(await cluster.send("GET", "/api/v1/nothings").code == 404)
        #expect(await cluster.send("GET", "/apis/none.example.com/v1/things").code == 404)
        #expect(await cluster.send("POST", "\(configMaps)/a", [:]).code == 405)
        #expect(await cluster.send("PUT", configMaps, [:]).code == 405)
        #expect(await cluster.send("BREW", configMaps).code == 405)
        #expect(await cluster.send("POST", configMaps, [:], type: "text/plain").code == 415)
        #expect(await cluster.send("GET", configMaps, accept: "text/html").code == 406)
        #expect(await cluster.send("POST", configMaps, bytes: Array("{".utf8)).code == 400)
        #expect(await cluster.send("POST", configMaps, bytes: Array("[]".utf8)).code == 400)
        #expect(await cluster.send("GET", "\(configMaps)?labelSelector=a+in").code == 400)
        #expect(await cluster.send("GET", "\(configMaps)?fieldSelector=data.a%3D1").code == 400)
        #expect(await cluster.send("POST", "\(configMaps)?dryRun=Some", TestCluster.configMap("a")).code == 422)
    }

    @Test func lists() async {
        for number in 0..<7 {
            let label: Value = number % 2 == 0 ? "even" : "odd"
            await cluster.send("POST", configMaps, TestCluster.configMap("c\(number)", labels: ["parity": label]))
        }
        #expect(
            await cluster.send("GET", "\(configMaps)?labelSelector=parity%3Deven").names == ["c0", "c2", "c4", "c6"])
        #expect(await cluster.send("GET", "\(configMaps)?fieldSelector=metadata.name%3Dc3").names == ["c3"])
        var found: [String] = []
        var next = ""
        repeat {
            let page = await cluster.send("GET", "\(configMaps)?labelSelector=parity&limit=3&continue=\(next)")
            #expect(page.value["kind"] == "ConfigMapList")
            found += page.names
            next = page.value["metadata"]?["continue"]?.stringValue ?? ""
        } while !next.isEmpty
        #expect(found == (0..<7).map { "c\($0)" })
        let everywhere = await cluster.send("GET", "/api/v1/configmaps?labelSelector=parity%3Dodd")
        #expect(everywhere.names == ["c1", "c3", "c5"])
        let table = await cluster.send("GET", configMaps, accept: "application/json;as=Table;v=v1;g=meta.k8s.io")
        #expect(table.value["kind"] == "Table" && table.value["rows"]?.listValue?.count == 8)
        let metadata = await cluster.send(
            "GET", configMaps, accept: "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")
        #expect(metadata.value["kind"] == "PartialObjectMetadataList" && metadata.names.count == 8)
        #expect(metadata.value["items"]?.listValue?.first?["data"] == nil)
        let deleted = await cluster.send("DELETE", "\(configMaps)?labelSelector=parity%3Deven")
        #expect(deleted.names == ["c0", "c2", "c4", "c6"])
    }

    @Test func patches() async {
        await cluster.send("POST", configMaps, TestCluster.configMap("a"))
        let merged = await cluster.send(
            "PATCH", "\(configMaps)/a", ["data": ["a": nil, "b": "2"]], type: "application/merge-patch+json")
        #expect(merged.value["data"] == ["b": "2"])
        let patched = await cluster.send(
            "PATCH", "\(configMaps)/a", [["op": "replace", "path": "/data/b", "value": "3"]],
            type: "application/json-patch+json")
        #expect(patched.value["data"] == ["b": "3"])
        let failed = await cluster.send(
            "PATCH", "\(configMaps)/a", [["op": "test", "path": "/data/b", "value": "x"]],
            type: "application/json-patch+json")
        #expect(failed.code == 422)
        let strategic = await cluster.send(
            "PATCH", "\(configMaps)/a", ["metadata": ["labels": ["x": "y"]]],
            type: "application/strategic-merge-patch+json")
        #expect(strategic.value["metadata"]?["labels"] == ["x": "y"])
        #expect(
            await cluster.send("PATCH", "\(configMaps)/none", ["data": [:]], type: "application/merge-patch+json").code
                == 404)
    }

    @Test func applies() async {
        let applied: Value = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a"], "data": ["k": "1"],
        ]
        let type = "application/apply-patch+yaml"
        #expect(await cluster.send("PATCH", "\(configMaps)/a", applied, type: type).code == 422)
        let first = await cluster.send("PATCH", "\(configMaps)/a?fieldManager=one", applied, type: type)
        #expect(first.code == 201)
        let same = await cluster.send("PATCH", "\(configMaps)/a?fieldManager=one", applied, type: type)
        #expect(same.code == 200)
        #expect(same.value["metadata"]?["resourceVersion"] == first.value["metadata"]?["resourceVersion"])
        var other = applied
        other["data"] = ["k": "2"]
        let conflict = await cluster.send("PATCH", "\(configMaps)/a?fieldManager=two", other, type: type)
        #expect(
            conflict.code == 409 && conflict.message == "Apply failed with 1 conflict: conflict with \"one\": .data.k")
        let forced = await cluster.send("PATCH", "\(configMaps)/a?fieldManager=two&force=true", other, type: type)
        #expect(forced.value["data"] == ["k": "2"])
        let yaml = Array("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: y\ndata:\n  a: b\n".utf8)
        #expect(await cluster.send("PATCH", "\(configMaps)/y?fieldManager=one", type: type, bytes: yaml).code == 201)
    }

    @Test func dryRunsChangeNothing() async {
        let revision = cluster.api.store.revision
        #expect(await cluster.send("POST", "\(configMaps)?dryRun=All", TestCluster.configMap("a")).code == 201)
        #expect(await cluster.send("GET", "\(configMaps)/a").code == 404)
        #expect(cluster.api.store.revision == revision)
        await cluster.send("POST", configMaps, TestCluster.configMap("a"))
        await cluster.send("DELETE", "\(configMaps)/a?dryRun=All")
        #expect(await cluster.send("GET", "\(configMaps)/a").code == 200)
    }

    @Test func fieldValidation() async {
        let object: Value = ["metadata": ["name": "a"], "daata": ["a": "b"]]
        let strict = await cluster.send("POST", "\(configMaps)?fieldValidation=Strict", object)
        #expect(strict.code == 400 && strict.message.hasSuffix("strict decoding error: unknown field \"daata\""))
        let warned = await cluster.send("POST", configMaps, object)
        #expect(warned.code == 201 && warned.warnings == ["unknown field \"daata\""])
        #expect(warned.value["daata"] == nil)
    }

    @Test func finalizersAndPreconditions() async {
        await cluster.send("POST", configMaps, ["metadata": ["name": "a", "finalizers": ["example.com/x"]]])
        let wrong = await cluster.send("DELETE", "\(configMaps)/a", ["preconditions": ["uid": "x"]])
        #expect(wrong.code == 409)
        let marked = await cluster.send("DELETE", "\(configMaps)/a")
        #expect(marked.code == 200 && marked.value["metadata"]?["deletionTimestamp"] != nil)
        #expect(await cluster.send("GET", "\(configMaps)/a").code == 200)
        await cluster.send(
            "PATCH", "\(configMaps)/a", ["metadata": ["finalizers": nil]], type: "application/merge-patch+json")
        #expect(await cluster.send("GET", "\(configMaps)/a").code == 404)
    }

    @Test func subresources() async {
        let deployments = "/apis/apps/v1/namespaces/default/deployments"
        let created = await cluster.send(
            "POST", deployments,
            [
                "metadata": ["name": "web"],
                "spec": [
                    "selector": ["matchLabels": ["a": "b"]],
                    "template": [
                        "metadata": ["labels": ["a": "b"]],
                        "spec": ["containers": [["name": "c", "image": "i"]]],
                    ],
                ],
            ])
        #expect(created.value["metadata"]?["generation"] == 1)
        let scaled = await cluster.send(
            "PATCH", "\(deployments)/web/scale", ["spec": ["replicas": 4]], type: "application/merge-patch+json")
        #expect(scaled.value["kind"] == "Scale" && scaled.value["spec"]?["replicas"] == 4)
        let status = await cluster.send(
            "PATCH", "\(deployments)/web/status", ["status": ["replicas": 4], "spec": ["replicas": 9]],
            type: "application/merge-patch+json")
        #expect(status.value["spec"]?["replicas"] == 4 && status.value["status"]?["replicas"] == 4)
        #expect(status.value["metadata"]?["generation"] == 2)
        #expect(await cluster.send("GET", "\(deployments)/web/nothing").code == 404)
    }
}
