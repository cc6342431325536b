internal import HelmValues

/// The texts whose SHA-256 a lock file holds as its digest.
///
/// Helm: internal/resolver/resolver.go, HashReq and HashV2Req. They are Go's JSON, byte for byte, and so must these be.
public enum DependencyDigest {
    /// Of what Chart.yaml asks for, repository aliases resolved, and what was locked.
    public static func input(requested: [ChartDependency], locked: [ChartDependency]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginArray()
        write(requested, to: &writer)
        write(locked, to: &writer)
        writer.endArray()
        return writer.bytes
    }

    /// As Helm 2 made it for requirements.lock, of what is asked for alone.
    public static func oldInput(requested: [ChartDependency]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("dependencies")
        write(requested, to: &writer)
        writer.endObject()
        return writer.bytes
    }

    private static func write(_ dependencies: [ChartDependency], to writer: inout JSONWriter) {
        writer.beginArray()
        for dependency in dependencies {
            writer.beginObject()
            field("name", dependency.name, to: &writer)
            if !dependency.version.isEmpty { field("version", dependency.version, to: &writer) }
            field("repository", dependency.repository, to: &writer)
            if !dependency.condition.isEmpty { field("condition", dependency.condition, to: &writer) }
            if !dependency.tags.isEmpty {
                writer.key("tags")
                writer.beginArray()
                for tag in dependency.tags { writer.string(tag) }
                writer.endArray()
            }
            if dependency.enabled {
                writer.key("enabled")
                writer.bool(true)
            }
            if !dependency.importValues.isEmpty {
                writer.key("import-values")
                writer.value(.list(dependency.importValues))
            }
            if !dependency.alias.isEmpty { field("alias", dependency.alias, to: &writer) }
            writer.endObject()
        }
        writer.endArray()
    }

    private static func field(_ name: String, _ text: String, to writer: inout JSONWriter) {
        writer.key(name)
        writer.string(text)
    }
}
