internal import HelmChart
internal import HelmRelease
internal import HelmValues

extension ValuesReuse {
    /// The user's values of an upgrade, and its chart, whose defaults may be the old ones. (Helm: reuseValues)
    func applied(
        to given: ValueMap, chart: Chart, current: Release
    ) throws(ActionError) -> (values: ValueMap, chart: Chart) {
        switch self {
        case .reset: return (given, chart)
        case .whenNoneGiven: return (given.isEmpty ? current.config : given, chart)
        case .resetThenReuse: return (Coalescing.tables(given, onto: current.config), chart)
        case .reuse:
            var chart = chart
            do {
                chart.values = try current.chart.composedValues(with: current.config)
            } catch {
                throw ActionError(error).prefixed("failed to rebuild old values: ")
            }
            return (Coalescing.tables(given, onto: current.config), chart)
        }
    }
}
