internal import HelmHTTP
internal import HelmValues

/// A program that a kubeconfig's user names (`exec`): it tells a token or a client certificate.
///
/// All of it, what it is told about the cluster included, is its identity: two users that differ in anything share no
/// credential. (client-go: plugin/pkg/client/auth/exec)
public struct CredentialPlugin: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    struct Variable: Sendable, Hashable {
        var name: String
        var value: String
    }

    /// A path, or a name to look for on the `PATH`.
    var command = ""
    var arguments: [String] = []
    var environment: [Variable] = []
    var apiVersion = ""
    var interactiveMode = ""
    var installHint = ""
    var providesClusterInfo = false
    /// JSON of the cluster's extension ``extensionName``; empty for none.
    var configuration: [UInt8] = []
    /// What the program is told about the cluster, as JSON; empty for nothing.
    private var clusterInfo: [UInt8] = []

    static let extensionName: Value = "client.authentication.k8s.io/exec"
    static let kind = "ExecCredential"
    private static let apiVersions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"]

    /// Arguments and variables may be secrets.
    public var description: String { "<redacted>" }
    public var debugDescription: String { "<redacted>" }

    /// client-go: tools/clientcmd/validation.go
    mutating func validate(user: String, hasAuthProvider: Bool) throws(KubeError) {
        if interactiveMode.isEmpty, apiVersion == Self.apiVersions[1] { interactiveMode = "IfAvailable" }
        let use = "must be specified for \(user) to use exec authentication plugin"
        var problems: [String] = []
        if hasAuthProvider {
            problems.append("authProvider cannot be provided in combination with an exec plugin for \(user)")
        }
        if command.isEmpty { problems.append("command \(use)") }
        if apiVersion.isEmpty { problems.append("apiVersion \(use)") }
        for variable in environment where variable.name.isEmpty { problems.append("env variable name \(use)") }
        switch interactiveMode {
        case "": problems.append("interactiveMode \(use)")
        case "Never", "IfAvailable", "Always": break
        default: problems.append("invalid interactiveMode for \(user): \(GoQuote.quoted(interactiveMode))")
        }
        if !problems.isEmpty {
            let text = problems.count == 1 ? problems[0] : "[\(problems.joined(separator: ", "))]"
            throw KubeError(.configuration, "invalid configuration: " + text)
        }
        guard Self.apiVersions.contains(apiVersion) else {
            throw KubeError(.configuration, "exec plugin: invalid apiVersion \(GoQuote.quoted(apiVersion))")
        }
    }

    /// Takes over what the program may learn of the cluster.
    mutating func bind(to connection: ClusterConnection) {
        guard providesClusterInfo else { return }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("server")
        writer.string(connection.server)
        if let name = connection.tls.serverName, !name.isEmpty {
            writer.key("tls-server-name")
            writer.string(name)
        }
        if connection.tls.isInsecure {
            writer.key("insecure-skip-tls-verify")
            writer.bool(true)
        }
        if let authority = connection.tls.certificateAuthority, !authority.isEmpty {
            writer.key("certificate-authority-data")
            writer.string(String(decoding: Base64.encode(authority), as: UTF8.self))
        }
        if case .url(let proxy) = connection.proxy {
            writer.key("proxy-url")
            writer.string(proxy)
        }
        writer.key("config")
        writer.raw(configuration.isEmpty ? Array("null".utf8) : configuration)
        writer.endObject()
        clusterInfo = writer.bytes
    }

    /// `KUBERNETES_EXEC_INFO`.
    var information: String {
        var text = "{\"kind\":\"\(Self.kind)\",\"apiVersion\":\"\(apiVersion)\",\"spec\":{"
        if !clusterInfo.isEmpty { text += "\"cluster\":\(String(decoding: clusterInfo, as: UTF8.self))," }
        return text + "\"interactive\":false}}"
    }
}
