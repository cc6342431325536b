internal import HelmValues

/// Brings values of subcharts up into their parents, as `import-values` says.
///
/// Helm: chart/v2/util/dependencies.go, processDependencyImportValues
struct ValueImports {
    var warnings: [String] = []

    mutating func apply(to chart: inout Chart) throws(ChartError) {
        for index in chart.dependencies.indices { try apply(to: &chart.dependencies[index]) }
        guard !chart.metadata.dependencies.isEmpty else { return }
        let values = Table()
        var coalescer = Coalescer()
        try coalescer.coalesce(chart, into: values, merge: true)
        let imported = Table()
        for index in chart.metadata.dependencies.indices {
            let dependency = chart.metadata.dependencies[index]
            var imports: [Value] = []
            for entry in dependency.importValues {
                guard let (child, parent, isPair) = Self.paths(entry) else { continue }
                imports.append(["child": .string(child), "parent": .string(parent)])
                switch values.lookUp("\(dependency.name).\(child)") {
                case .success(let table):
                    try coalescer.coalesceTables(Self.nested(parent, table), into: imported, merge: true)
                case .failure(let missing):
                    let chartName = isPair ? " from chart chart=\(dependency.name)" : ""
                    warnings.append(
                        "WARN ImportValues missing table\(chartName) error=\(GoQuote.quoted(missing.message))")
                }
            }
            chart.metadata.dependencies[index].importValues = imports
        }
        if imported.slots.isEmpty {
            chart.values = try values.values()
        } else {
            // The parent's own values win over what it imports.
            let merged = try values.copy()
            try coalescer.coalesceTables(imported, into: merged, merge: true)
            chart.values = try merged.values()
        }
        warnings += coalescer.warnings
    }

    /// Where an entry takes its table from and where it goes; nil for what is neither text nor map.
    private static func paths(_ entry: Value) -> (child: String, parent: String, isPair: Bool)? {
        switch entry {
        case .string(let name): ("exports.\(name)", ".", false)
        case .map(let map): (GoPrinted.value(map["child"] ?? .null), GoPrinted.value(map["parent"] ?? .null), true)
        default: nil
        }
    }

    private static func nested(_ path: String, _ table: Table) -> Table {
        if path == "." { return table }
        return path.parts(UInt8(ascii: ".")).reversed().reduce(table) { inner, name in
            Table(slots: [name: .table(inner)])
        }
    }
}
