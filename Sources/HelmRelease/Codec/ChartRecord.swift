internal import HelmChart
internal import HelmValues

/// The parts of a chart as records hold them.
enum ChartRecord {
    static func metadata(_ value: Value) throws(ReleaseError) -> ChartMetadata {
        let fields = try RecordFields(value, path: "Metadata.chart.metadata")
        var metadata = ChartMetadata()
        metadata.name = try fields.string("name")
        metadata.home = try fields.string("home")
        metadata.sources = try fields.strings("sources")
        metadata.version = try fields.string("version")
        metadata.description = try fields.string("description")
        metadata.keywords = try fields.strings("keywords")
        for entry in try fields.objects("maintainers") {
            var maintainer = ChartMetadata.Maintainer()
            maintainer.name = try entry.string("name")
            maintainer.email = try entry.string("email")
            maintainer.url = try entry.string("url")
            metadata.maintainers.append(maintainer)
        }
        metadata.icon = try fields.string("icon")
        metadata.apiVersion = try fields.string("apiVersion")
        metadata.condition = try fields.string("condition")
        metadata.tags = try fields.string("tags")
        metadata.appVersion = try fields.string("appVersion")
        metadata.deprecated = try fields.bool("deprecated")
        metadata.annotations = try fields.stringMap("annotations")
        metadata.kubeVersion = try fields.string("kubeVersion")
        metadata.dependencies = try dependencies(fields)
        metadata.type = try fields.string("type")
        return metadata
    }

    static func lock(_ value: Value) throws(ReleaseError) -> ChartLock? {
        if value.isNull { return nil }
        let fields = try RecordFields(value, path: "Lock.chart.lock")
        var lock = ChartLock()
        lock.generated = try fields.time("generated")?.rfc3339 ?? Timestamp.zero.rfc3339
        lock.digest = try fields.string("digest")
        lock.dependencies = try dependencies(fields)
        return lock
    }

    static func files(_ value: Value, _ key: String) throws(ReleaseError) -> [ChartFile] {
        var files: [ChartFile] = []
        for fields in try RecordFields(.map([key: value]), path: "Chart.chart").objects(key) {
            files.append(
                ChartFile(
                    name: try fields.string("name"), data: try fields.bytes("data") ?? [],
                    modified: try fields.time("modtime")?.nanosecondsSince1970))
        }
        return files
    }

    static func modified(_ value: Value, _ key: String) throws(ReleaseError) -> Int64? {
        try RecordFields(.map([key: value]), path: "Chart.chart").time(key)?.nanosecondsSince1970
    }

    private static func dependencies(_ fields: RecordFields) throws(ReleaseError) -> [ChartDependency] {
        var result: [ChartDependency] = []
        for entry in try fields.objects("dependencies") {
            var dependency = ChartDependency()
            dependency.name = try entry.string("name")
            dependency.version = try entry.string("version")
            dependency.repository = try entry.string("repository")
            dependency.condition = try entry.string("condition")
            dependency.tags = try entry.strings("tags")
            dependency.enabled = try entry.bool("enabled")
            dependency.importValues = try entry.list("import-values")
            dependency.alias = try entry.string("alias")
            result.append(dependency)
        }
        return result
    }
}
