import HelmHTTP
import HelmTesting
import HelmValues
import KubeSchema
import Logging

@testable import HelmKube

func client(_ server: ScriptedServer, token: String? = nil) -> KubeClient {
    KubeClient(
        connection: ClusterConnection(
            server: server.url, credentials: Credentials(token.map { .bearerToken($0) } ?? .anonymous)),
        http: .shared, logger: Logger(label: "test"))
}

/// The failure of `body`; nil when it has none.
func failure<Output>(_ body: () async throws(KubeError) -> Output) async -> KubeError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error
    }
}

func status(_ code: Int, _ message: String, reason: String = "", headers: [String: String] = [:]) -> [ScriptedServer
    .Step]
{
    let body: Value = [
        "kind": "Status", "apiVersion": "v1", "status": "Failure", "message": .string(message),
        "reason": .string(reason), "code": .int(Int64(code)),
    ]
    return ScriptedServer.answer(code, WireCase.text(body), headers: headers)
}

/// An object of a built-in kind.
func object(_ value: Value, plural: String, namespace: String? = "ns") -> KubeObject {
    let kind = GroupVersionKind(
        apiVersion: value["apiVersion"]?.stringValue ?? "v1", kind: value["kind"]?.stringValue ?? "")
    return KubeObject(
        value: value, mapping: ResourceMapping(kind: kind, resource: plural, isNamespaced: namespace != nil),
        namespace: namespace, name: value[path: ["metadata", "name"]]?.stringValue ?? "")
}
