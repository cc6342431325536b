internal import HelmChart
internal import HelmValues

/// The rules about subcharts and their declarations.
///
/// Helm: chart/v2/lint/rules/dependencies.go. That two dependencies have one name is found before, when the chart loads.
enum DependencyRules {
    static func run(_ request: LintRequest, into report: inout LintReport) {
        let chart: Chart
        switch request.folder.chart {
        case .failure(let error):
            report.check(.error, "", "unable to load chart\n\t\(error.message)")
            return
        case .success(let loaded): chart = loaded
        }
        let declared = chart.metadata.dependencies.map(\.name)
        let present = chart.dependencies.map(\.name)
        report.check(
            .error, request.path, fault("chart metadata is missing", present.filter { !contains(declared, $0) }))
        report.check(
            .warning, request.path, fault("chart directory is missing", declared.filter { !contains(present, $0) }))
    }

    private static func contains(_ names: [String], _ name: String) -> Bool { names.contains { bytesEqual($0, name) } }

    private static func fault(_ what: String, _ names: [String]) -> String? {
        names.isEmpty ? nil : "\(what) these dependencies: \(names.joined(separator: ","))"
    }
}
