internal import Glibc
internal import HelmProcess

/// Runs credential plugins and remembers what they told until it expires.
///
/// One for the process: a plugin may take seconds, and what it tells depends on nothing but its ``CredentialPlugin``.
actor CredentialPlugins {
    static let shared = CredentialPlugins()

    private static let capacity = 64
    private let timeout: Duration
    private let outputLimit: Int
    private var known: [CredentialPlugin: PluginCredential] = [:]
    /// Runs under way, so that many requests at once start a program once.
    private var runs: [CredentialPlugin: Task<Result<PluginCredential, KubeError>, Never>] = [:]

    init(timeout: Duration = .seconds(60), outputLimit: Int = 1 << 20) {
        self.timeout = timeout
        self.outputLimit = outputLimit
    }

    /// - Throws: ``KubeError`` with code `configuration` and client-go's words.
    func credential(for plugin: CredentialPlugin) async throws(KubeError) -> PluginCredential {
        if let credential = known[plugin], !Self.isExpired(credential) { return credential }
        return try await run(plugin)
    }

    /// Another credential than `used`, which the server did not take.
    func credential(after used: PluginCredential, for plugin: CredentialPlugin) async throws(KubeError)
        -> PluginCredential
    {
        // Somebody else was told the same before, and has asked already.
        if let credential = known[plugin], credential != used, !Self.isExpired(credential) { return credential }
        return try await run(plugin)
    }

    private func run(_ plugin: CredentialPlugin) async throws(KubeError) -> PluginCredential {
        if let run = runs[plugin] { return try await run.value.get() }
        // Unstructured, because several callers wait for it: none of them ends it. The timeout bounds it.
        let run = Task { [timeout, outputLimit] in await Self.result(plugin, timeout, outputLimit) }
        runs[plugin] = run
        let result = await run.value
        runs[plugin] = nil
        let credential = try result.get()
        if known[plugin] == nil, known.count >= Self.capacity { known.removeAll() }
        known[plugin] = credential
        return credential
    }

    private static func isExpired(_ credential: PluginCredential) -> Bool {
        guard let expiry = credential.expiresAt else { return false }
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) >= expiry
    }

    private static func result(
        _ plugin: CredentialPlugin, _ timeout: Duration, _ outputLimit: Int
    ) async -> Result<PluginCredential, KubeError> {
        do {
            return .success(try await start(plugin, timeout, outputLimit))
        } catch {
            return .failure(error)
        }
    }

    private static func start(
        _ plugin: CredentialPlugin, _ timeout: Duration, _ outputLimit: Int
    ) async throws(KubeError) -> PluginCredential {
        if plugin.interactiveMode == "Always" {
            throw KubeError(
                .configuration, "exec plugin cannot support interactive mode: standard input is not a terminal")
        }
        let texts = [plugin.command] + plugin.arguments + plugin.environment.flatMap { [$0.name, $0.value] }
        guard !texts.contains(where: { $0.utf8.contains(0) }) else {
            throw KubeError(.configuration, "exec: invalid argument")
        }
        guard Program.isInstalled(plugin.command) else { throw notFound(plugin) }
        var program = Program(name: plugin.command, arguments: plugin.arguments)
        program.environment = plugin.environment.map { ($0.name, $0.value) }
        program.environment.append(("KUBERNETES_EXEC_INFO", plugin.information))
        // Plugins say there what is wrong; the server's log is where it is looked for.
        program.sharesErrors = true
        let result: ProgramResult
        do {
            result = try await program.run(input: [], timeout: timeout, outputLimit: outputLimit)
        } catch {
            throw KubeError(.configuration, "exec: executable \(plugin.command): \(error.reason)")
        }
        guard result.status == 0 else {
            throw KubeError(
                .configuration, "exec: executable \(plugin.command) failed with exit code \(result.status)")
        }
        return try PluginCredential(result.output, apiVersion: plugin.apiVersion)
    }

    private static func notFound(_ plugin: CredentialPlugin) -> KubeError {
        let help = """


            It looks like you are trying to use a client-go credential plugin that is not installed.

            To learn more about this feature, consult the documentation available at:
                  https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
            """
        let hint = plugin.installHint.isEmpty ? "" : "\n\n\(plugin.installHint)"
        return KubeError(.configuration, "exec: executable \(plugin.command) not found" + help + hint)
    }
}
