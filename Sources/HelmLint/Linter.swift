internal import HelmChart
public import HelmRender

/// `helm lint`: rules that look at a chart's files one after another.
///
/// Run it where charts are rendered: it renders the chart.
public struct Linter: Sendable {
    private let renderer: Renderer

    public init(_ renderer: Renderer) { self.renderer = renderer }

    // Helm: action/lint.go, Run; chart/v2/lint/lint.go, RunAll
    /// - Throws: ``RenderError`` with code `cancelled`, nothing else: whatever is wrong with the chart is a message.
    public func lint(_ request: LintRequest) throws(RenderError) -> LintResult {
        var result = LintResult()
        if case .failure(let fault) = Self.look(request.folder.chartFile) {
            result.isLinted = false
            result.errors = [
                "unable to check Chart.yaml file in chart: stat \(request.path)/Chart.yaml: \(fault.reason)"
            ]
            return result
        }
        var report = LintReport()
        ChartFileRules.run(request, into: &report)
        ValuesRules.run(request, into: &report)
        try TemplateRules.run(request, renderer: renderer, into: &report)
        DependencyRules.run(request, into: &report)
        CRDRules.run(request, into: &report)
        result.messages = report.messages
        let lowest: LintMessage.Severity = request.isStrict ? .warning : .error
        result.errors = report.messages.filter { $0.severity >= lowest }.map(\.text)
        return result
    }

    private struct Fault: Error {
        var reason: String
    }

    private static func look(_ entry: ChartFolder.Entry) -> Result<Void, Fault> {
        switch entry {
        case .missing: .failure(Fault(reason: "no such file or directory"))
        case .unreadable(let reason) where reason != "permission denied": .failure(Fault(reason: reason))
        default: .success(())
        }
    }
}

/// Collects messages.
struct LintReport {
    private(set) var messages: [LintMessage] = []

    /// Notes a fault, if there is one.
    /// - Returns: whether there was none.
    @discardableResult
    mutating func check(_ severity: LintMessage.Severity, _ path: String, _ fault: String?) -> Bool {
        guard let fault else { return true }
        messages.append(LintMessage(severity, path, fault))
        return false
    }
}
