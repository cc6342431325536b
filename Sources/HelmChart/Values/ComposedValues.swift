public import HelmValues

extension Chart {
    /// This chart without its disabled subcharts, aliases applied, and with the values that its dependencies export.
    ///
    /// Helm: chart/v2/util, ProcessDependencies. What Helm would log is added to the result's ``warnings``.
    /// - Parameter user: the values that the user gave; conditions and tags look at them on top of the defaults.
    public func processedDependencies(with user: ValueMap) throws(ChartError) -> Chart {
        var chart = self
        var selection = DependencySelection()
        try selection.apply(to: &chart, values: try Table(user), path: "")
        var imports = ValueImports()
        try imports.apply(to: &chart)
        chart.warnings += selection.warnings + imports.warnings
        return chart
    }

    /// `.Values` of the chart: the user's over the chart's and its subcharts' defaults, globals handed down.
    ///
    /// The chart is taken as it is; call ``processedDependencies(with:)`` first.
    public func composedValues(with user: ValueMap) throws(ChartError) -> ValueMap {
        var warnings: [String] = []
        return try composedValues(with: user, warnings: &warnings)
    }

    /// As above; what Helm would log as warnings is added to `warnings`.
    public func composedValues(with user: ValueMap, warnings: inout [String]) throws(ChartError) -> ValueMap {
        let values = try Table(user)
        var coalescer = Coalescer()
        defer { warnings += coalescer.warnings }
        try coalescer.coalesce(self, into: values, merge: false)
        return try values.values()
    }

    /// `values` with `defaults` underneath, without any chart's rules.
    ///
    /// Helm: common/util/coalesce.go, CoalesceTables
    public static func coalescedTables(_ values: ValueMap, over defaults: ValueMap) throws(ChartError) -> ValueMap {
        let result = try Table(values)
        var coalescer = Coalescer()
        try coalescer.coalesceTables(try Table(defaults), into: result, merge: false)
        return try result.values()
    }
}
