import HelmProcess
import Foundation
import HelmValues
import Testing

@testable import HelmRegistry

@Suite struct RegistryCredentialsTests {
    private let folder: TestFolder
    private let ann = RegistryCredential(username: "ann", password: "secret")

    init() throws { folder = try TestFolder() }

    private var credentials: RegistryCredentials {
        RegistryCredentials(
            path: "\(folder.path)/helm/config.json", dockerPath: "\(folder.path)/docker/config.json",
            usesSystemHelper: false)
    }

    @Test func readsDockersFileToo() async throws {
        try folder.write(
            #"{"auths":{"a.test":{"auth":"YW5uOnNlY3JldA=="},"b.test":{"identitytoken":"id"}}}"#,
            to: "docker/config.json")
        try folder.write(#"{"auths":{"b.test":{"auth":"YW5uOnNlY3JldA=="},"c.test":{}}}"#, to: "helm/config.json")
        #expect(try await credentials.credential(for: RegistryName("a.test")) == ann)
        // Helm's first.
        #expect(try await credentials.credential(for: RegistryName("b.test")) == ann)
        #expect(try await credentials.credential(for: RegistryName("c.test")).isEmpty)
        #expect(try await credentials.hosts() == ["b.test", "c.test"])
        // And docker's is left alone.
        try await credentials.remove(RegistryName("a.test"))
        #expect(try await credentials.credential(for: RegistryName("a.test")) == ann)
    }

    @Test(arguments: ["nope", "{\"auths\":[]}"])
    func passesOverABrokenFileOfDockers(_ text: String) async throws {
        try folder.write(text, to: "docker/config.json")
        #expect(try await credentials.credential(for: RegistryName("a.test")).isEmpty)
        try folder.write(#"{"auths":{"a.test":{"auth":"YW5uOnNlY3JldA=="}}}"#, to: "helm/config.json")
        #expect(try await credentials.credential(for: RegistryName("a.test")) == ann)
    }

    @Test(.timeLimit(.minutes(1))) func waitsForNoPipe() async throws {
        try folder.write("", to: "helm/other")
        #expect(mkfifo("\(folder.path)/helm/config.json", 0o600) == 0)
        let error = await #expect(throws: RegistryError.self) {
            try await credentials.credential(for: RegistryName("a.test"))
        }
        #expect(error?.code == .storage)
    }

    @Test(arguments: ["docker.io", "registry-1.docker.io"])
    func dockerHubHasAnotherName(_ host: String) async throws {
        try await credentials.store(ann, for: RegistryName(host))
        #expect(folder.read("helm/config.json")?.contains(#""https://index.docker.io/v1/""#) == true)
        #expect(try await credentials.credential(for: RegistryName("docker.io")) == ann)
        #expect(try await credentials.hosts() == ["docker.io"])
    }

    @Test(arguments: ["[]", "{\"auths\":1}", "{", "{\"credsStore\":{}}", "{\"credHelpers\":{\"a\":1}}"])
    func refusesOtherFiles(_ text: String) async throws {
        try folder.write(text, to: "helm/config.json")
        for attempt in [
            { _ = try await credentials.credential(for: RegistryName("a.test")) },
            { try await credentials.store(ann, for: RegistryName("a.test")) },
            { _ = try await credentials.hosts() },
        ] as [() async throws -> Void] {
            let error = await #expect(throws: RegistryError.self) { try await attempt() }
            #expect(error?.code == .storage)
        }
        #expect(folder.read("helm/config.json") == text)
    }

    @Test func narrowsTheModeOfTheFile() async throws {
        try folder.write("{}", to: "helm/config.json", mode: 0o644)
        try await credentials.store(ann, for: RegistryName("a.test"))
        #expect(folder.mode("helm/config.json") == 0o600)
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/helm").sorted()
        #expect(names == ["config.json", "config.json.lock"])
    }

    @Test func losesNoneOfManyAtOnce() async throws {
        let credentials = credentials
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask {
                    let credential = RegistryCredential(username: "u\(number)", password: "p")
                    try await credentials.store(credential, for: RegistryName("r\(number).test"))
                    if number.isMultiple(of: 4) { try await credentials.remove(RegistryName("r\(number).test")) }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await credentials.hosts().count == 30)
    }

    @Test func saysWhatTheDiskSays() async throws {
        try folder.write("a file", to: "helm")
        let error = await #expect(throws: RegistryError.self) {
            try await credentials.store(ann, for: RegistryName("a.test"))
        }
        #expect(error?.code == .storage)
        #expect(error?.message.contains("secret") == false)
        #expect(try await credentials.credential(for: RegistryName("a.test")).isEmpty)
    }
}

