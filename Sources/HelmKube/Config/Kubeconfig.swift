internal import HelmValues
internal import HelmYAML

/// A kubeconfig: what `kubectl` reads, with every file name made absolute.
struct Kubeconfig: Sendable {
    struct Cluster: Sendable {
        var server = ""
        var certificateAuthorityFile = ""
        var certificateAuthorityData: [UInt8] = []
        var isInsecure = false
        var tlsServerName = ""
        var proxyURL = ""
        /// JSON that the cluster has for credential plugins; empty for none.
        var pluginConfiguration: [UInt8] = []
    }

    struct User: Sendable {
        var token = ""
        var tokenFile = ""
        var clientCertificateFile = ""
        var clientCertificateData: [UInt8] = []
        var clientKeyFile = ""
        var clientKeyData: [UInt8] = []
        var username = ""
        var password = ""
        var impersonation = Impersonation()
        /// `exec`: a program of the machine.
        var plugin: CredentialPlugin?
        var hasAuthProvider = false
    }

    struct Context: Sendable {
        var cluster = ""
        var user = ""
        var namespace = ""
    }

    var clusters: [String: Cluster] = [:]
    var users: [String: User] = [:]
    var contexts: [String: Context] = [:]
    var currentContext = ""

    init() {}

    /// Takes over what `other` has and this has not: the first file wins, as client-go merges.
    mutating func merge(_ other: Kubeconfig) {
        clusters.merge(other.clusters) { own, _ in own }
        users.merge(other.users) { own, _ in own }
        contexts.merge(other.contexts) { own, _ in own }
        if currentContext.isEmpty { currentContext = other.currentContext }
    }
}

extension Kubeconfig {
    /// Reads a file. Relative names in it are relative to its folder.
    init(file: String) throws(KubeError) {
        let bytes = try FileReader.read(file)
        do {
            try self.init(bytes: bytes, folder: FileReader.folder(of: file))
        } catch {
            throw KubeError(.configuration, "error loading config file \"\(file)\": \(error.message)")
        }
    }

    init(bytes: [UInt8], folder: String) throws(KubeError) {
        let root: Value
        do {
            root = try YAML.parse(bytes)
        } catch {
            throw KubeError(.configuration, error.message)
        }
        guard !root.isNull else { return }
        guard root.mapValue != nil else { throw KubeError(.configuration, "a kubeconfig must be a map") }
        let reader = KubeconfigReader(folder: folder)
        currentContext = try reader.text(root, "current-context")
        for (name, entry) in try reader.entries(root, "clusters", "cluster") {
            clusters[name] = try reader.cluster(entry, name)
        }
        for (name, entry) in try reader.entries(root, "users", "user") {
            users[name] = try reader.user(entry, name)
        }
        for (name, entry) in try reader.entries(root, "contexts", "context") {
            contexts[name] = Context(
                cluster: try reader.text(entry, "cluster"), user: try reader.text(entry, "user"),
                namespace: try reader.text(entry, "namespace"))
        }
    }
}

/// Reads the parts of one kubeconfig file.
private struct KubeconfigReader {
    let folder: String

    func text(_ value: Value, _ key: String) throws(KubeError) -> String {
        switch value[key] {
        case nil, .null: return ""
        case .string(let text): return text
        default: throw KubeError(.configuration, "\(key) must be a string")
        }
    }

    func flag(_ value: Value, _ key: String) throws(KubeError) -> Bool {
        switch value[key] {
        case nil, .null: return false
        case .bool(let flag): return flag
        default: throw KubeError(.configuration, "\(key) must be true or false")
        }
    }

    func entries(_ root: Value, _ list: String, _ key: String) throws(KubeError) -> [(name: String, entry: Value)] {
        switch root[list] {
        case nil, .null: return []
        case .list(let items):
            var result: [(name: String, entry: Value)] = []
            var names: Set<String> = []
            for item in items {
                let name = try text(item, "name")
                // Of entries with one name the first one counts.
                if names.insert(name).inserted { result.append((name, item[key] ?? .map([:]))) }
            }
            return result
        default: throw KubeError(.configuration, "\(list) must be a list")
        }
    }

