import HelmValues
import KubeSchema
import Testing

@testable import EmbeddedCluster

@Suite struct DefaultsTests {
    private func stored(_ text: String) throws -> Value {
        let object = try JSON.parse(text)
        let kind = GroupVersionKind(
            apiVersion: object["apiVersion"]?.stringValue ?? "", kind: object["kind"]?.stringValue ?? "")
        let type = try #require(TypeCatalog.kubernetes.type(of: kind))
        let defaulted = ObjectRules.defaulted(object, kind: kind)
        #expect(ObjectRules.defaulted(defaulted, kind: kind) == defaulted, "defaults twice are defaults once")
        let writer = ServerSideApply.Writer(manager: "m", apiVersion: kind.apiVersion, time: "2026-01-01T00:00:00Z")
        return try ServerSideApply.update(live: nil, new: defaulted, writer: writer, type: .object(type))
    }

    @Test func givesEachPortItsNodePort() throws {
        let service = try stored(
            #"{"apiVersion":"v1","kind":"Service","metadata":{"name":"s","namespace":"n"},"spec":{"type":"NodePort","ports":[{"name":"a","port":1},{"name":"b","port":2},{"name":"c","port":3,"nodePort":30001}]}}"#
        )
        let ports = (service["spec"]?["ports"]?.listValue ?? []).compactMap { $0["nodePort"]?.intValue }
        #expect(Set(ports).count == 3)
        #expect(ports.allSatisfy { (30000...32767).contains($0) })
        #expect(service["spec"]?["clusterIP"]?.stringValue?.hasPrefix("10.96.") == true)
        // Nobody owns what was allocated.
        let owners = ManagedFields(service["metadata"]?["managedFields"])
        #expect(owners?.all.below("f:spec").contains("f:clusterIP") == false)
    }

    @Test func keepsAllocationsThatAPutLeavesOut() throws {
        let live = try stored(
            #"{"apiVersion":"v1","kind":"Service","metadata":{"name":"s","namespace":"n"},"spec":{"clusterIP":"10.96.9.9","ports":[{"port":1}]}}"#
        )
        var put = live
        put["metadata"]?["resourceVersion"] = "1"
        put["spec"] = ["ports": [["port": 2]]]
        let kind = GroupVersionKind(apiVersion: "v1", kind: "Service")
        let type = try #require(TypeCatalog.kubernetes.type(of: kind))
        let writer = ServerSideApply.Writer(manager: "m", apiVersion: "v1", time: "2026-01-01T00:00:00Z")
        let defaulted = ObjectRules.defaulted(put, kind: kind)
        let result = try ServerSideApply.update(live: live, new: defaulted, writer: writer, type: .object(type))
        #expect(ObjectRules.problems(result, old: live, kind: kind).isEmpty)
        #expect(result["spec"]?["ports"]?.listValue?.first?["targetPort"] == 2)
    }

    @Test(arguments: [
        ("100m", "100m"), ("0.5", "500m"), ("1000m", "1"), ("1024Mi", "1Gi"), ("1.5Gi", "1536Mi"), ("1000", "1k"),
        ("1e3", "1e3"), ("0", "0"), ("2Ki", "2Ki"), ("0.1", "100m"), ("64Mi", "64Mi"), ("nonsense", "nonsense"),
        ("1500M", "1500M"), ("3000M", "3G"), ("-0.5", "-500m"),
    ])
    func writesQuantitiesAsTheServerDoes(_ text: String, _ canonical: String) {
        #expect(Quantity.canonical(.string(text)) == .string(canonical))
    }

    @Test func tellsImagesThatMayMove() throws {
        for (image, policy) in [
            ("nginx", "Always"), ("nginx:latest", "Always"), ("nginx:1.2", "IfNotPresent"),
            ("host:5000/nginx", "Always"),
            ("nginx@sha256:00", "IfNotPresent"),
        ] {
            let pod = try stored(
                #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"n"},"spec":{"containers":[{"name":"a","image":""#
                    + image + #""}]}}"#)
            #expect(pod["spec"]?["containers"]?.listValue?.first?["imagePullPolicy"] == .string(policy), "\(image)")
        }
    }
}
