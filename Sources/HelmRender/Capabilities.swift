internal import HelmValues

/// What the cluster can do, as templates see it in `.Capabilities`.
public struct Capabilities: Sendable, Equatable {
    public var kubeVersion: KubeVersion
    /// `v1`, `apps/v1`, `apps/v1/Deployment`, in the order given.
    public var apiVersions: [String]
    public var helmVersion = HelmVersion()

    public init(kubeVersion: KubeVersion, apiVersions: [String]) {
        self.kubeVersion = kubeVersion
        self.apiVersions = apiVersions
    }

    /// `.Capabilities.HelmVersion`: the Helm whose behaviour this is.
    public struct HelmVersion: Sendable, Equatable {
        public var version = "v4.2"
        public var gitCommit = ""
        public var gitTreeState = ""
        public var goVersion = "go1.26.6"
        public var kubeClientVersion = "v1.36"

        public init() {}
    }

    /// What Helm assumes without a cluster: its client libraries' own version and API groups.
    public static let `default` = Capabilities(
        kubeVersion: KubeVersion(version: "v1.36.0", normalized: "v1.36.0", major: "1", minor: "36"),
        apiVersions: defaultAPIVersions)

    /// With the API versions that a user adds (`--api-versions`).
    public func adding(apiVersions: [String]) -> Capabilities {
        var result = self
        result.apiVersions += apiVersions
        return result
    }

    // Kubernetes' client libraries 0.36.1, in the order in which Helm lists them.
    private static let defaultAPIVersions = [
        "v1", "admissionregistration.k8s.io/v1", "admissionregistration.k8s.io/v1alpha1",
        "admissionregistration.k8s.io/v1beta1", "internal.apiserver.k8s.io/v1alpha1", "apps/v1", "apps/v1beta1",
        "apps/v1beta2", "authentication.k8s.io/v1", "authentication.k8s.io/v1alpha1", "authentication.k8s.io/v1beta1",
        "authorization.k8s.io/v1", "authorization.k8s.io/v1beta1", "autoscaling/v1", "autoscaling/v2", "batch/v1",
        "batch/v1beta1", "certificates.k8s.io/v1", "certificates.k8s.io/v1beta1", "certificates.k8s.io/v1alpha1",
        "coordination.k8s.io/v1alpha2", "coordination.k8s.io/v1beta1", "coordination.k8s.io/v1", "discovery.k8s.io/v1",
        "discovery.k8s.io/v1beta1", "events.k8s.io/v1", "events.k8s.io/v1beta1", "extensions/v1beta1",
        "flowcontrol.apiserver.k8s.io/v1", "flowcontrol.apiserver.k8s.io/v1beta1",
        "flowcontrol.apiserver.k8s.io/v1beta2", "flowcontrol.apiserver.k8s.io/v1beta3", "networking.k8s.io/v1",
        "networking.k8s.io/v1beta1", "node.k8s.io/v1", "node.k8s.io/v1alpha1", "node.k8s.io/v1beta1", "policy/v1",
        "policy/v1beta1", "rbac.authorization.k8s.io/v1", "rbac.authorization.k8s.io/v1beta1",
        "rbac.authorization.k8s.io/v1alpha1", "resource.k8s.io/v1", "resource.k8s.io/v1beta2",
        "resource.k8s.io/v1beta1", "resource.k8s.io/v1alpha3", "scheduling.k8s.io/v1alpha2",
        "scheduling.k8s.io/v1beta1", "scheduling.k8s.io/v1", "storage.k8s.io/v1beta1", "storage.k8s.io/v1",
        "storage.k8s.io/v1alpha1", "storagemigration.k8s.io/v1beta1", "apiextensions.k8s.io/v1beta1",
        "apiextensions.k8s.io/v1",
    ]
}

/// A version of Kubernetes.
public struct KubeVersion: Sendable, Equatable {
    /// In full: `v1.33.4-gke.1245000`.
    public var version: String
    /// Without suffixes, for constraints; empty when a server told the version, whose full text then counts.
    public var normalized: String
    public var major: String
    public var minor: String

    /// As a server tells it: `v1.36.0`, `1`, `36+`.
    public init(version: String, normalized: String = "", major: String, minor: String) {
        self.version = version
        self.normalized = normalized
        self.major = major
        self.minor = minor
    }

    /// As a user gives it (`--kube-version`).
    ///
    /// Kubernetes: apimachinery util/version, ParseGeneric
    public init(parsing text: String) throws(RenderError) {
        let trimmed = text.unicodeScalars.drop { $0.properties.isWhitespace }
        let numbers = (trimmed.first == "v" ? trimmed.dropFirst() : trimmed).prefix {
            $0 == "." || ("0"..."9").contains($0)
        }
        var components = numbers.split(separator: ".", omittingEmptySubsequences: false).map { String($0) }
        // A point that no number follows belongs to the suffix.
        if let end = components.dropFirst().firstIndex(of: "") { components.removeSubrange(end...) }
        let quoted = GoQuote.quoted(text)
        guard let first = components.first, !first.isEmpty else {
            throw RenderError(.values, "could not parse \(quoted) as version")
        }
        guard components.count > 1 else { throw RenderError(.values, "illegal version string \(quoted)") }
        if first.utf8.first == UInt8(ascii: "0"), first.utf8.count > 1 {
            throw RenderError(
                .values, "illegal zero-prefixed version component \(GoQuote.quoted(first)) in \(quoted)")
        }
        let values = components.compactMap { UInt64($0) }
        guard values.count == components.count else {
            throw RenderError(.values, "illegal version string \(quoted)")
        }
        version = text.utf8.first == UInt8(ascii: "v") ? text : "v\(text)"
        normalized = "v" + values.map(String.init).joined(separator: ".")
        major = String(values[0])
        minor = String(values[1])
    }

    /// What constraints are checked against.
    public var comparable: String { normalized.isEmpty ? version : normalized }
}
