/// What the cluster can do, as templates see it in `.Capabilities`.
public struct Capabilities: Sendable, Equatable {
    /// As the server tells it: `v1.36.0`, `v1.30.5-gke.1`.
    public var kubeVersion: String
    /// `v1`, `apps/v1`, `apps/v1/Deployment`, in the order given.
    public var apiVersions: [String]
    public var helmVersion = HelmVersion()

    public init(kubeVersion: String, apiVersions: [String]) {
        self.kubeVersion = kubeVersion
        self.apiVersions = apiVersions
    }

    /// `.Capabilities.HelmVersion`: the Helm whose behaviour this is.
    public struct HelmVersion: Sendable, Equatable {
        public var version = "v4.2"
        public var gitCommit = ""
        public var gitTreeState = ""
        public var goVersion = ""

        public init() {}
    }

    /// What Helm assumes without a cluster: its client libraries' own version and API groups.
    public static let `default` = Capabilities(kubeVersion: "v1.36.0", apiVersions: ["v1"])
}
