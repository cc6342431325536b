internal import HelmChart
internal import HelmTemplate
internal import HelmValues

/// `.Chart`: the fields of Chart.yaml under Go's names.
///
/// Helm: chart/common.go, structToMap. Lists of texts are `[]interface {}` there, too.
enum ChartObject {
    static func make(_ metadata: ChartMetadata, isRoot: Bool) -> GoMap {
        map([
            ("Name", .string(metadata.name)), ("Home", .string(metadata.home)), ("Sources", list(metadata.sources)),
            ("Version", .string(metadata.version)), ("Description", .string(metadata.description)),
            ("Keywords", list(metadata.keywords)),
            ("Maintainers", .list(GoList(metadata.maintainers.map(maintainer)))), ("Icon", .string(metadata.icon)),
            ("APIVersion", .string(metadata.apiVersion)), ("Condition", .string(metadata.condition)),
            ("Tags", .string(metadata.tags)), ("AppVersion", .string(metadata.appVersion)),
            ("Deprecated", .bool(metadata.deprecated)),
            ("Annotations", strings(metadata.annotations)), ("KubeVersion", .string(metadata.kubeVersion)),
            ("Dependencies", .list(GoList(metadata.dependencies.map(dependency)))), ("Type", .string(metadata.type)),
            ("IsRoot", .bool(isRoot)),
        ])
    }

    static func map(_ pairs: [(key: String, value: GoValue)], type: GoMap.MapType = .any) -> GoMap {
        GoMap(ByteOrderedMap(pairs: pairs), type: type)
    }

    private static func maintainer(_ maintainer: ChartMetadata.Maintainer) -> GoValue {
        .map(
            map([
                ("Name", .string(maintainer.name)), ("Email", .string(maintainer.email)),
                ("URL", .string(maintainer.url)),
            ]))
    }

    private static func dependency(_ dependency: ChartDependency) -> GoValue {
        .map(
            map([
                ("Name", .string(dependency.name)), ("Version", .string(dependency.version)),
                ("Repository", .string(dependency.repository)), ("Condition", .string(dependency.condition)),
                ("Tags", list(dependency.tags)), ("Enabled", .bool(dependency.enabled)),
                ("ImportValues", .list(GoList(dependency.importValues.map(importValue)))),
                ("Alias", .string(dependency.alias)),
            ]))
    }

    /// Once processed, an entry is a `map[string]string`.
    private static func importValue(_ value: Value) -> GoValue {
        guard case .map(let entry) = value else { return GoValue(value) }
        return .map(GoMap(entry.mapValues { GoValue($0) }, type: .string))
    }

    private static func list(_ texts: [String]) -> GoValue { .list(GoList(texts.map { .string($0) })) }

    private static func strings(_ texts: ByteOrderedMap<String>) -> GoValue {
        .map(GoMap(texts.mapValues { .string($0) }, type: .string, isNil: texts.isEmpty))
    }
}