    func cluster(_ value: Value, _ name: String) throws(KubeError) -> Kubeconfig.Cluster {
        var cluster = Kubeconfig.Cluster()
        cluster.server = try text(value, "server")
        cluster.certificateAuthorityFile = try file(value, "certificate-authority")
        cluster.certificateAuthorityData = try data(value, "certificate-authority-data", name)
        cluster.isInsecure = try flag(value, "insecure-skip-tls-verify")
        cluster.tlsServerName = try text(value, "tls-server-name")
        cluster.proxyURL = try text(value, "proxy-url")
        for entry in value["extensions"]?.listValue ?? [] where entry["name"] == CredentialPlugin.extensionName {
            if let configuration = entry["extension"] { cluster.pluginConfiguration = JSON.encode(configuration) }
        }
        return cluster
    }

    func user(_ value: Value, _ name: String) throws(KubeError) -> Kubeconfig.User {
        var user = Kubeconfig.User()
        user.token = try text(value, "token")
        user.tokenFile = try file(value, "tokenFile")
        user.clientCertificateFile = try file(value, "client-certificate")
        user.clientCertificateData = try data(value, "client-certificate-data", name)
        user.clientKeyFile = try file(value, "client-key")
        user.clientKeyData = try data(value, "client-key-data", name)
        user.username = try text(value, "username")
        user.password = try text(value, "password")
        user.impersonation.user = try text(value, "as")
        user.impersonation.uid = try text(value, "as-uid")
        user.impersonation.groups = value["as-groups"]?.listValue?.compactMap(\.stringValue) ?? []
        for entry in value["as-user-extra"]?.mapValue ?? [:] {
            user.impersonation.extra[entry.key] = entry.value.listValue?.compactMap(\.stringValue) ?? []
        }
        if let exec = value["exec"], !exec.isNull { user.plugin = try plugin(exec) }
        if let provider = value["auth-provider"], !provider.isNull { user.hasAuthProvider = true }
        return user
    }

    private func plugin(_ value: Value) throws(KubeError) -> CredentialPlugin {
        var plugin = CredentialPlugin()
        plugin.command = try text(value, "command")
        // A bare name is looked for on the `PATH`.
        if plugin.command.utf8.contains(UInt8(ascii: "/")) {
            plugin.command = FileReader.absolute(try file(value, "command"))
        }
        plugin.apiVersion = try text(value, "apiVersion")
        plugin.interactiveMode = try text(value, "interactiveMode")
        plugin.installHint = try text(value, "installHint")
        plugin.providesClusterInfo = try flag(value, "provideClusterInfo")
        for argument in try list(value, "args") {
            guard let text = argument.stringValue else { throw KubeError(.configuration, "args must be strings") }
            plugin.arguments.append(text)
        }
        for variable in try list(value, "env") {
            plugin.environment.append(.init(name: try text(variable, "name"), value: try text(variable, "value")))
        }
        return plugin
    }

    private func list(_ value: Value, _ key: String) throws(KubeError) -> [Value] {
        switch value[key] {
        case nil, .null: return []
        case .list(let items): return items
        default: throw KubeError(.configuration, "\(key) must be a list")
        }
    }

    private func file(_ value: Value, _ key: String) throws(KubeError) -> String {
        let name = try text(value, key)
        if name.isEmpty || name.hasPrefix("/") { return name }
        return folder + "/" + name
    }

    private func data(_ value: Value, _ key: String, _ name: String) throws(KubeError) -> [UInt8] {
        let encoded = try text(value, key)
        if encoded.isEmpty { return [] }
        guard let bytes = Base64.decode(encoded.utf8) else {
            throw KubeError(.configuration, "\(key) of \"\(name)\" is not base64")
        }
        return bytes
    }
}
