import EmbeddedCluster
import HelmKube
import HelmRelease
import HelmValues
import Logging
import Synchronization

/// Stores over the embedded cluster; each is in a namespace of its own.
enum ClusterStores {
    private static let connection: Task<ClusterConnection, any Error> = Task {
        let configuration = EmbeddedClusterConfiguration()
        let cluster = EmbeddedCluster(
            configuration: configuration, logger: Logger(label: "cluster") { _ in SwiftLogNoOpLogHandler() })
        let (ports, sink) = AsyncStream.makeStream(of: Int.self)
        // Runs to the end of the test process.
        Task { try await cluster.run { port in sink.yield(port) } }
        var iterator = ports.makeAsyncIterator()
        let port = await iterator.next() ?? 0
        return ClusterConnection(
            server: "http://127.0.0.1:\(port)", credentials: Credentials(.bearerToken(configuration.token)))
    }

    private static let counter = Atomic(0)

    /// A client and the name of a namespace made just now.
    static func namespace() async throws -> (client: KubeClient, name: String) {
        let client = KubeClient(
            connection: try await connection.value, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let name = "store-\(counter.add(1, ordering: .relaxed).newValue)"
        _ = try await client.create(
            KubePath("namespaces"),
            body: ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
        return (client, name)
    }
}
