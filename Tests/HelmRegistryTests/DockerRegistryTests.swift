import Foundation
import HelmChart
import HelmHTTP
import HelmTesting
import HelmValues
import Testing

@testable import HelmRegistry

/// Against a real registry.
@Suite struct DockerRegistryTests {
    static func chart(_ name: String) throws -> (archive: [UInt8], provenance: [UInt8]?, manifest: String) {
        let recorded = try #require(Recorded.pushes.first { $0.name == name })
        return (
            try recorded.bytes("archive"), recorded.text("provenance").map { Array($0.utf8) },
            recorded.text("manifest") ?? ""
        )
    }

    static let options = PushOptions(created: "2026-01-02T03:04:05Z")

    @Test(.timeLimit(.minutes(2))) func comesBackAsItWent() async throws {
        let registry = try await DockerRegistry.start()
        let client = RegistryClient.testing(try TestFolder())
        for name in ["plain", "metadata in its version", "everything", "with provenance"] {
            let (archive, provenance, manifest) = try Self.chart(name)
            var options = Self.options
            options.provenance = provenance
            let pushed = try await client.push(archive, into: "oci://\(registry.host)/a/b/", .plain, options: options)
            let stored = try await registry.get(
                "\(pushed.reference.repository)/manifests/\(pushed.reference.tag ?? "")")
            #expect(String(decoding: stored, as: UTF8.self) == manifest)

            let pulled = try await client.pull(
                pushed.reference, .plain, options: PullOptions(provenance: .ifPresent))
            #expect(pulled.archive == archive)
            #expect(pulled.provenance == provenance)
            #expect(pulled.manifestDigest == pushed.manifestDigest)
            #expect(pulled.archiveDigest == pushed.archiveDigest)
            #expect(pulled.metadata == (try ChartLoader.load(archive: archive).metadata))
            #expect(pulled.tag == pushed.reference.tag)

            let digest = try OCIReference("\(registry.host)/\(pushed.reference.repository)@\(pushed.manifestDigest)")
            #expect(try await client.pull(digest, .plain).archive == archive)
        }
        let withPlus = try OCIReference("oci://\(registry.host)/a/b/meta:1.2.3-rc.1+build.5")
        #expect(try await client.pull(withPlus, .plain).tag == "1.2.3-rc.1_build.5")
        #expect(try await client.tags(withPlus, .plain) == ["1.2.3-rc.1+build.5"])
    }

