/// Helm's settings as its environment names carry them, with Helm's defaults. Command-line flags overwrite them.
///
/// Source: Helm, cli/environment.go.
public struct HelmEnvironment: Sendable, Equatable {
    public var binary: String
    public var cacheHome: String
    public var configHome: String
    public var dataHome: String
    public var contentCache: String
    public var plugins: String
    public var registryConfig: String
    /// Docker's own file, whose credentials count after those of ``registryConfig``.
    public var dockerConfig: String
    public var repositoryCache: String
    public var repositoryConfig: String
    public var debug: Bool
    public var namespace: String
    /// How many revisions an upgrade keeps; 0 keeps all.
    public var maxHistory: Int
    /// Requests that may be sent at once before ``qps`` throttles.
    public var burstLimit: Int
    public var qps: Double
    public var driver: String
    /// Paths of kubeconfig files, separated by `:`; empty means `~/.kube/config`.
    public var kubeconfig: String
    public var kubeContext: String
    public var kubeToken: String
    public var kubeAsUser: String
    public var kubeAsGroups: [String]
    public var kubeAPIServer: String
    public var kubeCAFile: String
    public var kubeInsecureSkipTLSVerify: Bool
    public var kubeTLSServerName: String

    /// - Parameters:
    ///   - variables: the process's environment.
    ///   - binary: the program's own name, shown as `HELM_BIN`.
    public init(variables: [String: String], binary: String = "helm-wrapper") {
        func text(_ name: String, _ fallback: String = "") -> String {
            variables[name].flatMap { $0.isEmpty ? nil : $0 } ?? fallback
        }
        func home(_ helm: String, _ xdg: String, _ fallback: String) -> String {
            let base = text(xdg, "\(text("HOME", "/"))/\(fallback)")
            return text(helm, "\(base)/helm")
        }
        func flag(_ name: String) -> Bool { ["1", "t", "T", "true", "TRUE", "True"].contains(text(name)) }

        self.binary = binary
        cacheHome = home("HELM_CACHE_HOME", "XDG_CACHE_HOME", ".cache")
        configHome = home("HELM_CONFIG_HOME", "XDG_CONFIG_HOME", ".config")
        dataHome = home("HELM_DATA_HOME", "XDG_DATA_HOME", ".local/share")
        contentCache = text("HELM_CONTENT_CACHE", "\(cacheHome)/content")
        plugins = text("HELM_PLUGINS", "\(dataHome)/plugins")
        registryConfig = text("HELM_REGISTRY_CONFIG", "\(configHome)/registry/config.json")
        dockerConfig = "\(text("DOCKER_CONFIG", "\(text("HOME", "/"))/.docker"))/config.json"
        repositoryCache = text("HELM_REPOSITORY_CACHE", "\(cacheHome)/repository")
        repositoryConfig = text("HELM_REPOSITORY_CONFIG", "\(configHome)/repositories.yaml")
        debug = flag("HELM_DEBUG")
        namespace = text("HELM_NAMESPACE", "default")
        maxHistory = Int(text("HELM_MAX_HISTORY")) ?? 10
        burstLimit = Int(text("HELM_BURST_LIMIT")) ?? 100
        qps = Double(text("HELM_QPS")) ?? 0
        driver = text("HELM_DRIVER")
        kubeconfig = text("KUBECONFIG")
        kubeContext = text("HELM_KUBECONTEXT")
        kubeToken = text("HELM_KUBETOKEN")
        kubeAsUser = text("HELM_KUBEASUSER")
        kubeAsGroups = text("HELM_KUBEASGROUPS").split(separator: ",").map(String.init)
        kubeAPIServer = text("HELM_KUBEAPISERVER")
        kubeCAFile = text("HELM_KUBECAFILE")
        kubeInsecureSkipTLSVerify = flag("HELM_KUBEINSECURE_SKIP_TLS_VERIFY")
        kubeTLSServerName = text("HELM_KUBETLS_SERVER_NAME")
    }

    /// Every name with its value, as `helm env` prints them; a token shows only that it is set.
    public var variables: [(name: String, value: String)] {
        [
            ("HELM_BIN", binary),
            ("HELM_BURST_LIMIT", "\(burstLimit)"),
            ("HELM_CACHE_HOME", cacheHome),
            ("HELM_CONFIG_HOME", configHome),
            ("HELM_CONTENT_CACHE", contentCache),
            ("HELM_DATA_HOME", dataHome),
            ("HELM_DEBUG", "\(debug)"),
            ("HELM_DRIVER", driver),
            ("HELM_KUBEAPISERVER", kubeAPIServer),
            ("HELM_KUBEASGROUPS", kubeAsGroups.joined(separator: ",")),
            ("HELM_KUBEASUSER", kubeAsUser),
            ("HELM_KUBECAFILE", kubeCAFile),
            ("HELM_KUBECONTEXT", kubeContext),
            ("HELM_KUBEINSECURE_SKIP_TLS_VERIFY", "\(kubeInsecureSkipTLSVerify)"),
            ("HELM_KUBETLS_SERVER_NAME", kubeTLSServerName),
            ("HELM_KUBETOKEN", kubeToken.isEmpty ? "" : "<redacted>"),
            ("HELM_MAX_HISTORY", "\(maxHistory)"),
            ("HELM_NAMESPACE", namespace),
            ("HELM_PLUGINS", plugins),
            ("HELM_QPS", twoDecimals(qps)),
            ("HELM_REGISTRY_CONFIG", registryConfig),
            ("HELM_REPOSITORY_CACHE", repositoryCache),
            ("HELM_REPOSITORY_CONFIG", repositoryConfig),
            ("KUBECONFIG", kubeconfig),
        ]
    }
}

extension HelmEnvironment: CustomStringConvertible, CustomDebugStringConvertible {
    /// Without the token.
    public var description: String { variables.map { "\($0.name)=\($0.value)" }.joined(separator: " ") }
    public var debugDescription: String { description }
}

/// Go's `%.2f` for the small numbers that a rate limit is.
private func twoDecimals(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let fraction = "\(hundredths % 100)"
    return "\(hundredths / 100).\(fraction.count == 1 ? "0" : "")\(fraction)"
}
