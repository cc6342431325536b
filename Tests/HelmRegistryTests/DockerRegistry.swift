import Foundation
import HelmHTTP
import HelmTesting
import Testing

/// Debian's `docker-registry`, on a free port and a folder of its own.
///
/// `make test` provides it. A test that needs it fails without it.
final class DockerRegistry: @unchecked Sendable {
    // Everything is set once, in `start`.
    let host: String
    let folder: TestFolder
    private let process: Process

    /// Whom a registry with authentication lets in.
    static let user = RegistryUser(name: "ann", password: "open sesame")

    struct RegistryUser: Sendable {
        let name: String
        let password: String
    }

    struct CannotStart: Error, CustomStringConvertible {
        let description: String
    }

    private init(host: String, folder: TestFolder, process: Process) {
        self.host = host
        self.folder = folder
        self.process = process
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
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

    static func start(asksForPassword: Bool = false, tls: (certificate: String, key: String)? = nil) async throws
        -> DockerRegistry
    {
        let program = try program()
        let free = try ScriptedServer { _ in [] }
        let host = "127.0.0.1:\(free.port)"
        free.stop()
        let folder = try TestFolder()
        var config = """
            version: 0.1
            log: {level: error}
            storage: {filesystem: {rootdirectory: "\(folder.path)/data"}, delete: {enabled: true}}
            http:
              addr: "\(host)"
            """
        if let tls { config += "\n  tls: {certificate: \"\(tls.certificate)\", key: \"\(tls.key)\"}" }
        if asksForPassword {
            // bcrypt of the password above, with a cost that tests can bear.
            try folder.write("ann:$2y$05$abcdefghijklmnopqrstuupx2xBUC4954936wVIjyyPHmUBFu0wCW\n", to: "htpasswd")
            config += "\nauth: {htpasswd: {realm: test, path: \"\(folder.path)/htpasswd\"}}"
        }
        try folder.write(config, to: "registry.yml")
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = ["serve", "\(folder.path)/registry.yml"]
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

    /// What it answers, for looks behind the client's back.
    func get(_ path: String) async throws -> [UInt8] {
        var request = HTTPRequest("GET", "http://\(host)/v2/\(path)")
        request.headers["Accept"] = "application/vnd.oci.image.manifest.v1+json"
        let response = try await HTTPClient.shared.send(request)
        #expect(response.status == 200, "\(path)")
        return response.body
    }
}
