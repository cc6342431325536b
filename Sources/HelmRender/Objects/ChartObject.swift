internal import HelmChart
internal import HelmTemplate
internal import HelmValues

/// `.Chart`: the fields of Chart.yaml under Go's names.
///
/// Helm: chart/common.go, structToMap. Lists of texts are `[]interface {}` there, too.
enum ChartObject {
    static func make(_ metadata: ChartMetadata, isRoot: Bool) -> GoMap {
        // In the order of the bytes, which saves the sorting.
        map([
            ("APIVersion", .string(metadata.apiVersion)), ("Annotations", strings(metadata.annotations)),
            ("AppVersion", .string(metadata.appVersion)), ("Condition", .string(metadata.condition)),
            ("Dependencies", .list(GoList(metadata.dependencies.map(dependency)))),
            ("Deprecated", .bool(metadata.deprecated)), ("Description", .string(metadata.description)),
            ("Home", .string(metadata.home)), ("Icon", .string(metadata.icon)), ("IsRoot", .bool(isRoot)),
            ("Keywords", list(metadata.keywords)), ("KubeVersion", .string(metadata.kubeVersion)),
            ("Maintainers", .list(GoList(metadata.maintainers.map(maintainer)))), ("Name", .string(metadata.name)),
            ("Sources", list(metadata.sources)), ("Tags", .string(metadata.tags)), ("Type", .string(metadata.type)),
            ("Version", .string(metadata.version)),
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