    @Test(.timeLimit(.minutes(2))) func aSecondPushSendsNoContent() async throws {
        let registry = try await DockerRegistry.start()
        let client = RegistryClient.testing(try TestFolder())
        let archive = try Self.chart("plain").archive
        let first = try await client.push(archive, into: "oci://\(registry.host)/a", .plain, options: Self.options)
        #expect(
            try await client.push(archive, into: "oci://\(registry.host)/a", .plain, options: Self.options) == first)
        let lists = try await client.tags(first.reference, .plain)
        #expect(lists == ["0.1.0"])
    }

    @Test(.timeLimit(.minutes(2))) func resolvesVersions() async throws {
        let registry = try await DockerRegistry.start()
        let client = RegistryClient.testing(try TestFolder())
        let archive = try Self.chart("plain").archive
        var options = Self.options
        options.isStrict = false
        for version in ["1.0.0", "1.2.0", "2.0.0-rc.1", "1.10.0", "latest"] {
            _ = try await client.push(archive, to: "\(registry.host)/a/plain:\(version)", .plain, options: options)
        }
        let place = "oci://\(registry.host)/a/plain"
        for (version, expected) in [
            ("", "1.10.0"), ("1.0.0", "1.0.0"), ("^1.0", "1.10.0"), ("~1.2", "1.2.0"), (">1.10-0", "2.0.0-rc.1"),
            ("<1.1", "1.0.0"), ("9.9.9", "9.9.9"),
        ] {
            let resolved = try await client.resolve(place, version: version, .plain)
            #expect(resolved.reference.tag == expected, "\(version)")
            #expect(resolved.version == expected)
        }
        var error = await #expect(throws: RegistryError.self) {
            try await client.resolve(place, version: ">3", .plain)
        }
        #expect(error?.code == .notFound)
        #expect(error?.message == "could not locate a version matching provided version string >3")
        error = await #expect(throws: RegistryError.self) {
            try await client.resolve(place, version: "not one", .plain)
        }
        #expect(error?.code == .invalid)
        error = await #expect(throws: RegistryError.self) {
            try await client.pull(try OCIReference("\(registry.host)/a/plain:9.9.9"), .plain)
        }
        #expect(error?.code == .notFound)
    }

    @Test(.timeLimit(.minutes(2))) func asksForPasswords() async throws {
        let registry = try await DockerRegistry.start(asksForPassword: true)
        let folder = try TestFolder()
        let client = RegistryClient.testing(folder)
        let archive = try Self.chart("plain").archive
        let place = "oci://\(registry.host)/a"
        let right = RegistryCredential(username: DockerRegistry.user.name, password: DockerRegistry.user.password)
        let wrong = RegistryCredential(username: "ann", password: "hunter2")

        var error = await #expect(throws: RegistryError.self) {
            try await client.push(archive, into: place, .plain, options: Self.options)
        }
        #expect(error?.code == .unauthorized)
        error = await #expect(throws: RegistryError.self) { try await client.login(registry.host, wrong, .plain) }
        #expect(error?.code == .unauthorized)
        #expect(error?.message.contains("hunter2") == false)
        #expect(try await client.hosts() == [])

        // Given with the request.
        var access = RegistryAccess.plain
        access.credential = right
        let pushed = try await client.push(archive, into: place, access, options: Self.options)
        #expect(try await client.hosts() == [])
        // They are nobody else's.
        error = await #expect(throws: RegistryError.self) { try await client.pull(pushed.reference, .plain) }
        #expect(error?.code == .unauthorized)

        // Stored.
        try await client.login(registry.host, right, .plain)
        #expect(try await client.hosts() == [registry.host])
        #expect(folder.mode("registry/config.json") == 0o600)
        #expect(try await client.pull(pushed.reference, .plain).archive == archive)
        // The request's win over them, wrong as they may be.
        access.credential = wrong
        error = await #expect(throws: RegistryError.self) { try await client.pull(pushed.reference, access) }
        #expect(error?.code == .unauthorized)

        try await client.logout(registry.host)
        #expect(try await client.hosts() == [])
        error = await #expect(throws: RegistryError.self) { try await client.tags(pushed.reference, .plain) }
        #expect(error?.code == .unauthorized)
    }

    @Test(.timeLimit(.minutes(2))) func boundsWhatIsPulled() async throws {
        let registry = try await DockerRegistry.start()
        let client = RegistryClient.testing(try TestFolder())
        let archive = try Self.chart("plain").archive
        let pushed = try await client.push(archive, into: "\(registry.host)/a", .plain, options: Self.options)
        let error = await #expect(throws: RegistryError.self) {
            try await client.pull(
                pushed.reference, .plain, options: PullOptions(maximumChartBytes: archive.count - 1))
        }
        #expect(error?.code == .tooLarge)
        var options = Self.options
        options.maximumChartBytes = archive.count - 1
        let refused = await #expect(throws: RegistryError.self) {
            try await client.push(archive, into: "\(registry.host)/a", .plain, options: options)
        }
        #expect(refused?.code == .tooLarge)
    }

    @Test(.timeLimit(.minutes(2))) func isStrictAboutNames() async throws {
        let client = RegistryClient.testing(try TestFolder())
        let archive = try Self.chart("plain").archive
        for reference in ["127.0.0.1:1/a/other:0.1.0", "127.0.0.1:1/a/plain:0.2.0", "127.0.0.1:1/xplain:0.1.0"] {
            let error = await #expect(throws: RegistryError.self) {
                try await client.push(archive, to: reference, .plain, options: Self.options)
            }
            #expect(
                error?.message == "strict mode enabled, ref basename and tag must match the chart name and version")
        }
        let error = await #expect(throws: RegistryError.self) {
            try await client.push(Array("no chart".utf8), into: "127.0.0.1:1/a", .plain, options: Self.options)
        }
        #expect(error?.code == .invalid)
    }

    @Test(.timeLimit(.minutes(2))) func usesWhatIsCached() async throws {
        let registry = try await DockerRegistry.start()
        let client = RegistryClient.testing(try TestFolder())
        let archive = try Self.chart("plain").archive
        let pushed = try await client.push(archive, into: "\(registry.host)/a", .plain, options: Self.options)
        let asked = Locked<[String]>([])
        for cached in [archive, Array("another".utf8), nil] {
            let options = PullOptions(cachedArchive: { digest in
                asked.change { $0.append(digest) }
                return cached
            })
            #expect(try await client.pull(pushed.reference, .plain, options: options).archive == archive)
        }
        #expect(asked.value == Array(repeating: pushed.archiveDigest, count: 3))
    }
}
