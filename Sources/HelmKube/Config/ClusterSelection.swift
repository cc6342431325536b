/// Which cluster one request names, and as whom: query parameters and headers as they came. All empty means the
/// server's own cluster.
public struct ClusterSelection: Sendable, Hashable {
    /// Query `kube_context`.
    public var context = ""
    /// Query `kube_config`.
    public var configFile = ""
    /// Header `X-KubeToken`.
    public var token = ""
    /// Header `X-KubeApiServer`.
    public var server = ""
    /// Header `X-KubeCA`: base64 of PEM.
    public var certificateAuthority = ""
    /// Header `X-KubeTLSServerName`.
    public var tlsServerName = ""
    /// Header `X-KubeInsecureSkipTLSVerify`.
    public var isInsecure = false
    /// Header `X-KubeAsUser`.
    public var asUser = ""
    /// Headers `X-KubeAsGroup`.
    public var asGroups: [String] = []

    public init() {}
}

extension ClusterSelection: CustomStringConvertible {
    /// Leaves the token out.
    public var description: String { "ClusterSelection(context: \(context), server: \(server))" }
}

/// What the launcher configures about clusters.
public struct ClusterPolicy: Sendable {
    /// The launcher's `--kubeconfig`, files separated by `:` as in `KUBECONFIG`; empty takes `KUBECONFIG`, then
    /// `~/.kube/config`.
    public var kubeconfig = ""
    /// `--kube-context`.
    public var context = ""
    /// The launcher's own settings over its kubeconfig.
    public var overrides = ConnectionOverrides()
    /// Folders in which a request's `kube_config` may lie; nil allows the folder of the first own kubeconfig.
    public var kubeConfigDirectories: [String]?
    /// Patterns (`*` stands for any text) of API servers that `X-KubeApiServer` may name; default any https.
    public var allowedServers = ["https://*"]
    /// Whether `X-KubeInsecureSkipTLSVerify` is obeyed.
    public var allowsInsecure = false
    /// The environment: `KUBECONFIG`, `HOME`, `KUBERNETES_SERVICE_HOST`, `KUBERNETES_SERVICE_PORT`.
    public var environment: [String: String] = [:]
    /// Requests a second to one API server as one caller (`HELM_QPS`); 0 and less: no limit.
    public var requestRate = 0.0
    /// How many of them may go at once after a rest (`HELM_BURST_LIMIT`).
    public var requestBurst = 100
    /// Where a pod finds its service account.
    public var serviceAccountDirectory = "/var/run/secrets/kubernetes.io/serviceaccount"

    public init() {}
}

/// Settings of the launcher that win over its kubeconfig: `HELM_KUBEAPISERVER`, `HELM_KUBETOKEN` and so on.
public struct ConnectionOverrides: Sendable {
    public var server = ""
    public var token = ""
    public var certificateAuthorityFile = ""
    public var tlsServerName = ""
    public var isInsecure = false
    public var asUser = ""
    public var asGroups: [String] = []

    public init() {}

    var isEmpty: Bool {
        server.isEmpty && token.isEmpty && certificateAuthorityFile.isEmpty && tlsServerName.isEmpty && !isInsecure
            && asUser.isEmpty && asGroups.isEmpty
    }
}
