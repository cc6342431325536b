internal import HelmHTTP
internal import HelmValues

/// Turns what a request says into a connection.
public struct ClusterResolver: Sendable {
    public let policy: ClusterPolicy
    /// How fast its connections may be used.
    public let limits: RateLimits

    public init(policy: ClusterPolicy) {
        self.policy = policy
        limits = RateLimits(rate: policy.requestRate, burst: policy.requestBurst)
    }

    /// The connection that a request asks for. Reads files; does not talk to the cluster.
    ///
    /// With a token of the caller's, no credential of the server's own goes along.
    /// - Throws: ``KubeError`` with code `contextNotFound` (`context "nope" does not exist`), `notAllowed`,
    ///   `configuration`, `unsupported` or `noCluster`.
    public func connection(for selection: ClusterSelection) throws(KubeError) -> ClusterConnection {
        var connection: ClusterConnection
        if selection.server.isEmpty {
            connection = try base(for: selection)
            if !selection.token.isEmpty { connection.replaceCaller(with: selection.token) }
        } else {
            connection = try named(selection)
        }
        try applyTLS(of: selection, to: &connection)
        if !selection.asUser.isEmpty || !selection.asGroups.isEmpty {
            connection.impersonation = try Self.impersonation(selection.asUser, selection.asGroups)
        }
        return connection
    }

    // MARK: A server that the request names

    private func named(_ selection: ClusterSelection) throws(KubeError) -> ClusterConnection {
        let server = try ServerAddress.normalized(selection.server)
        let own = try? base(for: selection)
        if let own, own.server == server {
            var connection = own
            if !selection.token.isEmpty { connection.replaceCaller(with: selection.token) }
            return connection
        }
        guard !selection.token.isEmpty else {
            // The server's own credentials must never reach an address that a caller chose.
            throw KubeError(.notAllowed, "X-KubeApiServer needs X-KubeToken")
        }
        guard policy.allowedServers.contains(where: { ServerAddress.matches(server, pattern: $0) }) else {
            throw KubeError(.notAllowed, "API server \"\(server)\" is not among the allowed API servers")
        }
        var connection = ClusterConnection(
            server: server, credentials: Credentials(.bearerToken(selection.token)))
        connection.isCallerNamed = true
        return connection
    }

    private func applyTLS(of selection: ClusterSelection, to connection: inout ClusterConnection) throws(KubeError) {
        if !selection.certificateAuthority.isEmpty {
            guard let pem = Base64.decode(selection.certificateAuthority.utf8), !pem.isEmpty else {
                throw KubeError(.configuration, "X-KubeCA is not base64")
            }
            connection.tls.certificateAuthority = pem
        }
        if !selection.tlsServerName.isEmpty { connection.tls.serverName = selection.tlsServerName }
        if selection.isInsecure {
            guard policy.allowsInsecure else {
                throw KubeError(.notAllowed, "X-KubeInsecureSkipTLSVerify is not allowed by the configuration")
            }
            connection.tls.isInsecure = true
            connection.tls.certificateAuthority = nil
        }
    }

    private static func impersonation(_ user: String, _ groups: [String]) throws(KubeError) -> Impersonation {
        // client-go: transport/round_trippers.go
        guard !user.isEmpty else {
            throw KubeError(
                .configuration, "requesting uid, groups or user-extra for  without impersonating a user")
        }
        return Impersonation(user: user, groups: groups)
    }

    // MARK: A server that the launcher or a kubeconfig names

    private func base(for selection: ClusterSelection) throws(KubeError) -> ClusterConnection {
        if !selection.configFile.isEmpty {
            let config = try Kubeconfig(file: try allowedFile(selection.configFile))
            return try connection(
                config, context: selection.context, caller: selection.token.isEmpty ? .untrusted : .replaced)
        }
        var connection = try own(
            context: selection.context,
            caller: selection.token.isEmpty && policy.overrides.token.isEmpty ? .trusted : .replaced)
        try apply(policy.overrides, to: &connection)
        if case .plugin(var plugin) = connection.credentials.kind {
            // Now, before anything that the request says about the connection could reach the program.
            plugin.bind(to: connection)
            connection.credentials.kind = .plugin(plugin)
        }
        return connection
    }

