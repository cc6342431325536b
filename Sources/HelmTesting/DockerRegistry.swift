internal import Foundation
internal import HelmHTTP

/// Debian's `docker-registry`, on a free port and a folder of its own.
///
/// `make test` provides it. A test that needs it fails without it.
public final class DockerRegistry: @unchecked Sendable {
    // Everything is set once, in `start`.
    /// `127.0.0.1:PORT`.
    public let host: String
    private let folder: String
    private let process: Process

    /// Whom a registry with authentication lets in.
    public static let user = RegistryUser(name: "ann", password: "open sesame")

    public struct RegistryUser: Sendable {
        public let name: String
        public let password: String
    }

    public struct CannotStart: Error, CustomStringConvertible {
        public let description: String
    }

    private init(host: String, folder: String, process: Process) {
        self.host = host
        self.folder = folder
        self.process = process
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static func program() throws -> String {
        let environment = ProcessInfo.processInfo.environment
        let places =
            [environment["HELM_WRAPPER_DOCKER_REGISTRY"]].compactMap(\.self)
            + (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/docker-registry" }
        guard let found = places.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw CannotStart(description: "docker-registry is not there; make test provides it")
        }
        return found
    }

    /// - Parameter tls: paths of PEM files.
    public static func start(
        asksForPassword: Bool = false, tls: (certificate: String, key: String)? = nil
    ) async throws -> DockerRegistry {
        let program = try program()
        let free = try ScriptedServer { _ in [] }
        let host = "127.0.0.1:\(free.port)"
        free.stop()
        let folder = FileManager.default.temporaryDirectory.path + "/docker-registry-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var config = """
            version: 0.1
            log: {level: error}
            storage: {filesystem: {rootdirectory: "\(folder)/data"}, delete: {enabled: true}}
            http:
              addr: "\(host)"
            """
        if let tls { config += "\n  tls: {certificate: \"\(tls.certificate)\", key: \"\(tls.key)\"}" }
        if asksForPassword {
            // bcrypt of the password above, with a cost that tests can bear.
            let line = "ann:$2y$05$abcdefghijklmnopqrstuupx2xBUC4954936wVIjyyPHmUBFu0wCW\n"
            try Data(line.utf8).write(to: URL(filePath: "\(folder)/htpasswd"))
            config += "\nauth: {htpasswd: {realm: test, path: \"\(folder)/htpasswd\"}}"
        }
        try Data(config.utf8).write(to: URL(filePath: "\(folder)/registry.yml"))
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = ["serve", "\(folder)/registry.yml"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let registry = DockerRegistry(host: host, folder: folder, process: process)
        for _ in 0..<500 {
            do throws(HTTPError) {
                _ = try await HTTPClient.shared.send(HTTPRequest("GET", "http://\(host)/v2/"))
                return registry
            } catch {
                if error.code != .cannotConnect { return registry }
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw CannotStart(description: "docker-registry does not answer")
    }
}
