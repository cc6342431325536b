public import HelmValues

/// How objects are changed and waited for: what install, upgrade and rollback share.
public struct ApplyOptions: Sendable {
    public var dryRun: DryRun = .none
    public var disableHooks = false
    /// Nil: nobody asked. Hooks are waited for all the same, and `rollbackOnFailure` turns it into `watcher`.
    public var wait: WaitStrategy?
    public var waitForJobs = false
    /// For each single wait, as in Helm.
    public var timeout: Duration = .seconds(300)
    /// Nil is the verb's own default: `on` for install, `auto` for upgrade and rollback.
    public var serverSide: ServerSideApply?
    public var forceReplace = false
    public var forceConflicts = false

    public init() {}
}

/// What rendering and checking a chart may be told: what install, upgrade and template share.
public struct RenderOptions: Sendable {
    public var subNotes = false
    public var skipSchemaValidation = false
    public var disableOpenAPIValidation = false
    public var enableDNS = false
    /// Secrets are left out of a dry run's reply.
    public var hideSecret = false
    public var skipCRDs = false
    public var takeOwnership = false
    /// Refused; charts come with their dependencies.
    public var devel = false

    public init() {}
}

/// User labels of a release; nil removes one on upgrade.
public typealias ReleaseLabels = ByteOrderedMap<String?>

/// The options of ``Install``.
public struct InstallOptions: Sendable {
    public var apply = ApplyOptions()
    public var render = RenderOptions()
    public var description = ""
    public var createNamespace = false
    /// Helm's `--rollback-on-failure`, once `--atomic`.
    public var rollbackOnFailure = false
    /// Takes over the name of an uninstalled or failed release.
    public var replace = false
    /// A name made of the chart's; needs an empty name.
    public var generateName = false
    public var nameTemplate = ""
    public var labels: ReleaseLabels = [:]

    public init() {}
}

/// The options of ``Upgrade``.
public struct UpgradeOptions: Sendable {
    public var apply = ApplyOptions()
    public var render = RenderOptions()
    public var description = ""
    /// Install where the release does not exist.
    public var install = false
    /// Only with `install`.
    public var createNamespace = false
    public var rollbackOnFailure = false
    public var cleanupOnFail = false
    public var valuesReuse: ValuesReuse = .whenNoneGiven
    /// How many revisions are kept; 0 keeps all.
    public var historyMax = 10
    public var labels: ReleaseLabels = [:]

    public init() {}
}

/// Where the values of an upgrade come from besides those given with it.
public enum ValuesReuse: Sendable {
    /// The last release's own values are taken when none are given.
    case whenNoneGiven
    /// Only what is given.
    case reset
    /// Given over the last release's, and the old chart's defaults stay.
    case reuse
    /// Given over the last release's, on the new chart's defaults.
    case resetThenReuse

    /// As Helm ranks its flags when several are set.
    public init(reset: Bool, reuse: Bool, resetThenReuse: Bool) {
        self = reset ? .reset : reuse ? .reuse : resetThenReuse ? .resetThenReuse : .whenNoneGiven
    }
}

/// The options of ``Rollback``.
public struct RollbackOptions: Sendable {
    public var apply = ApplyOptions()
    public var cleanupOnFail = false
    public var historyMax = 10

    public init() {}
}

/// The options of ``Uninstall``.
public struct UninstallOptions: Sendable {
    public var dryRun = false
    public var disableHooks = false
    public var ignoreNotFound = false
    public var keepHistory = false
    public var wait: WaitStrategy?
    public var propagation: DeletionPropagation = .background
    public var timeout: Duration = .seconds(300)
    public var description = ""

    public init() {}
}

/// The options of ``Template``.
public struct TemplateOptions: Sendable {
    public var render = RenderOptions()
    /// Templates to show, relative to the chart; empty shows all.
    public var showOnly: [String] = []
    /// Added to the capabilities that Helm assumes.
    public var apiVersions: [String] = []
    public var kubeVersion: String?
    public var includeCRDs = false
    public var isUpgrade = false
    public var skipTests = false
    public var disableHooks = false
    /// `server`: the cluster's capabilities, and `lookup` answered by it.
    public var dryRun: DryRun = .client

    public init() {}
}
