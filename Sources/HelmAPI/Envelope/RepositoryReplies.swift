internal import HelmRelease
internal import HelmRepository
internal import HelmValues

/// Repositories as the API shows them.
enum RepositoryReplies {
    /// `[{"name","url"}]`, with the state of each behind them.
    static func states(_ states: [RepositoryState]) -> Reply {
        .data { list(states, to: &$0) }
    }

    /// `[{"name","version","app_version","description"}]`.
    static func hits(_ hits: [ChartHit]) -> Reply {
        .data { writer in
            writer.beginArray()
            for hit in hits {
                writer.beginObject()
                writer.field("name", hit.name)
                writer.field("version", hit.version)
                writer.field("app_version", hit.appVersion)
                writer.field("description", hit.description)
                writer.endObject()
            }
            writer.endArray()
        }
    }

    /// What `/readyz` answers.
    static func readiness(_ states: [RepositoryState], error: String?) -> Reply {
        .data { writer in
            writer.beginObject()
            writer.field("ready", true)
            writer.key("repositories")
            list(states, to: &writer)
            if let error { writer.field("error", error) }
            writer.endObject()
        }
    }

    private static func list(_ states: [RepositoryState], to writer: inout JSONWriter) {
        writer.beginArray()
        for state in states {
            writer.beginObject()
            writer.field("name", state.name)
            writer.field("url", state.url)
            writer.field("state", state.status.rawValue)
            if let error = state.error { writer.field("error", error) }
            if let updated = state.updated { writer.field("updated", time(updated)) }
            if let next = state.nextAttempt { writer.field("next_attempt", time(next)) }
            writer.endObject()
        }
        writer.endArray()
    }

    private static func time(_ seconds: Int64) -> String { Timestamp(seconds: seconds).rfc3339 }
}
