import Foundation
import HelmHTTP
import Testing

@testable import HelmKube

@Suite final class ClusterResolverTests {
    let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "resolver-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/allowed", withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    @discardableResult
    private func write(_ name: String, _ text: String) throws -> String {
        let path = folder + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    private let config = """
        apiVersion: v1
        kind: Config
        current-context: one
        clusters:
        - name: c1
          cluster: {server: "https://one.example:6443/", certificate-authority-data: Q0E=, tls-server-name: kube}
        - name: c2
          cluster: {server: "https://two.example", insecure-skip-tls-verify: true, proxy-url: "http://proxy:3128"}
        - name: c3
          cluster: {server: "https://three.example", certificate-authority: ca.pem}
        users:
        - name: token
          user: {token: secret-token}
        - name: cert
          user: {client-certificate-data: Q0VSVA==, client-key: key.pem, as: jane, as-groups: [dev]}
        - name: exec
          user: {exec: {command: /bin/rm, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}}
        - name: basic
          user: {username: u, password: p}
        contexts:
        - name: one
          context: {cluster: c1, user: token, namespace: team}
        - name: two
          context: {cluster: c2, user: cert}
        - name: three
          context: {cluster: c3, user: basic}
        - name: plug
          context: {cluster: c1, user: exec}
        - name: lost
          context: {cluster: nowhere, user: token}
        - name: nobody
          context: {cluster: c1, user: ghost}
        """

    private func resolver(_ change: (inout ClusterPolicy) -> Void = { _ in }) throws -> ClusterResolver {
        var policy = ClusterPolicy()
        policy.kubeconfig = try write("config", config)
        try write("key.pem", "KEY")
        try write("ca.pem", "PEM")
        change(&policy)
        return ClusterResolver(policy: policy)
    }

    private func failure(_ resolver: ClusterResolver, _ change: (inout ClusterSelection) -> Void) -> KubeError? {
        do {
            _ = try connection(resolver, change)
            return nil
        } catch {
            return error
        }
    }

    private func connection(
        _ resolver: ClusterResolver, _ change: (inout ClusterSelection) -> Void = { _ in }
    ) throws(KubeError) -> ClusterConnection {
        var selection = ClusterSelection()
        change(&selection)
        return try resolver.connection(for: selection)
    }

    @Test func currentContext() throws {
        let connection = try connection(resolver())
        #expect(connection.server == "https://one.example:6443")
        #expect(connection.tls.certificateAuthority == Array("CA".utf8))
        #expect(connection.tls.serverName == "kube")
        #expect(connection.credentials.kind == .bearerToken("secret-token"))
        #expect(connection.namespace == "team")
    }

    @Test func certificatesProxyAndImpersonation() throws {
        let connection = try connection(resolver()) { $0.context = "two" }
        #expect(connection.tls.isInsecure)
        #expect(connection.proxy == .url("http://proxy:3128"))
        #expect(connection.credentials.clientCertificate == Array("CERT".utf8))
        #expect(connection.credentials.clientKey == Array("KEY".utf8))
        #expect(connection.impersonation == Impersonation(user: "jane", groups: ["dev"]))
        #expect(connection.namespace == "default")
    }

    @Test func filesAreRelativeToTheKubeconfig() throws {
        let connection = try connection(resolver { $0.context = "three" })
        #expect(connection.tls.certificateAuthority == Array("PEM".utf8))
        #expect(connection.credentials.kind == .basic(user: "u", password: "p"))
    }

    @Test(arguments: [
        ("nope", "context \"nope\" does not exist"), ("lost", "cluster \"nowhere\" does not exist"),
        ("nobody", "auth info \"ghost\" does not exist"),
    ])
    func missingParts(_ context: String, _ text: String) throws {
        let error = failure(try resolver()) { $0.context = context }
        #expect(error?.code == .contextNotFound)
        #expect(error?.message == text)
    }

    @Test func pluginsOfRequestedFilesAreRefused() throws {
        let requested = failure(try resolver()) {
            $0.context = "plug"
            $0.configFile = folder + "/config"
        }
        #expect(requested?.code == .notAllowed)
        // A token replaces the user: the plugin is not even looked at.
        let connection = try connection(resolver()) {
            $0.context = "plug"
            $0.token = "mine"
        }
        #expect(connection.credentials.kind == .bearerToken("mine"))
    }

    @Test func theLaunchersOwnOverrides() throws {
        let resolver = try resolver {
            $0.context = "plug"
            $0.overrides.token = "own"
            $0.overrides.server = "https://elsewhere.example"
        }
        let connection = try connection(resolver)
        #expect(connection.server == "https://elsewhere.example")
        #expect(connection.credentials == Credentials(.bearerToken("own")))
        let caller = try self.connection(resolver) { $0.token = "caller" }
        #expect(caller.credentials == Credentials(.bearerToken("caller")))
    }

    @Test func aTokenReplacesEveryCredential() throws {
        let connection = try connection(resolver()) {
            $0.context = "two"
            $0.token = "mine"
        }
        #expect(connection.server == "https://two.example")
        #expect(connection.credentials == Credentials(.bearerToken("mine")))
        #expect(connection.impersonation.isEmpty)
    }

    @Test func anotherServerNeedsAToken() throws {
        let error = failure(try resolver()) { $0.server = "https://evil.example" }
        #expect(error?.code == .notAllowed)
        let own = try connection(resolver()) { $0.server = "https://one.example:6443/" }
        #expect(own.credentials.kind == .bearerToken("secret-token"))
        let other = try connection(resolver()) {
            $0.server = "https://other.example:6443"
            $0.token = "mine"
            $0.certificateAuthority = "Q0E="
            $0.tlsServerName = "x"
        }
        #expect(other.server == "https://other.example:6443")
        #expect(other.credentials == Credentials(.bearerToken("mine")))
        #expect(other.tls.certificateAuthority == Array("CA".utf8))
        #expect(other.tls.serverName == "x")
    }

    @Test(arguments: ["http://plain.example", "ftp://x", "https://user:pass@host", "https://host/?q=1", "https://"])
    func serversThatAreRefused(_ server: String) throws {
        let error = failure(try resolver()) {
            $0.server = server
            $0.token = "mine"
        }
        #expect(error?.code == .notAllowed || error?.code == .configuration)
        #expect(error?.message.contains("pass") == false)
    }

    @Test func allowedServersArePatterns() throws {
        let narrow = try resolver { $0.allowedServers = ["https://*.prod.example:6443"] }
        let good = try connection(narrow) {
            $0.server = "https://a.prod.example:6443"
            $0.token = "t"
        }
        #expect(good.server == "https://a.prod.example:6443")
        let error = failure(narrow) {
            $0.server = "https://a.test.example:6443"
            $0.token = "t"
        }
        #expect(error?.code == .notAllowed)
    }

    @Test func insecureOnlyWhereAllowed() throws {
        #expect(failure(try resolver()) { $0.isInsecure = true }?.code == .notAllowed)
        let connection = try connection(resolver { $0.allowsInsecure = true }) { $0.isInsecure = true }
        #expect(connection.tls.isInsecure)
    }

    @Test func impersonationHeaders() throws {
        let connection = try connection(resolver()) {
            $0.asUser = "joe"
            $0.asGroups = ["a", "b"]
        }
        #expect(connection.impersonation == Impersonation(user: "joe", groups: ["a", "b"]))
        #expect(failure(try resolver()) { $0.asGroups = ["a"] }?.code == .configuration)
    }

    @Test func requestedFilesMustLieInAllowedFolders() throws {
        try write("allowed/other", config.replacingOccurrences(of: "one.example", with: "other.example"))
        let outside = NSTemporaryDirectory() + "outside-\(UUID().uuidString)"
        try Data(config.utf8).write(to: URL(fileURLWithPath: outside))
        defer { try? FileManager.default.removeItem(atPath: outside) }
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/allowed/link", withDestinationPath: outside)
        let resolver = try resolver { $0.kubeConfigDirectories = [self.folder + "/allowed"] }
        #expect(try connection(resolver) { $0.configFile = "other" }.server == "https://other.example:6443")
        for name in [outside, "../config", "link", "/etc/passwd", folder + "/config", "missing", ""] where !name.isEmpty
        {
            #expect(failure(resolver) { $0.configFile = name }?.code == .notAllowed, "\(name)")
        }
    }

    @Test func filesOfKubeconfigAreMerged() throws {
        let first = try write("first", "current-context: two\nusers:\n- {name: token, user: {token: first}}\n")
        let second = try write("second", config)
        try write("key.pem", "KEY")
        var policy = ClusterPolicy()
        policy.environment["KUBECONFIG"] = "\(folder)/absent:\(first):\(second)"
        let resolver = ClusterResolver(policy: policy)
        #expect(try connection(resolver).server == "https://two.example")
        #expect(try connection(resolver) { $0.context = "one" }.credentials.kind == .bearerToken("first"))
    }

    @Test func withoutAnything() throws {
        var policy = ClusterPolicy()
        policy.environment["HOME"] = folder
        let error = failure(ClusterResolver(policy: policy)) { _ in }
        #expect(error?.code == .noCluster)
        #expect(error?.message.contains("--embedded") == true)
        policy.kubeconfig = folder + "/absent"
        #expect(failure(ClusterResolver(policy: policy)) { _ in }?.code == .configuration)
    }

    @Test func inCluster() throws {
        try FileManager.default.createDirectory(atPath: folder + "/sa", withIntermediateDirectories: true)
        try write("sa/token", "pod-token\n")
        try write("sa/ca.crt", "PEM")
        try write("sa/namespace", "apps")
        var policy = ClusterPolicy()
        policy.serviceAccountDirectory = folder + "/sa"
        policy.environment = ["KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"]
        let connection = try connection(ClusterResolver(policy: policy))
        #expect(connection.server == "https://10.0.0.1:443")
        #expect(connection.credentials.kind == .tokenFile(folder + "/sa/token"))
        #expect(connection.namespace == "apps")
        #expect(try TokenFiles().token(folder + "/sa/token") == "pod-token")
    }

    @Test(arguments: ["", "a: [", "- 1", "clusters: 1", "clusters: [{name: [1]}]", "current-context: {}"])
    func brokenKubeconfigs(_ text: String) throws {
        var policy = ClusterPolicy()
        policy.kubeconfig = try write("broken", text)
        #expect(failure(ClusterResolver(policy: policy)) { _ in } != nil)
    }

    @Test func nothingPrintsCredentials() throws {
        let connection = try connection(resolver())
        #expect(!"\(connection)".contains("secret-token"))
        #expect(!"\(connection.identity)".contains("secret-token"))
        #expect(!String(reflecting: connection).contains("secret-token"))
        #expect(!String(reflecting: connection.identity).contains("secret-token"))
    }

    @Test(arguments: [
        ("http://far.example", false), ("http://localhost.far.example", false), ("http://127.far.example", false),
        ("http://127.0.0.1:8080", true), ("http://localhost", true), ("http://[::1]:80", true),
    ])
    func plainHTTPCarriesCredentialsOnTheMachineOnly(_ server: String, _ carries: Bool) throws {
        var policy = ClusterPolicy()
        policy.kubeconfig = try write(
            "plain", config.replacingOccurrences(of: "https://one.example:6443/", with: server))
        let connection = try connection(ClusterResolver(policy: policy))
        #expect((connection.credentials.kind == .bearerToken("secret-token")) == carries)
    }

    @Test func credentialsInTheAddress() throws {
        var policy = ClusterPolicy()
        policy.kubeconfig = try write(
            "address", config.replacingOccurrences(of: "https://one.example:6443/", with: "http://u:p%40@far.example"))
        let connection = try connection(ClusterResolver(policy: policy))
        #expect(connection.server == "http://far.example")
        #expect(connection.credentials.kind == .basic(user: "u", password: "p@"))
    }

    @Test func identityTellsCallersApart() throws {
        let own = try connection(resolver())
        let other = try connection(resolver()) { $0.token = "mine" }
        #expect(own.identity == (try connection(resolver())).identity)
        #expect(own.identity != other.identity)
    }
}
