public import HelmChart
public import HelmLint
internal import HelmRender
internal import HelmTemplate
public import HelmValues

/// The options of ``Lint``.
public struct LintOptions: Sendable {
    public var values: ValueMap = [:]
    /// Warnings fail the lint, too.
    public var isStrict = false
    public var withSubcharts = false
    /// Leaves out what is neither warning nor error.
    public var isQuiet = false
    public var skipSchemaValidation = false
    /// Empty is the version that Helm assumes.
    public var kubeVersion = ""

    public init() {}
}

/// What a lint found, and whether `helm lint` would fail for it.
public struct LintFindings: Sendable {
    public var messages: [LintMessage] = []
    public var hasFailed = false

    public init() {}
}

/// Looks a chart over for mistakes, without any cluster.
public struct Lint: Sendable {
    let context: ActionContext

    public init(_ context: ActionContext) { self.context = context }

    /// - Parameter name: what messages about the chart as a whole call it.
    /// - Throws: ``ActionError`` with code `invalidChart` when there is no chart to look at.
    public func run(
        _ folder: ChartFolder, name: String, options: LintOptions
    ) async throws(ActionError) -> LintFindings {
        let version = try Self.kubeVersion(options.kubeVersion)
        let namespace = context.namespace
        return try await context.onRenderThread { renderer, environment in
            var request = LintRequest(folder: folder, path: name, environment: environment)
            request.environment.hostAddress = { _ in "" }
            request.values = options.values
            request.namespace = namespace
            request.kubeVersion = version
            request.skipSchemaValidation = options.skipSchemaValidation
            request.isStrict = options.isStrict
            return try Self.findings(request, Linter(renderer), options)
        }
    }

    private static func kubeVersion(_ text: String) throws(ActionError) -> KubeVersion? {
        if text.isEmpty { return nil }
        do throws(RenderError) {
            return try KubeVersion(parsing: text)
        } catch {
            throw ActionError(.invalidOptions, "invalid kube version '\(text)': \(error.message)")
        }
    }

    // Helm: cmd/lint.go
    private static func findings(
        _ request: LintRequest, _ linter: Linter, _ options: LintOptions
    ) throws -> LintFindings {
        let own = try linter.lint(request)
        guard own.isLinted else { throw ActionError(.invalidChart, own.errors.joined(separator: "\n")) }
        var findings = LintFindings()
        findings.messages = own.messages
        findings.hasFailed = !own.errors.isEmpty
        for path in options.withSubcharts ? request.folder.subcharts : [] {
            let result = try subchart(path, of: request, linter)
            findings.messages += result.messages.map { placed($0, in: path) }
            if !result.errors.isEmpty { findings.hasFailed = true }
        }
        if options.isQuiet { findings.messages.removeAll { $0.severity == .info } }
        return findings
    }

    private static func subchart(
        _ path: String, of request: LintRequest, _ linter: Linter
    ) throws(RenderError) -> LintResult {
        var inner = request
        inner.path = path
        do throws(ChartError) {
            inner.folder = try request.folder.subchart(path)
        } catch {
            return failed(path, error.message)
        }
        let result = try linter.lint(inner)
        return result.isLinted ? result : failed(path, result.errors.joined(separator: "\n"))
    }

    private static func failed(_ path: String, _ text: String) -> LintResult {
        var result = LintResult()
        result.errors = [text]
        result.messages = [LintMessage(.error, path, text)]
        return result
    }

    /// The message of a subchart, its path seen from the chart on top.
    private static func placed(_ message: LintMessage, in path: String) -> LintMessage {
        if bytesEqual(message.path, path) { return message }
        return LintMessage(message.severity, message.path.isEmpty ? path : "\(path)/\(message.path)", message.text)
    }
}