/// Programs of the test's own in the place of credential helpers. They are found on the `PATH`, which is the process's.
@Suite(.serialized) final class CredentialHelperTests {
    private let folder: TestFolder
    private let path: String

    init() throws {
        folder = try TestFolder()
        path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        setenv("PATH", "\(folder.path)/bin:\(path)", 1)
        // Keeps what it is given in files; "broken" ones below do other things.
        try folder.write(
            """
            #!/bin/sh
            cd "\(folder.path)" || exit 3
            case "$1" in
            store) cat > stored.json ;;
            get) read -r address; [ -f stored.json ] || { echo "credentials not found in native keychain"; exit 1; }
                 echo "$address" > asked; cat stored.json ;;
            erase) rm -f stored.json; cat > erased ;;
            list) echo '{"https://kept.test/v1/":"ann","other.test":"bob"}' ;;
            esac
            """, to: "bin/docker-credential-kept", mode: 0o700)
    }

    deinit { setenv("PATH", path, 1) }

    private func credentials(_ config: String, _ limits: CredentialHelper.Limits = .init()) throws
        -> RegistryCredentials
    {
        try folder.write(config, to: "config.json")
        return RegistryCredentials(
            path: "\(folder.path)/config.json", dockerPath: nil, usesSystemHelper: true, helperLimits: limits)
    }

    private func helper(_ script: String) throws {
        try folder.write("#!/bin/sh\n\(script)\n", to: "bin/docker-credential-broken", mode: 0o700)
    }

    private let broken = #"{"credHelpers":{"a.test":"broken"}}"#

