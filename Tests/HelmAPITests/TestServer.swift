import EmbeddedCluster
import Foundation
import HelmHTTP
import HelmValues
import Logging
import ServiceLifecycle

@testable import HelmAPI

/// helm-wrapper on an embedded cluster of its own, both on free ports of the loopback.
struct TestServer: Sendable {
    let port: Int
    /// Where charts may be named by path.
    let charts: ChartFolder
    let uploads: String
    let kubeconfig: String
    let cluster: EmbeddedCluster

    var address: String { "http://127.0.0.1:\(port)" }

    /// Runs `body` against a fresh server; server and cluster end with it.
    static func run(
        configure: (inout ServerConfiguration, inout HelmEnvironment) -> Void = { _, _ in },
        _ body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/helm-wrapper-test-\(UUID().uuidString)"
        let charts = ChartFolder(path: "\(folder)/charts")
        let uploads = "\(folder)/uploads"
        for path in [charts.path, uploads] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var configuration = ServerConfiguration()
        configuration.uploadPath = uploads
        configuration.chartRoots = [charts.path]
        configuration.allowedAPIServers = ["http://127.0.0.1:*"]
        var environment = HelmEnvironment(variables: ["HOME": folder])
        environment.kubeconfig = "\(folder)/kubeconfig"
        configure(&configuration, &environment)
        try await run(configuration, environment, charts: charts, body)
    }

    private static func run(
        _ configuration: ServerConfiguration, _ environment: HelmEnvironment, charts: ChartFolder,
        _ body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        let quiet = logger
        let cluster = EmbeddedCluster(configuration: EmbeddedClusterConfiguration(), logger: quiet)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await cluster.run() }
            _ = try await cluster.waitUntilReady()
            try cluster.writeKubeconfig(to: environment.kubeconfig)
            let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
            let server = HelmServer(
                services: try Services(
                    configuration: configuration, environment: environment, variables: [:], logger: quiet),
                address: "127.0.0.1", port: 0, logger: quiet, onRunning: { continuation.yield($0) }
            )
            group.addTask { try await server.run() }
            guard let port = await ports.first(where: { _ in true }) else { throw CancellationError() }
            try await body(
                TestServer(
                    port: port, charts: charts, uploads: configuration.uploadPath, kubeconfig: environment.kubeconfig,
                    cluster: cluster
                ))
            group.cancelAll()
        }
    }
}

/// A reply as it came.
struct Reply {
    let status: Int
    let headers: HTTPHeaders
    let body: [UInt8]

    func header(_ name: String) -> String? { headers[name] }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The envelope.
    var json: Value { get throws { try JSON.parse(body) } }
    var code: Int? { get throws { try json["code"]?.intValue } }
    var data: Value? { get throws { try json["data"] } }
    var error: String? { get throws { try json["error"]?.stringValue } }
}

extension TestServer {
    func call(
        _ method: String, _ path: String, _ body: String? = nil, headers: [(String, String)] = []
    ) async throws -> HelmAPITests.Reply {
        try await send(method, path, body.map { Array($0.utf8) }, headers: headers)
    }

    func send(
        _ method: String, _ path: String, _ body: [UInt8]?, headers: [(String, String)] = []
    ) async throws -> HelmAPITests.Reply {
        var fields = HTTPHeaders()
        for (name, value) in headers { fields.add(name, value) }
        var request = HTTPRequest(method, address + path, headers: fields, body: body)
        request.timeout = .seconds(60)
        request.proxy = .none
        let response = try await HTTPClient.shared.send(request)
        return HelmAPITests.Reply(status: response.status, headers: response.headers, body: response.body)
    }

    /// Uploads an archive as a browser's form does.
    func upload(
        _ archive: [UInt8], fileName: String, field: String = "chart"
    ) async throws -> HelmAPITests.Reply {
        let boundary = "boundary-of-the-test"
        let disposition = "Content-Disposition: form-data; name=\"\(field)\"; filename=\"\(fileName)\""
        let head = "--\(boundary)\r\n\(disposition)\r\nContent-Type: application/gzip\r\n\r\n"
        let body = Array(head.utf8) + archive + Array("\r\n--\(boundary)--\r\n".utf8)
        return try await send(
            "POST", "/api/charts/upload", body,
            headers: [("Content-Type", "multipart/form-data; boundary=\(boundary)")]
        )
    }
}
