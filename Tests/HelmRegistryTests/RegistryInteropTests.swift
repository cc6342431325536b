import Foundation
import HelmValues
import HelmTesting
import Testing

@testable import HelmRegistry

/// Real Helm, as PyPI packs it, in the environment that `make test` sets up.
private let python = ProcessInfo.processInfo.environment["HELM_WRAPPER_PYTHON"]

/// Real Helm and this client at the same registry, with the same file of credentials.
@Suite(.enabled(if: python != nil, "make test sets HELM_WRAPPER_PYTHON"))
struct RegistryInteropTests {
    private let folder: TestFolder
    private var config: String { "\(folder.path)/registry/config.json" }

    init() throws { folder = try TestFolder() }

    /// - Returns: the exit status and all that Helm printed.
    private func helm(_ arguments: String...) async throws -> (status: Int32, output: String) {
        let python = try #require(python)
        let script =
            URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
            + "/Interop/registry.py"
        let all = [script, config] + arguments
        let docker = "\(folder.path)/docker"
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                let process = Process()
                let pipe = Pipe()
                process.executableURL = URL(filePath: python)
                process.arguments = all
                process.environment = ProcessInfo.processInfo.environment.merging([
                    "DOCKER_CONFIG": docker, "TZ": "UTC",
                ]) {
                    $1
                }
                process.standardOutput = pipe
                process.standardError = pipe
                do {
                    try process.run()
                    let output = pipe.fileHandleForReading.readDataToEndOfFile()
                    process.waitUntilExit()
                    continuation.resume(returning: (process.terminationStatus, String(decoding: output, as: UTF8.self)))
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
    }

    private func write(_ bytes: [UInt8], _ name: String) throws -> String {
        let path = "\(folder.path)/\(name)"
        try Data(bytes).write(to: URL(filePath: path))
        // Helm takes the file's time for the chart's.
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_767_323_045)], ofItemAtPath: path)
        return path
    }

    private func read(_ name: String) -> [UInt8]? {
        FileManager.default.contents(atPath: "\(folder.path)/\(name)").map { Array($0) }
    }

    @Test(.timeLimit(.minutes(3)), arguments: ["plain", "everything", "metadata in its version", "with provenance"])
    func pullEachOthersCharts(_ name: String) async throws {
        let registry = try await DockerRegistry.start()
        let client = RegistryClient.testing(folder)
        let (archive, provenance, _) = try DockerRegistryTests.chart(name)
        let file = try write(archive, "chart.tgz")
        if let provenance { _ = try write(provenance, "chart.tgz.prov") }
        let pushedByHelm = try await helm("push", file, "\(registry.host)/helms")
        #expect(pushedByHelm.status == 0, "\(pushedByHelm.output)")

        var options = DockerRegistryTests.options
        options.provenance = provenance
        let pushed = try await client.push(archive, into: "oci://\(registry.host)/ours", .plain, options: options)
        let repository = pushed.reference.repository.dropFirst("ours/".count)
        let tag = try #require(pushed.reference.tag)

        // The same to the byte.
        let (ours, helms) = ("ours/\(repository)/manifests/\(tag)", "helms/\(repository)/manifests/\(tag)")
        #expect(try await registry.get(ours) == (try await registry.get(helms)))

        let place = "oci://\(registry.host)/helms/\(repository)"
        let version = try #require(try await client.tags(try OCIReference(place), .plain).first)
        let resolved = try await client.resolve(place, version: version, .plain)
        let pulled = try await client.pull(
            resolved.reference, .plain, options: PullOptions(provenance: .ifPresent))
        #expect(pulled.archive == archive)
        #expect(pulled.provenance == provenance)

        let tags = try await helm("tags", "\(registry.host)/ours/\(repository)")
        #expect(tags.output == "\(version)\n")
        let pulledByHelm = try await helm("pull", "\(registry.host)/ours/\(repository)", folder.path, version)
        #expect(pulledByHelm.status == 0, "\(pulledByHelm.output)")
        #expect(read("\(repository)-\(version).tgz") == archive || read("\(repository)-\(tag).tgz") == archive)
    }

    @Test(.timeLimit(.minutes(3))) func shareLogins() async throws {
        let registry = try await DockerRegistry.start(asksForPassword: true)
        let client = RegistryClient.testing(folder)
        let user = DockerRegistry.user
        let archive = try DockerRegistryTests.chart("plain").archive

        // Helm logs in, we push and pull.
        let login = try await helm("login", registry.host, user.name, user.password)
        #expect(login.status == 0, "\(login.output)")
        #expect(try await client.hosts() == [registry.host])
        let pushed = try await client.push(
            archive, into: "oci://\(registry.host)/a", .plain, options: DockerRegistryTests.options)
        #expect(try await client.pull(pushed.reference, .plain).archive == archive)

        // We log out, and Helm is out.
        try await client.logout(registry.host)
        let refused = try await helm("pull", "\(registry.host)/a/plain", folder.path, "0.1.0")
        #expect(refused.status == 1)
        #expect(refused.output.contains("basic credential not found"), "\(refused.output)")

        // We log in, and Helm is in.
        try await client.login(
            registry.host, RegistryCredential(username: user.name, password: user.password), .plain)
        let pulled = try await helm("pull", "\(registry.host)/a/plain", folder.path, "0.1.0")
        #expect(pulled.status == 0, "\(pulled.output)")
        #expect(read("plain-0.1.0.tgz") == archive)

        // Helm logs out, and we are out.
        _ = try await helm("logout", registry.host)
        #expect(try await client.hosts() == [])
        let error = await #expect(throws: RegistryError.self) { try await client.pull(pushed.reference, .plain) }
        #expect(error?.code == .unauthorized)
    }
}
