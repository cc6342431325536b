internal import HelmChart
internal import HelmValues

/// Writes the JSON of a record as Helm 4 does: the fields of Go's structs in their order, empty ones left out where
/// Go leaves them out. (Helm: pkg/release/v1, pkg/chart/v2)
struct ReleaseEncoder {
    private var writer: JSONWriter

    static func json(_ release: Release) -> [UInt8] {
        let size = release.chart.templates.reduce(release.manifest.utf8.count) { $0 + $1.data.count * 4 / 3 }
        var encoder = ReleaseEncoder(writer: JSONWriter(capacity: size + 4096))
        encoder.write(release)
        return encoder.writer.bytes
    }

    private mutating func write(_ release: Release) {
        writer.beginObject()
        text("name", release.name)
        writer.key("info")
        write(release.info)
        writer.key("chart")
        write(release.chart)
        if !release.config.isEmpty {
            writer.key("config")
            writer.value(.map(release.config))
        }
        text("manifest", release.manifest)
        list("hooks", release.hooks) { $0.write($1) }
        if release.revision != 0 {
            writer.key("version")
            writer.int(release.revision)
        }
        text("namespace", release.namespace)
        text("apply_method", release.applyMethod?.rawValue ?? "")
        writer.endObject()
    }

    private mutating func write(_ info: ReleaseInfo) {
        writer.beginObject()
        text("first_deployed", info.firstDeployed?.rfc3339 ?? "")
        text("last_deployed", info.lastDeployed?.rfc3339 ?? "")
        text("deleted", info.deleted?.rfc3339 ?? "")
        text("description", info.description)
        text("status", info.status.rawValue)
        text("notes", info.notes)
        writer.endObject()
    }

    private mutating func write(_ hook: Hook) {
        writer.beginObject()
        text("name", hook.name)
        text("kind", hook.kind)
        text("path", hook.path)
        text("manifest", hook.manifest)
        texts("events", hook.events.map(\.rawValue))
        writer.key("last_run")
        writer.beginObject()
        text("started_at", hook.lastRun.startedAt)
        text("completed_at", hook.lastRun.completedAt)
        writer.key("phase")
        writer.string(hook.lastRun.phase)
        writer.endObject()
        if hook.weight != 0 {
            writer.key("weight")
            writer.int(hook.weight)
        }
        texts("delete_policies", hook.deletePolicies.map(\.rawValue))
        texts("output_log_policies", hook.outputLogPolicies.map(\.rawValue))
        writer.endObject()
    }

    // MARK: The chart

    private mutating func write(_ chart: Chart) {
        writer.beginObject()
        writer.key("metadata")
        chart.metadata.write(to: &writer)
        writer.key("lock")
        if let lock = chart.lock { write(lock) } else { writer.null() }
        files("templates", chart.templates)
        writer.key("values")
        writer.value(.map(chart.values))
        writer.key("schema")
        if let schema = chart.schema { writer.base64(schema) } else { writer.null() }
        writer.key("schemamodtime")
        writer.string(Self.time(chart.schemaModified) ?? Timestamp.zero.rfc3339)
        files("files", chart.files)
        text("modtime", Self.time(chart.modified) ?? "")
        writer.endObject()
    }

    private mutating func write(_ lock: ChartLock) {
        writer.beginObject()
        writer.key("generated")
        writer.string((Timestamp(rfc3339: lock.generated) ?? .zero).rfc3339)
        writer.key("digest")
        writer.string(lock.digest)
        writer.key("dependencies")
        if lock.dependencies.isEmpty {
            writer.null()
        } else {
            writer.beginArray()
            for dependency in lock.dependencies { dependency.write(to: &writer) }
            writer.endArray()
        }
        writer.endObject()
    }

    private mutating func files(_ key: String, _ files: [ChartFile]) {
        writer.key(key)
        if files.isEmpty {
            writer.null()
            return
        }
        writer.beginArray()
        for file in files {
            writer.beginObject()
            writer.key("name")
            writer.string(file.name)
            writer.key("data")
            writer.base64(file.data)
            text("modtime", Self.time(file.modified) ?? "")
            writer.endObject()
        }
        writer.endArray()
    }

    // MARK: Fields that are left out when empty

    private mutating func text(_ key: String, _ value: String) {
        if value.utf8.isEmpty { return }
        writer.key(key)
        writer.string(value)
    }

    private mutating func texts(_ key: String, _ values: [String]) {
        list(key, values) { $0.writer.string($1) }
    }

    private mutating func list<Element>(
        _ key: String, _ elements: [Element], _ write: (inout ReleaseEncoder, Element) -> Void
    ) {
        if elements.isEmpty { return }
        writer.key(key)
        writer.beginArray()
        for element in elements { write(&self, element) }
        writer.endArray()
    }

    private static func time(_ nanoseconds: Int64?) -> String? {
        nanoseconds.map { Timestamp(nanosecondsSince1970: $0).rfc3339 }
    }
}
