public import HelmChart
public import HelmRender
public import HelmTemplate
public import HelmValues

/// Everything that one lint depends on.
public struct LintRequest: Sendable {
    public var folder: ChartFolder
    /// What messages about the chart as a whole call it. Helm: the folder's path.
    public var path: String
    /// What the user gave.
    public var values: ValueMap = [:]
    public var namespace = "default"
    /// Nil is the version that Helm assumes.
    public var kubeVersion: KubeVersion?
    public var skipSchemaValidation = false
    /// Warnings fail the lint, too.
    public var isStrict = false
    /// Its `isLint` is set by the linter.
    public var environment: TemplateEnvironment

    public init(folder: ChartFolder, path: String, environment: TemplateEnvironment) {
        self.folder = folder
        self.path = path
        self.environment = environment
    }
}

/// What `helm lint` says of one chart.
public struct LintResult: Sendable, Equatable {
    /// In the order of the rules.
    public var messages: [LintMessage] = []
    /// The texts that fail the lint: of errors, with `isStrict` of warnings, or that there is no chart to look at.
    public var errors: [String] = []
    /// False when there was no chart to look at.
    public var isLinted = true

    public init() {}
}