    @Test func keepsSecretsElsewhere() async throws {
        let credentials = try credentials(#"{"credHelpers":{"a.test":"kept"},"auths":{"b.test":{"auth":"dTpw"}}}"#)
        let registry = try RegistryName("a.test")
        #expect(try await credentials.credential(for: registry).isEmpty)
        let credential = RegistryCredential(username: "a:b", password: "s\"ü")
        try await credentials.store(credential, for: registry)
        #expect(folder.read("stored.json") == #"{"ServerURL":"a.test","Username":"a:b","Secret":"s\"ü"}"#)
        #expect(try await credentials.credential(for: registry) == credential)
        #expect(folder.read("asked") == "a.test\n")
        #expect(folder.read("config.json")?.contains("a:b") == false)
        #expect(try await credentials.hosts() == ["a.test", "b.test"])
        try await credentials.remove(registry)
        #expect(folder.read("erased") == "a.test")
        #expect(try await credentials.credential(for: RegistryName("b.test")).username == "u")
    }

    @Test func leavesNewFilesToTheSystemsKeychain() async throws {
        try FileManager.default.copyItem(
            atPath: "\(folder.path)/bin/docker-credential-kept", toPath: "\(folder.path)/bin/docker-credential-pass")
        let ann = RegistryCredential(username: "ann", password: "secret")
        // `pass` itself is missing, so its helper is not asked, unless the machine has it.
        try #require(!Program.isInstalled("docker-credential-secretservice"))
        try folder.write("#!/bin/sh\n", to: "bin/pass", mode: 0o700)
        let credentials = try credentials("{}")
        try await credentials.store(ann, for: RegistryName("a.test"))
        #expect(folder.read("stored.json")?.contains("secret") == true)
        #expect(folder.read("config.json") == "{\n\t\"auths\": {},\n\t\"credsStore\": \"pass\"\n}")
        #expect(try await credentials.credential(for: RegistryName("a.test")) == ann)
        // A file that says something is taken at its word.
        let other = try self.credentials(#"{"auths":{"b.test":{}}}"#)
        try await other.store(ann, for: RegistryName("a.test"))
        #expect(folder.read("config.json")?.contains("YW5uOnNlY3JldA==") == true)
    }

    @Test func keepsIdentityTokens() async throws {
        let credentials = try credentials(#"{"credsStore":"kept"}"#)
        let credential = RegistryCredential(identityToken: "id")
        try await credentials.store(credential, for: RegistryName("any.test"))
        #expect(folder.read("stored.json")?.contains(#""Username":"\u003ctoken\u003e""#) == true)
        #expect(try await credentials.credential(for: RegistryName("any.test")) == credential)
        #expect(try await credentials.hosts() == ["kept.test", "other.test"])
    }

    @Test(arguments: [
        "../evil", "/bin/sh", "a b", "a;b", "", ".hidden", "a/b", "a\u{0}b", String(repeating: "a", count: 200),
    ])
    func takesPlainNamesAlone(_ name: String) {
        #expect(throws: RegistryError.self) { try CredentialHelper(name, limits: .init()) }
    }

    @Test(arguments: [
        ("echo 'the keychain is locked'; exit 1", "docker-credential-broken: the keychain is locked"),
        ("echo '{\"Secret\":\"opensecret\"}'; exit 2", "docker-credential-broken: exit status 2"),
        ("echo nope", "docker-credential-broken get: its answer is no JSON object"),
        ("kill -9 $$", "docker-credential-broken: exit status 137"),
        ("head -c 2000000 /dev/zero", "docker-credential-broken get: said more than 1048576 bytes"),
        ("exec 1>&-; exit 0", "docker-credential-broken get: its answer is no JSON object"),
    ])
    func failsWithItsHelper(_ script: String, _ message: String) async throws {
        try helper(script)
        let credentials = try credentials(broken)
        let error = await #expect(throws: RegistryError.self) {
            try await credentials.credential(for: RegistryName("a.test"))
        }
        #expect(error?.code == .storage)
        #expect(error?.message == message)
    }

    @Test func aHelperThatIsNotThere() async throws {
        let credentials = try credentials(#"{"credHelpers":{"a.test":"missing"}}"#)
        let error = await #expect(throws: RegistryError.self) {
            try await credentials.credential(for: RegistryName("a.test"))
        }
        #expect(error?.message == "docker-credential-missing get: executable file not found in $PATH")
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: ["sleep 60", "exec 1>&-; sleep 60", "sleep 60 & exit 0", "trap '' TERM; sleep 60 & wait"])
    func endsHelpersThatHang(_ script: String) async throws {
        try helper("echo $$ > \"\(folder.path)/process\"; \(script)")
        let credentials = try credentials(broken, CredentialHelper.Limits(timeout: .milliseconds(500)))
        let error = await #expect(throws: RegistryError.self) {
            try await credentials.credential(for: RegistryName("a.test"))
        }
        #expect(error?.message == "docker-credential-broken get: timed out")
        // All that it started is in its process group.
        let group = try #require(folder.read("process").flatMap { Int32($0.trimmingCharacters(in: .newlines)) })
        for _ in 0..<100 where !running(in: group).isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        #expect(running(in: group).isEmpty)
    }

    /// The processes of a group that have not ended, whether or not somebody has looked at their end yet.
    private func running(in group: Int32) -> [String] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.filter { process in
            guard Int32(process) != nil, let data = FileManager.default.contents(atPath: "/proc/\(process)/stat")
            else { return false }
            let fields = String(decoding: data, as: UTF8.self).split(separator: ")").last?.split(separator: " ") ?? []
            return fields.count > 2 && fields[2] == "\(group)" && fields[0] != "Z"
        }
    }

    @Test func aHelperThatReadsNothing() async throws {
        try helper("exec 0<&-; exit 1")
        let credentials = try credentials(broken)
        let large = RegistryCredential(username: "u", password: String(repeating: "p", count: 1 << 20))
        let error = await #expect(throws: RegistryError.self) {
            try await credentials.store(large, for: RegistryName("a.test"))
        }
        #expect(error?.message == "docker-credential-broken: exit status 1")
    }

    @Test(.timeLimit(.minutes(1))) func manyAtOnce() async throws {
        try helper(#"read -r a; echo "{\"Username\":\"$a\",\"Secret\":\"s\"}""#)
        let all = (0..<24).map { #""r\#($0).test":"broken""# }.joined(separator: ",")
        let credentials = try credentials("{\"credHelpers\":{\(all)}}")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<24 {
                group.addTask {
                    let found = try await credentials.credential(for: RegistryName("r\(number).test"))
                    #expect(found.username == "r\(number).test")
                }
            }
            try await group.waitForAll()
        }
    }
}