    private func own(context: String, caller: Caller) throws(KubeError) -> ClusterConnection {
        let config = try ownConfig()
        let context = context.isEmpty ? policy.context : context
        if let config, !config.contexts.isEmpty || !context.isEmpty || !config.clusters.isEmpty {
            return try connection(config, context: context, caller: caller)
        }
        if !context.isEmpty { throw KubeError(.contextNotFound, "context \"\(context)\" does not exist") }
        if let connection = try InClusterAccount(policy: policy)?.connection() { return connection }
        if !policy.overrides.server.isEmpty { return ClusterConnection(server: policy.overrides.server) }
        throw KubeError(
            .noCluster,
            "no cluster is configured: give --kubeconfig (or KUBECONFIG), run in a cluster, or start with --embedded")
    }

    /// The launcher's kubeconfig, merged; nil when there is none at all.
    private func ownConfig() throws(KubeError) -> Kubeconfig? {
        let (files, mustExist) = ownFiles()
        var result: Kubeconfig?
        for file in files where mustExist || FileReader.exists(file) {
            guard FileReader.exists(file) else {
                throw KubeError(.configuration, "stat \(file): no such file or directory")
            }
            let config = try Kubeconfig(file: file)
            if result == nil { result = config } else { result?.merge(config) }
        }
        return result
    }

    private func ownFiles() -> (files: [String], mustExist: Bool) {
        func split(_ list: String) -> [String] { list.split(separator: ":").map(String.init) }
        let given = split(policy.kubeconfig)
        if !given.isEmpty { return (given, given.count == 1) }
        let listed = split(policy.environment["KUBECONFIG"] ?? "")
        if !listed.isEmpty { return (listed, false) }
        guard let home = policy.environment["HOME"], !home.isEmpty else { return ([], false) }
        return ([home + "/.kube/config"], false)
    }

    /// The one gate for a kubeconfig that a request names: links resolved, it must lie in an allowed folder.
    private func allowedFile(_ name: String) throws(KubeError) -> String {
        let folders = policy.kubeConfigDirectories ?? ownFiles().files.prefix(1).map(FileReader.folder(of:))
        let refusal = KubeError(.notAllowed, "kube_config \"\(name)\" is not in an allowed folder")
        guard !name.utf8.contains(0) else { throw refusal }
        for folder in folders {
            guard let root = FileReader.canonical(folder) else { continue }
            guard let path = FileReader.canonical(name.hasPrefix("/") ? name : folder + "/" + name) else { continue }
            if path.hasPrefix(root == "/" ? "/" : root + "/") { return path }
        }
        throw refusal
    }

    private func apply(_ overrides: ConnectionOverrides, to connection: inout ClusterConnection) throws(KubeError) {
        if overrides.isEmpty { return }
        if !overrides.server.isEmpty { connection.server = try ServerAddress.normalized(overrides.server) }
        if !overrides.token.isEmpty { connection.replaceCaller(with: overrides.token) }
        if !overrides.certificateAuthorityFile.isEmpty {
            connection.tls.certificateAuthority = try FileReader.read(overrides.certificateAuthorityFile)
        }
        if !overrides.tlsServerName.isEmpty { connection.tls.serverName = overrides.tlsServerName }
        if overrides.isInsecure {
            connection.tls.isInsecure = true
            connection.tls.certificateAuthority = nil
        }
        if !overrides.asUser.isEmpty || !overrides.asGroups.isEmpty {
            connection.impersonation = try Self.impersonation(overrides.asUser, overrides.asGroups)
        }
    }

    // MARK: From a kubeconfig

    /// Whose credentials a kubeconfig's user gives.
    private enum Caller {
        /// The launcher's own: it may name plugins.
        case trusted
        /// Of a file that a request names.
        case untrusted
        /// Nobody's: the request brings a token, the user is not even read.
        case replaced
    }

