import EmbeddedCluster
import HelmHTTP
import HelmKube
import Logging

/// One embedded cluster for all tests; each test works in a namespace of its own.
enum RunningCluster {
    static let connection: Task<ClusterConnection, any Error> = Task {
        var configuration = EmbeddedClusterConfiguration()
        configuration.readyDelay = .milliseconds(100)
        let cluster = EmbeddedCluster(configuration: configuration, logger: Logger(label: "cluster"))
        let (ports, sink) = AsyncStream.makeStream(of: Int.self)
        // Runs to the end of the test process.
        Task { try await cluster.run { port in sink.yield(port) } }
        var iterator = ports.makeAsyncIterator()
        let port = await iterator.next() ?? 0
        return ClusterConnection(
            server: "http://127.0.0.1:\(port)", credentials: Credentials(.bearerToken(configuration.token)))
    }
}

/// The embedded cluster's annotation that makes pods behave badly.
enum Simulation {
    static let annotation = "helm-wrapper.dev/simulate"
    static let neverReady = "never-ready"
    static let failing = "failed"
}
