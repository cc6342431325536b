internal import HelmValues

/// Decides which subcharts take part, by conditions and tags, and gives aliased ones their names.
///
/// Helm: chart/v2/util/dependencies.go, processDependencyEnabled
struct DependencySelection {
    var warnings: [String] = []

    /// - Parameters:
    ///   - values: for the root chart what the user gave; below it what the chart above coalesced.
    ///   - path: the names of the charts above with a dot after each, which conditions are looked up under.
    mutating func apply(to chart: inout Chart, values: Table, path: String) throws(ChartError) {
        guard chart.metadata.listsDependencies || !chart.metadata.dependencies.isEmpty else { return }
        chart.dependencies = declared(chart)
        for index in chart.metadata.dependencies.indices {
            if !chart.metadata.dependencies[index].alias.isEmpty {
                chart.metadata.dependencies[index].name = chart.metadata.dependencies[index].alias
            }
            chart.metadata.dependencies[index].enabled = true
        }
        let composed = try values.copy()
        var coalescer = Coalescer()
        try coalescer.coalesce(chart, into: composed, merge: false)
        warnings += coalescer.warnings
        applyTags(&chart.metadata.dependencies, composed)
        applyConditions(&chart.metadata.dependencies, composed, path)
        let disabled = Set(chart.metadata.dependencies.filter { !$0.enabled }.map(\.name))
        chart.dependencies.removeAll { disabled.contains($0.name) }
        for index in chart.dependencies.indices {
            let inner = path + chart.dependencies[index].name + "."
            try apply(to: &chart.dependencies[index], values: composed, path: inner)
        }
        chart.metadata.dependencies.removeAll { disabled.contains($0.name) }
    }

    /// Subcharts that Chart.yaml does not name stay as they are; of the others, one for each entry that fits.
    private func declared(_ chart: Chart) -> [Chart] {
        let entries = chart.metadata.dependencies
        var result = chart.dependencies.filter { subchart in !entries.contains { fits(subchart, $0) } }
        for entry in entries {
            guard var subchart = chart.dependencies.first(where: { fits($0, entry) }) else { continue }
            if !entry.alias.isEmpty { subchart.metadata.name = entry.alias }
            result.append(subchart)
        }
        return result
    }

    private func fits(_ chart: Chart, _ entry: ChartDependency) -> Bool {
        bytesEqual(chart.name, entry.name) && VersionRange.contains(chart.metadata.version, range: entry.version)
    }

    private mutating func applyTags(_ dependencies: inout [ChartDependency], _ values: Table) {
        guard let tags = values.slots["tags"]?.table else { return }
        for index in dependencies.indices {
            var (hasTrue, hasFalse) = (false, false)
            for tag in dependencies[index].tags {
                switch tags.slots[tag] {
                case .leaf(.bool(true)): hasTrue = true
                case .leaf(.bool(false)): hasFalse = true
                case nil: break
                default:
                    warnings.append("WARN returned non-bool value tag=\(tag) chart=\(dependencies[index].name)")
                }
            }
            dependencies[index].enabled = hasTrue || !hasFalse
        }
    }

    private mutating func applyConditions(_ dependencies: inout [ChartDependency], _ values: Table, _ path: String) {
        for index in dependencies.indices {
            let paths = Self.trimmed(dependencies[index].condition).parts(UInt8(ascii: ","))
            for condition in paths where !condition.isEmpty {
                guard let value = values.leaf(path + condition) else { continue }
                if let flag = value.boolValue {
                    dependencies[index].enabled = flag
                    break
                }
                warnings.append("WARN returned non-bool value path=\(condition) chart=\(dependencies[index].name)")
            }
        }
    }

    private static func trimmed(_ text: String) -> String {
        var scalars = text.unicodeScalars.drop { $0.properties.isWhitespace }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return String(scalars)
    }
}

/// Whether a version lies in a range, as Helm asks it everywhere: what does not parse does not fit.
public enum VersionRange {
    // Helm: chart/v2/util/compatible.go
    public static func contains(_ version: String, range: String) -> Bool {
        guard let version = try? SemanticVersion(version), let constraint = try? VersionConstraint(range) else {
            return false
        }
        return constraint.allows(version)
    }
}
