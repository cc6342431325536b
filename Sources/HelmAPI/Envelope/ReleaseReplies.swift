internal import HelmActions
internal import HelmChart
internal import HelmRelease
internal import HelmValues

/// What ``ReleaseReplies`` adds to a release's list element.
struct ReleaseExtras {
    var notes: String?
    var description: String?
    var resources: [ResourceStatus]?
    /// Manifest and hooks of a dry run.
    var rendered: Release?
}

/// Releases as the API shows them, fields in the order of the Go server's structs.
enum ReleaseReplies {
    static func list(_ releases: [ReleaseSummary]) -> Reply {
        .data { writer in
            writer.beginArray()
            for release in releases { element(release, to: &writer) }
            writer.endArray()
        }
    }

    static func element(_ release: ReleaseSummary, extras: ReleaseExtras) -> Reply {
        .data { element(release, extras: extras, to: &$0) }
    }

    /// The reply of a verb that made a revision.
    static func result(_ release: Release, isDryRun: Bool, hidesNotes: Bool = false) -> Reply {
        let extras = ReleaseExtras(
            notes: hidesNotes ? nil : release.info.notes, rendered: isDryRun ? release : nil
        )
        return element(ReleaseSummary(release), extras: extras)
    }

    /// A list element with the runs of the tests, and the logs where there are any.
    static func tests(_ result: TestResult) -> Reply {
        .data { writer in
            writer.beginObject()
            elementFields(ReleaseSummary(result.release), to: &writer)
            writer.key("hooks")
            hooks(result.release.hooks.filter { $0.events.contains(.test) }, to: &writer)
            if !result.logs.isEmpty {
                writer.key("logs")
                writer.beginArray()
                for log in result.logs {
                    writer.beginObject()
                    writer.field("pod", log.pod)
                    writer.field("container", log.container)
                    writer.field("text", String(decoding: log.text, as: UTF8.self))
                    writer.endObject()
                }
                writer.endArray()
            }
            writer.endObject()
        }
    }

    static func differences(_ differences: [ObjectDifference]) -> Reply {
        .data { writer in
            writer.beginArray()
            for difference in differences {
                writer.beginObject()
                writer.field("apiVersion", difference.apiVersion)
                writer.field("kind", difference.kind)
                if !difference.namespace.isEmpty { writer.field("namespace", difference.namespace) }
                writer.field("name", difference.name)
                writer.field("change", difference.change.rawValue)
                if !difference.diff.isEmpty { writer.field("diff", difference.diff) }
                writer.endObject()
            }
            writer.endArray()
        }
    }

    static func history(_ revisions: [ReleaseSummary]) -> Reply {
        .data { writer in
            writer.beginArray()
            for revision in revisions {
                writer.beginObject()
                writer.field("revision", revision.revision)
                writer.field("updated", revision.info.lastDeployed?.rfc3339 ?? "")
                writer.field("status", revision.info.status.rawValue)
                writer.field("chart", revision.chart)
                writer.field("app_version", revision.appVersion)
                writer.field("description", revision.info.description)
                writer.endObject()
            }
            writer.endArray()
        }
    }

    /// Hooks as Helm 3 writes them into JSON.
    static func hooks(_ hooks: [Hook]) -> Reply {
        .data { self.hooks(hooks, to: &$0) }
    }

    static func metadata(_ metadata: ReleaseMetadata) -> Reply {
        .data { writer in
            writer.beginObject()
            writer.field("name", metadata.name)
            writer.field("chart", metadata.chart)
            writer.field("version", metadata.version)
            writer.field("appVersion", metadata.appVersion)
            if !metadata.annotations.isEmpty { writer.field("annotations", metadata.annotations) }
            if !metadata.labels.isEmpty { writer.field("labels", metadata.labels) }
            if !metadata.dependencies.isEmpty {
                writer.key("dependencies")
                ChartReplies.dependencies(metadata.dependencies, to: &writer)
            }
            writer.field("namespace", metadata.namespace)
            writer.field("revision", metadata.revision)
            writer.field("status", metadata.status.rawValue)
            if let deployedAt = metadata.deployedAt { writer.field("deployedAt", deployedAt.rfc3339) }
            if let applyMethod = metadata.applyMethod { writer.field("applyMethod", applyMethod.rawValue) }
            writer.endObject()
        }
    }

    /// Everything that is stored of a release.
    static func all(_ release: Release) -> Reply {
        .data { writer in
            writer.beginObject()
            elementFields(ReleaseSummary(release), to: &writer)
            writer.field("description", release.info.description)
            writer.field("notes", release.info.notes)
            writer.key("values")
            writer.value(release.config.isEmpty ? .null : .map(release.config))
            writer.field("manifest", release.manifest)
            writer.key("hooks")
            hooks(release.hooks, to: &writer)
            writer.endObject()
        }
    }

    private static func element(
        _ release: ReleaseSummary, extras: ReleaseExtras = ReleaseExtras(), to writer: inout JSONWriter
    ) {
        writer.beginObject()
        elementFields(release, to: &writer)
        if let notes = extras.notes, !notes.isEmpty { writer.field("notes", notes) }
        if let description = extras.description { writer.field("description", description) }
        if let resources = extras.resources {
            writer.key("resources")
            self.resources(resources, to: &writer)
        }
        if let rendered = extras.rendered {
            writer.field("manifest", rendered.manifest)
            writer.key("hooks")
            hooks(rendered.hooks, to: &writer)
        }
        writer.endObject()
    }

    private static func elementFields(_ release: ReleaseSummary, to writer: inout JSONWriter) {
        writer.field("name", release.name)
        writer.field("namespace", release.namespace)
        writer.field("revision", "\(release.revision)")
        writer.field("updated", release.info.lastDeployed?.goString ?? "-")
        writer.field("status", release.info.status.rawValue)
        writer.field("chart", release.chartName)
        writer.field("chart_version", release.chartVersion)
        writer.field("app_version", release.appVersion)
    }

    private static func resources(_ resources: [ResourceStatus], to writer: inout JSONWriter) {
        writer.beginArray()
        for resource in resources {
            writer.beginObject()
            writer.field("apiVersion", resource.apiVersion)
            writer.field("kind", resource.kind)
            writer.field("name", resource.name)
            if !resource.namespace.isEmpty { writer.field("namespace", resource.namespace) }
            writer.field("status", resource.status)
            if !resource.message.isEmpty { writer.field("message", resource.message) }
            writer.endObject()
        }
        writer.endArray()
    }

    static func hooks(_ hooks: [Hook], to writer: inout JSONWriter) {
        writer.beginArray()
        for hook in hooks {
            writer.beginObject()
            writer.field("name", hook.name)
            writer.field("kind", hook.kind)
            writer.field("path", hook.path)
            writer.field("manifest", hook.manifest)
            writer.field("events", hook.events.map(\.rawValue))
            writer.key("last_run")
            writer.beginObject()
            writer.field("started_at", hook.lastRun.startedAt)
            writer.field("completed_at", hook.lastRun.completedAt)
            writer.field("phase", hook.lastRun.phase)
            writer.endObject()
            if hook.weight != 0 { writer.field("weight", hook.weight) }
            if !hook.deletePolicies.isEmpty { writer.field("delete_policies", hook.deletePolicies.map(\.rawValue)) }
            if !hook.outputLogPolicies.isEmpty {
                writer.field("output_log_policies", hook.outputLogPolicies.map(\.rawValue))
            }
            writer.endObject()
        }
        writer.endArray()
    }
}
