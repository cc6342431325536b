internal import HelmChart
internal import HelmTemplate
internal import HelmValues

/// One template of a chart or subchart with the data that it runs on.
struct ScopedTemplate {
    /// From the root chart on: `parent/charts/child/templates/a.yaml`.
    var path: String
    var text: [UInt8]
    /// `.` of every template of one chart: they share it, so what one sets the next one sees.
    var scope: GoMap
    /// `.Template.BasePath`
    var folder: String
}

/// Gives every chart of a tree its scope.
///
/// Helm: engine.go, recAllTpls
struct ChartScopes {
    private let release: GoValue
    private let capabilities: GoValue
    private var templates: [ScopedTemplate] = []

    /// All templates, chart by chart; ``RenderPlan`` orders them.
    static func templates(_ chart: Chart, values: ValueMap, request: RenderRequest) -> [ScopedTemplate] {
        var scopes = ChartScopes(request)
        _ = scopes.scope(chart, values: GoMap(values, type: .values), path: chart.name, isRoot: true)
        return scopes.templates
    }

    private init(_ request: RenderRequest) {
        let release = request.release
        self.release = .map(
            ChartObject.map([
                ("IsInstall", .bool(release.isInstall)), ("IsUpgrade", .bool(release.isUpgrade)),
                ("Name", .string(release.name)), ("Namespace", .string(release.namespace)),
                ("Revision", .int(release.revision)), ("Service", .string(release.service)),
            ]))
        capabilities = .object(CapabilitiesObject(request.capabilities))
    }

    private mutating func scope(_ chart: Chart, values: GoMap, path: String, isRoot: Bool) -> GoMap {
        let subcharts = GoMap()
        let scope = ChartObject.map([
            ("Capabilities", capabilities), ("Chart", .map(ChartObject.make(chart.metadata, isRoot: isRoot))),
            ("Files", .object(FilesObject(chart.files))), ("Release", release), ("Subcharts", .map(subcharts)),
            ("Values", .map(values)),
        ])
        for subchart in chart.dependencies {
            let inner = self.scope(
                subchart, values: Self.values(of: subchart, in: values), path: "\(path)/charts/\(subchart.name)",
                isRoot: false)
            subcharts[subchart.name] = .map(inner)
        }
        let dot = GoMap(sharing: scope, type: .values)
        let isLibrary = chart.metadata.type.lowercased() == "library"
        let folder = path + "/templates"
        for template in chart.templates {
            if isLibrary, !Self.isPartial(template.name) { continue }
            templates.append(
                ScopedTemplate(path: path + "/" + template.name, text: template.data, scope: dot, folder: folder))
        }
        return scope
    }

    /// The subchart's own part of its parent's values: the same map, so that changes are seen from both sides.
    private static func values(of subchart: Chart, in values: GoMap) -> GoMap {
        var table = values
        for part in subchart.name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            guard case .map(let inner)? = table[String(Substring(part))] else { return GoMap(type: .values) }
            table = inner
        }
        return GoMap(sharing: table, type: .values)
    }

    /// Whether a file holds only definitions: its name starts with an underscore.
    static func isPartial(_ path: String) -> Bool {
        let name = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path.utf8[$0...].dropFirst() } ?? path.utf8[...]
        return name.first == UInt8(ascii: "_")
    }
}