    private func connection(
        _ config: Kubeconfig, context name: String, caller: Caller
    ) throws(KubeError) -> ClusterConnection {
        let wanted = name.isEmpty ? config.currentContext : name
        guard !wanted.isEmpty else {
            throw KubeError(.contextNotFound, "the kubeconfig has no current-context: name one")
        }
        guard let context = config.contexts[wanted] else {
            throw KubeError(.contextNotFound, "context \"\(wanted)\" does not exist")
        }
        guard let cluster = config.clusters[context.cluster] else {
            throw KubeError(.contextNotFound, "cluster \"\(context.cluster)\" does not exist")
        }
        var user = Kubeconfig.User()
        if !context.user.isEmpty, caller != .replaced {
            guard let entry = config.users[context.user] else {
                throw KubeError(.contextNotFound, "auth info \"\(context.user)\" does not exist")
            }
            user = entry
        }
        return try connection(cluster, user, context, caller)
    }

    private func connection(
        _ cluster: Kubeconfig.Cluster, _ user: Kubeconfig.User, _ context: Kubeconfig.Context, _ caller: Caller
    ) throws(KubeError) -> ClusterConnection {
        guard !cluster.server.isEmpty else {
            throw KubeError(.configuration, "cluster \"\(context.cluster)\" names no server")
        }
        var tls = TLSOptions(isInsecure: cluster.isInsecure)
        tls.certificateAuthority = try Self.content(cluster.certificateAuthorityData, cluster.certificateAuthorityFile)
        if !cluster.tlsServerName.isEmpty { tls.serverName = cluster.tlsServerName }
        if tls.isInsecure, tls.certificateAuthority != nil {
            // client-go: rest/transport.go
            throw KubeError(
                .configuration,
                "specifying a root certificates file with the insecure flag is not allowed")
        }
        let (address, embedded) = ServerAddress.separated(cluster.server)
        var credentials = try Self.credentials(user, context.user, cluster, caller)
        let server = try ServerAddress.normalized(address)
        // client-go takes no user of a kubeconfig over plain http; on the machine itself there is nobody to listen.
        if !ServerAddress.isPrivate(server) { credentials = Credentials() }
        if let embedded, credentials.kind == .anonymous, caller != .replaced { credentials.kind = embedded }
        return ClusterConnection(
            server: server, tls: tls, credentials: credentials,
            impersonation: user.impersonation,
            proxy: cluster.proxyURL.isEmpty ? .environment : .url(cluster.proxyURL),
            namespace: context.namespace.isEmpty ? "default" : context.namespace)
    }

    private static func credentials(
        _ user: Kubeconfig.User, _ name: String, _ cluster: Kubeconfig.Cluster, _ caller: Caller
    ) throws(KubeError) -> Credentials {
        if user.plugin != nil || user.hasAuthProvider, caller != .trusted {
            let kind = user.plugin == nil ? "auth-provider" : "exec"
            throw KubeError(.notAllowed, "user \"\(name)\": \(kind) is refused in a kubeconfig that a request names")
        }
        if var plugin = user.plugin {
            try plugin.validate(user: name, hasAuthProvider: user.hasAuthProvider)
            plugin.configuration = cluster.pluginConfiguration
            // client-go: whatever else the user has makes the plugin unnecessary.
            let own = try ownCredentials(user)
            return own == Credentials() ? Credentials(.plugin(plugin)) : own
        }
        if user.hasAuthProvider {
            throw KubeError(.unsupported, "user \"\(name)\": auth-provider is not supported: client-go has none either")
        }
        return try ownCredentials(user)
    }

    private static func ownCredentials(_ user: Kubeconfig.User) throws(KubeError) -> Credentials {
        // client-go: the file wins over the token, a token over basic authentication.
        let kind: Credentials.Kind =
            if !user.tokenFile.isEmpty {
                .tokenFile(user.tokenFile)
            } else if !user.token.isEmpty {
                .bearerToken(user.token)
            } else if !user.username.isEmpty || !user.password.isEmpty {
                .basic(user: user.username, password: user.password)
            } else {
                .anonymous
            }
        return Credentials(
            kind, clientCertificate: try content(user.clientCertificateData, user.clientCertificateFile),
            clientKey: try content(user.clientKeyData, user.clientKeyFile))
    }

    private static func content(_ data: [UInt8], _ file: String) throws(KubeError) -> [UInt8]? {
        if !data.isEmpty { return data }
        return file.isEmpty ? nil : try FileReader.read(file)
    }
}

extension ClusterConnection {
    /// Drops every credential and takes a token instead.
    fileprivate mutating func replaceCaller(with token: String) {
        credentials = Credentials(.bearerToken(token))
        impersonation = Impersonation()
    }
}
