import Foundation
import HelmHTTP
import HelmTesting
import HelmValues
import Logging
import Testing

@testable import HelmKube

/// Programs of a kubeconfig (`exec`): what they are told, what is made of what they tell, and how often they run.
@Suite final class CredentialPluginTests {
    private let folder: String
    private let secret = KubePath("secrets", namespace: "ns", name: "a")

    init() throws {
        folder = NSTemporaryDirectory() + "plugins-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/bin", withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// A program `bin/plugin` that counts its runs in the file `runs` and then does what `body` says.
    private func install(_ body: String) throws {
        let text = "#!/bin/sh\ncd \"\(folder)\"\necho run >> runs\n\(body)\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/bin/plugin"))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/bin/plugin")
    }

    private var runs: Int {
        ((try? String(contentsOfFile: folder + "/runs", encoding: .utf8)) ?? "").split(separator: "\n").count
    }

    private func said(_ name: String) throws -> String {
        try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
    }

    /// Tells an answer; `$N` in the texts is the shell's.
    private func tells(_ status: String, version: String = "v1") -> String {
        """
        N=$(wc -l < runs | tr -d ' ')
        printf '%s' "{\\"kind\\":\\"ExecCredential\\",\\"apiVersion\\":\\"client.authentication.k8s.io/\(version)\\",\\"status\\":\(status)}"
        """
    }

    private let token = "{\\\"token\\\":\\\"t$N\\\"}"

    private func connection(
        _ server: String, _ exec: String, cluster: String = "", user: String = "",
        change: (inout ClusterPolicy, inout ClusterSelection) -> Void = { _, _ in }
    ) throws -> ClusterConnection {
        let config = """
            current-context: c
            clusters:
            - name: c
              cluster: {server: "\(server)"\(cluster)}
            users:
            - name: u
              user: {exec: {\(exec)}\(user)}
            contexts:
            - name: c
              context: {cluster: c, user: u}
            """
        try Data(config.utf8).write(to: URL(fileURLWithPath: folder + "/config"))
        var policy = ClusterPolicy()
        policy.kubeconfig = folder + "/config"
        var selection = ClusterSelection()
        change(&policy, &selection)
        return try ClusterResolver(policy: policy).connection(for: selection)
    }

    private func kube(
        _ server: String, _ exec: String, cluster: String = "", user: String = ""
    ) throws -> KubeClient {
        KubeClient(
            connection: try connection(server, exec, cluster: cluster, user: user), logger: Logger(label: "test"))
    }

    private let plain = "command: ./bin/plugin, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never"

    private func failure(_ exec: String, cluster: String = "", user: String = "") -> KubeError? {
        do {
            _ = try connection("https://one.example", exec, cluster: cluster, user: user)
            return nil
        } catch {
            return error as? KubeError
        }
    }

    @Test func aTokenServesManyCallsAtOnceAndAfter() async throws {
        try install("sleep 0.2\n" + tells(token))
        let server = try ScriptedServer { _ in ScriptedServer.answer(200, "{}") }
        let kube = try kube(server.url, plain)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { [secret] in _ = try await kube.get(secret) } }
            try await group.waitForAll()
        }
        _ = try await kube.get(secret)
        #expect(runs == 1)
        #expect(server.requests.count == 9)
        #expect(server.requests.allSatisfy { $0.headers["authorization"] == "Bearer t1" })
        // A client of the same configuration is the same caller; one of another is not.
        _ = try await self.kube(server.url, plain).get(secret)
        #expect(runs == 1)
        _ = try await self.kube(server.url, plain + ", args: [x]").get(secret)
        #expect(runs == 2)
    }

    @Test func theProgramIsToldWhatClientGoTells() async throws {
        try install(
            "printf '%s' \"$KUBERNETES_EXEC_INFO\" > info; echo \"$1|$2|$OWN|$HOME\" > words; cat > input\n"
                + tells(token))
        let server = try ScriptedServer { _ in ScriptedServer.answer(200, "{}") }
        _ = try await kube(server.url, plain + ", args: [\"a b\", \"$(id)\"], env: [{name: OWN, value: \"x;y\"}]").get(
            secret)
        #expect(
            try said("info")
                == "{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"spec\":{\"interactive\":false}}"
        )
        #expect(try said("words") == "a b|$(id)|x;y|\(ProcessInfo.processInfo.environment["HOME"] ?? "")\n")
        #expect(try said("input") == "")
        _ = try await kube(
            server.url, plain + ", provideClusterInfo: true",
            cluster: """
                , tls-server-name: bar, certificate-authority-data: YmF6, extensions: [{name: other, extension: {a: 1}}, \
                {name: client.authentication.k8s.io/exec, extension: {audience: snorlax}}]
                """
        ).get(secret)
        #expect(
            try said("info") == """
                {"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"cluster":{"server":"\(server.url)",\
                "tls-server-name":"bar","certificate-authority-data":"YmF6","config":{"audience":"snorlax"}},"interactive":false}}
                """)
    }

    @Test func nothingOfARequestReachesTheProgram() throws {
        try install(tells(token))
        let info = plain + ", provideClusterInfo: true"
        let own = try connection("https://one.example", info)
        let asked = try connection("https://one.example", info) { _, selection in
            selection.tlsServerName = "elsewhere"
            selection.certificateAuthority = "RVZJTA=="
        }
        #expect(asked.tls.serverName == "elsewhere")
        #expect(asked.credentials == own.credentials)
        guard case .plugin(let plugin) = asked.credentials.kind else {
            Issue.record("no plugin")
            return
        }
        #expect(!plugin.information.contains("elsewhere") && plugin.information.contains("https://one.example"))
        // With a token of the caller's it is not even looked at.
        let replaced = try connection("https://one.example", info) { _, selection in selection.token = "mine" }
        #expect(replaced.credentials.kind == .bearerToken("mine"))
        #expect(throws: KubeError.self) {
            try self.connection("https://one.example", info) { _, selection in
                selection.configFile = self.folder + "/config"
            }
        }
        #expect(runs == 0)
        #expect("\(own)\(own.credentials)\(own.identity)\(plugin)".contains("plugin") == false)
    }

    @Test func anExpiredCredentialIsAskedForAgain() async throws {
        try install(
            tells(
                "{\\\"token\\\":\\\"t$N\\\",\\\"expirationTimestamp\\\":\\\"$([ $N = 1 ] && echo 2006-01-02T15:04:05Z || echo 2999-01-02T15:04:05+01:00)\\\"}"
            ))
        let server = try ScriptedServer { _ in ScriptedServer.answer(200, "{}") }
        let kube = try kube(server.url, plain)
        for _ in 0..<3 { _ = try await kube.get(secret) }
        #expect(server.requests.map { $0.headers["authorization"] } == ["Bearer t1", "Bearer t2", "Bearer t2"])
    }

    @Test func aRefusedCredentialIsReplacedOnce() async throws {
        try install(tells(token))
        let server = try ScriptedServer { request in
            request.headers["authorization"] == "Bearer t2"
                ? ScriptedServer.answer(200, "{}") : status(401, "Unauthorized", reason: "Unauthorized")
        }
        let first = try kube(server.url, plain)
        _ = try await first.update(secret, body: ["a": 1])
        #expect(server.requests.map { $0.headers["authorization"] } == ["Bearer t1", "Bearer t2"])
        #expect(server.requests.map(\.text) == ["{\"a\":1}", "{\"a\":1}"])
        #expect(runs == 2)
    }

    @Test func aRefusedCallerStaysRefused() async throws {
        try install(tells("{\\\"token\\\":\\\"same\\\"}"))
        let server = try ScriptedServer { _ in status(401, "Unauthorized", reason: "Unauthorized") }
        let kube = try kube(server.url, plain)
        let error = await HelmKubeTests.failure { () async throws(KubeError) in try await kube.get(secret) }
        #expect(error?.code == .unauthorized)
        // What the program tells is the same: asking the server again would not help.
        #expect(runs == 2 && server.requests.count == 1)
        let watching = await HelmKubeTests.failure { () async throws(KubeError) in try await kube.watch(secret) }
        #expect(watching?.code == .unauthorized)
        #expect(runs == 3 && server.requests.count == 2)
    }

    @Test func aClientCertificate() async throws {
        let pair =
            "{\\\"clientCertificateData\\\":\\\"-----BEGIN CERTIFICATE-----\\\\nQQ==\\\",\\\"clientKeyData\\\":\\\"-----BEGIN PRIVATE KEY-----\\\\nQQ==\\\"}"
        try install(tells(pair))
        let kube = try kube("http://127.0.0.1:1", plain)
        let request = try await kube.prepared(KubeCall("GET", secret)).request
        #expect(request.tls.clientCertificate == Array("-----BEGIN CERTIFICATE-----\nQQ==".utf8))
        #expect(request.tls.clientKey == Array("-----BEGIN PRIVATE KEY-----\nQQ==".utf8))
        #expect(request.headers["Authorization"] == nil)
    }

    @Test(arguments: [
        ("echo nonsense", "decoding stdout: couldn't get version/kind; it is no JSON object"),
        ("echo '{}'", "decoding stdout: Object 'Kind' is missing"),
        ("exit 73", "exec: executable FOLDER/bin/plugin failed with exit code 73"),
        (
            "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"status\":{\"token\":\"s3cret\"}}'",
            "exec plugin is configured to use API version client.authentication.k8s.io/v1, "
                + "plugin returned version client.authentication.k8s.io/v1beta1"
        ),
        (
            "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\"}'",
            "exec plugin didn't return a status field"
        ),
        (
            "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{}}'",
            "exec plugin didn't return a token or cert/key pair"
        ),
        (
            "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{\"clientKeyData\":\"s3cret\"}}'",
            "exec plugin returned only certificate or key, not both"
        ),
        ("head -c 2000000 /dev/zero", "exec: executable FOLDER/bin/plugin: said more than 1048576 bytes"),
    ])
    func whatGoesWrongIsToldInClientGosWords(_ body: String, _ text: String) async throws {
        try install(body)
        let server = try ScriptedServer { _ in ScriptedServer.answer(200, "{}") }
        let kube = try kube(server.url, plain)
        let error = await HelmKubeTests.failure { () async throws(KubeError) in try await kube.reach() }
        let reason = text.replacingOccurrences(of: "FOLDER", with: folder)
        #expect(
            error?.message
                == "Kubernetes cluster unreachable: Get \"\(server.url)/version\": getting credentials: \(reason)")
        #expect(server.requests.isEmpty)
        // A failure is nothing to remember.
        try install(tells(token))
        try await kube.reach()
        #expect(server.requests.count == 1)
    }

    @Test func aProgramThatHangsIsEnded() async throws {
        try install("sleep 1000")
        var plugin = CredentialPlugin()
        plugin.command = folder + "/bin/plugin"
        plugin.apiVersion = "client.authentication.k8s.io/v1"
        let plugins = CredentialPlugins(timeout: .milliseconds(300))
        let error = await HelmKubeTests.failure { () async throws(KubeError) in
            try await plugins.credential(for: plugin)
        }
        #expect(error?.message == "exec: executable \(folder)/bin/plugin: timed out")
    }

    @Test func aProgramThatIsNotThere() async throws {
        let kube = try kube(
            "http://127.0.0.1:1",
            "command: nope-nowhere, apiVersion: client.authentication.k8s.io/v1, interactiveMode: IfAvailable, installHint: get it"
        )
        let error = await HelmKubeTests.failure { () async throws(KubeError) in try await kube.get(secret) }
        #expect(
            error?.message.hasPrefix(
                "Get \"http://127.0.0.1:1/api/v1/namespaces/ns/secrets/a\": getting credentials: exec: executable nope-nowhere not found\n\nIt looks"
            ) == true)
        #expect(error?.message.hasSuffix("#client-go-credential-plugins\n\nget it") == true)
    }

    @Test func aTerminalIsNotToBeHad() async throws {
        try install(tells(token))
        let kube = try kube("http://127.0.0.1:1", plain.replacingOccurrences(of: "Never", with: "Always"))
        let error = await HelmKubeTests.failure { () async throws(KubeError) in try await kube.get(secret) }
        #expect(
            error?.message.hasSuffix(
                "getting credentials: exec plugin cannot support interactive mode: standard input is not a terminal")
                == true)
        #expect(runs == 0)
    }

    @Test func aConfigurationThatIsWrong() throws {
        let use = "must be specified for u to use exec authentication plugin"
        #expect(
            failure("command: x, apiVersion: client.authentication.k8s.io/v1")?.message
                == "invalid configuration: interactiveMode \(use)")
        #expect(
            failure("args: [], env: [{value: a}], interactiveMode: Sometimes")?.message
                == "invalid configuration: [command \(use), apiVersion \(use), env variable name \(use), invalid interactiveMode for u: \"Sometimes\"]"
        )
        #expect(
            failure("command: x, apiVersion: client.authentication.k8s.io/v1alpha1, interactiveMode: Never")?.message
                == "exec plugin: invalid apiVersion \"client.authentication.k8s.io/v1alpha1\"")
        #expect(failure("command: x, args: 3")?.message.contains("args must be a list") == true)
        // The older version needs no mode.
        #expect(failure("command: x, apiVersion: client.authentication.k8s.io/v1beta1") == nil)
        #expect(failure(plain, user: ", auth-provider: {name: gcp}")?.code == .configuration)
    }

    @Test func otherCredentialsOfTheUserMakeItUnnecessary() throws {
        let connection = try connection("https://one.example", plain, user: ", token: own")
        #expect(connection.credentials.kind == .bearerToken("own"))
    }

    @Test func commandsAreRelativeToTheirKubeconfig() throws {
        func command(_ name: String) throws -> String {
            let exec = plain.replacingOccurrences(of: "./bin/plugin", with: name)
            guard case .plugin(let plugin) = try connection("https://one.example", exec).credentials.kind else {
                return ""
            }
            return plugin.command
        }
        #expect(try command("bin/../bin/plugin") == folder + "/bin/plugin")
        #expect(try command("/opt/x") == "/opt/x")
        #expect(try command("aws") == "aws")
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2000-02-29T23:59:59.999Z", 951_868_799),
        ("2026-11-21T19:00:00+01:30", 1_795_282_200), ("1969-12-31T23:59:59Z", -1),
    ])
    func timesOfTheInternet(_ text: String, _ seconds: Int64) {
        #expect(InternetTime.seconds(text) == seconds)
    }

    @Test(arguments: [
        "", "2026-13-01T00:00:00Z", "2026-11-21 19:00:00Z", "2026-11-21T19:00:00", "2026-11-21T19:00:00+1",
    ])
    func noTimesOfTheInternet(_ text: String) {
        #expect(InternetTime.seconds(text) == nil)
    }
}
