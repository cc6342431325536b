public import HelmChart
public import HelmKube
public import HelmRelease
public import HelmValues
internal import KubeSchema

/// What ``Uninstall`` did.
public struct UninstallResult: Sendable {
    /// Nil when there was no release and that was to be ignored.
    public var release: Release?
    /// Objects that stay because of their resource policy: Helm's text, empty when there are none.
    public var info: String
}

/// What ``Status`` knows.
public struct StatusResult: Sendable {
    public var release: Release
    /// The objects of the release as they are now; empty when they were not asked for.
    public var resources: [ResourceStatus]
}

/// One object of a release, live.
public struct ResourceStatus: Sendable, Equatable {
    public var apiVersion: String
    public var kind: String
    public var name: String
    /// Empty for objects without one.
    public var namespace: String
    /// `Current`, `InProgress`, `Failed`, `Terminating`, `NotFound` or `Unknown`.
    public var status: String
    public var message: String

    public init(
        apiVersion: String, kind: String, name: String, namespace: String, status: String, message: String
    ) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.name = name
        self.namespace = namespace
        self.status = status
        self.message = message
    }
}

extension ResourceStatus {
    /// Of an object of a manifest.
    public init(_ object: KubeObject, status: String, message: String) {
        self.init(
            apiVersion: object.kind.apiVersion, kind: object.kind.kind, name: object.name,
            namespace: object.namespace ?? "", status: status, message: message)
    }
}

/// What ``Template`` rendered.
public struct TemplateResult: Sendable {
    public var manifest: String
    public var hooks: [Hook]
    public var notes: String
    /// The text that `helm template` prints.
    public var text: String
}

/// `helm get metadata`.
public struct ReleaseMetadata: Sendable {
    public var name: String
    public var chart: String
    public var version: String
    public var appVersion: String
    public var annotations: ByteOrderedMap<String>
    public var labels: ByteOrderedMap<String>
    public var dependencies: [ChartDependency]
    public var namespace: String
    public var revision: Int
    public var status: ReleaseStatus
    public var deployedAt: Timestamp?
    public var applyMethod: HelmRelease.ApplyMethod?
}
