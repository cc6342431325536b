internal import HelmKube
internal import HTTPTypes

extension ClusterSelection {
    /// Which cluster a request names, and as whom. A header wins over the query.
    init(_ request: APIRequest) throws(APIError) {
        self.init()
        context = request.query("kube_context") ?? ""
        configFile = request.query("kube_config") ?? ""
        token = request.header("X-KubeToken") ?? ""
        server = request.header("X-KubeApiServer") ?? ""
        certificateAuthority = request.header("X-KubeCA") ?? ""
        tlsServerName = request.header("X-KubeTLSServerName") ?? ""
        asUser = request.header("X-KubeAsUser") ?? ""
        asGroups = request.headers("X-KubeAsGroup")
        if let insecure = request.header("X-KubeInsecureSkipTLSVerify"), !insecure.isEmpty {
            isInsecure = try GoNumbers.parseBool(insecure)
        }
    }
}

extension ClusterPolicy {
    /// The clusters that the configuration and the launcher's environment allow.
    init(configuration: ServerConfiguration, environment: HelmEnvironment, variables: [String: String]) {
        self.init()
        kubeconfig = environment.kubeconfig
        context = environment.kubeContext
        overrides.token = environment.kubeToken
        overrides.server = environment.kubeAPIServer
        overrides.tlsServerName = environment.kubeTLSServerName
        overrides.isInsecure = environment.kubeInsecureSkipTLSVerify
        overrides.asUser = environment.kubeAsUser
        overrides.asGroups = environment.kubeAsGroups
        kubeConfigDirectories = configuration.kubeConfigDirs
        if let servers = configuration.allowedAPIServers { allowedServers = servers }
        overrides.certificateAuthorityFile = environment.kubeCAFile
        allowsInsecure = configuration.allowInsecureSkipTLSVerify
        requestRate = environment.qps
        requestBurst = environment.burstLimit
        self.environment = variables
    }
}
