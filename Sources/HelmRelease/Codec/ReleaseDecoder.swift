internal import HelmChart
internal import HelmValues

/// Reads the JSON of a record as Helm 3 and Helm 4 write it.
enum ReleaseDecoder {
    /// Everything.
    static func release(_ json: [UInt8]) throws(ReleaseError) -> Release {
        var release = Release(
            name: "", namespace: "", revision: 0, info: ReleaseInfo(), chart: Chart(metadata: ChartMetadata()))
        var scanner = RecordScanner(json[...])
        try scanner.object { (key, scanner) throws(ReleaseError) in
            switch key {
            case "name": release.name = try text(scanner.value(), key)
            case "info": release.info = try info(scanner.value())
            case "chart": if try scanner.isAtObject() { release.chart = try chart(&scanner) }
            case "config": release.config = try map(scanner.value(), key)
            case "manifest": release.manifest = try text(scanner.value(), key)
            case "hooks": release.hooks = try hooks(scanner.value())
            case "version": release.revision = try RecordFields(["version": scanner.value()], path: "Release").int(key)
            case "namespace": release.namespace = try text(scanner.value(), key)
            case "apply_method": release.applyMethod = ApplyMethod(rawValue: try text(scanner.value(), key))
            default: break
            }
            return true
        }
        return release
    }

    /// What a list shows, of a record or of its beginning.
    ///
    /// Names, infos and the chart's metadata stand before all that is big, so the beginning of a record is enough as
    /// soon as it holds them: Helm writes fields in a fixed order. Revision and namespace stand at the end; the caller
    /// knows them from the object's labels.
    /// - Returns: nil when `json` ends before the chart's metadata does.
    static func summary(_ json: ArraySlice<UInt8>) throws(ReleaseError) -> ReleaseSummary? {
        var summary = ReleaseSummary(
            name: "", namespace: "", revision: 0, info: ReleaseInfo(), chartName: "", chartVersion: "", appVersion: "")
        var hasInfo = false
        var hasChart = false
        var scanner = RecordScanner(json)
        do {
            try scanner.object { (key, scanner) throws(ReleaseError) in
                switch key {
                case "name": summary.name = try text(scanner.value(), key)
                case "info":
                    summary.info = try info(scanner.value())
                    hasInfo = true
                case "chart":
                    guard try scanner.isAtObject() else { return true }
                    try scanner.object { (key, scanner) throws(ReleaseError) in
                        guard key == "metadata" else { return true }
                        let metadata = try RecordFields(scanner.value(), path: "Metadata.chart.metadata")
                        summary.chartName = try metadata.string("name")
                        summary.chartVersion = try metadata.string("version")
                        summary.appVersion = try metadata.string("appVersion")
                        hasChart = true
                        return false
                    }
                    return !(hasInfo && hasChart)
                default: break
                }
                return true
            }
        } catch {
            // A cut record ends in the middle of something; whole ones that are damaged were never written by Helm.
            return nil
        }
        return hasInfo && hasChart ? summary : nil
    }

    // MARK: Parts

    private static func text(_ value: Value, _ field: String) throws(ReleaseError) -> String {
        try RecordFields(.map([field: value]), path: "Release").string(field)
    }

    private static func map(_ value: Value, _ field: String) throws(ReleaseError) -> ValueMap {
        switch value {
        case .map(let map): return map
        case .null: return [:]
        default: throw RecordFields.mismatch(value, "Release.\(field) of type map[string]interface {}")
        }
    }

    private static func info(_ value: Value) throws(ReleaseError) -> ReleaseInfo {
        let fields = try RecordFields(value, path: "Info.info")
        return ReleaseInfo(
            firstDeployed: try fields.time("first_deployed"), lastDeployed: try fields.time("last_deployed"),
            deleted: try fields.time("deleted"), description: try fields.string("description"),
            status: ReleaseStatus(rawValue: try fields.string("status")) ?? .unknown, notes: try fields.string("notes"))
    }

    private static func hooks(_ value: Value) throws(ReleaseError) -> [Hook] {
        var hooks: [Hook] = []
        for fields in try RecordFields(.map(["hooks": value]), path: "Release").objects("hooks") {
            var hook = Hook(
                name: try fields.string("name"), kind: try fields.string("kind"), path: try fields.string("path"),
                manifest: try fields.string("manifest"),
                events: try fields.strings("events").compactMap { Hook.Event(rawValue: $0) })
            hook.weight = try fields.int("weight")
            hook.deletePolicies = try fields.strings("delete_policies").compactMap { Hook.DeletePolicy(rawValue: $0) }
            hook.outputLogPolicies = try fields.strings("output_log_policies").compactMap {
                Hook.OutputLogPolicy(rawValue: $0)
            }
            if let run = try fields.object("last_run") {
                hook.lastRun.startedAt = try run.time("started_at")?.rfc3339 ?? ""
                hook.lastRun.completedAt = try run.time("completed_at")?.rfc3339 ?? ""
                hook.lastRun.phase = try run.string("phase")
            }
            hooks.append(hook)
        }
        return hooks
    }

    private static func chart(_ scanner: inout RecordScanner) throws(ReleaseError) -> Chart {
        var chart = Chart(metadata: ChartMetadata())
        try scanner.object { (key, scanner) throws(ReleaseError) in
            switch key {
            case "metadata": chart.metadata = try ChartRecord.metadata(scanner.value())
            case "lock": chart.lock = try ChartRecord.lock(scanner.value())
            case "templates": chart.templates = try ChartRecord.files(scanner.value(), key)
            case "values": chart.values = try map(scanner.value(), key)
            case "schema": chart.schema = try RecordFields(["schema": scanner.value()], path: "Chart.chart").bytes(key)
            case "schemamodtime": chart.schemaModified = try ChartRecord.modified(scanner.value(), key)
            case "files": chart.files = try ChartRecord.files(scanner.value(), key)
            case "modtime": chart.modified = try ChartRecord.modified(scanner.value(), key)
            default: break
            }
            return true
        }
        return chart
    }
}
