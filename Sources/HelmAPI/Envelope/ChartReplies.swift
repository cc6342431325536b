internal import HelmActions
internal import HelmChart
internal import HelmProvenance
internal import HelmValues

/// Charts as the API shows them.
enum ChartReplies {
    /// Chart.yaml as Helm writes it into JSON: its order, empty fields left out.
    static func metadata(_ metadata: ChartMetadata) -> Reply {
        .data { self.metadata(metadata, to: &$0) }
    }

    /// `[{"name","data"}]` of all files as they were read.
    static func files(_ files: [ChartFile]) -> Reply {
        .data { writer in
            writer.beginArray()
            for file in files {
                writer.beginObject()
                writer.field("name", file.name)
                writer.field("data", text(file.data))
                writer.endObject()
            }
            writer.endArray()
        }
    }

    static func names(_ names: [String]) -> Reply {
        .data { writer in
            writer.beginArray()
            for name in names { writer.string(name) }
            writer.endArray()
        }
    }

    /// What `helm verify` shows.
    static func verification(_ verification: Verification) -> Reply {
        .data { writer in
            writer.beginObject()
            writer.field("signed_by", verification.signedBy)
            writer.field("fingerprint", verification.fingerprint)
            writer.field("file_hash", verification.fileHash)
            writer.field("file_name", verification.fileName)
            writer.endObject()
        }
    }

    /// What `helm template` shows.
    static func rendered(_ result: TemplateResult) -> Reply {
        .data { writer in
            writer.beginObject()
            writer.field("manifest", result.manifest)
            writer.key("hooks")
            ReleaseReplies.hooks(result.hooks, to: &writer)
            writer.field("notes", result.notes)
            writer.endObject()
        }
    }

    /// Rows of `helm dependency list`.
    static func states(_ states: [DependencyState]) -> Reply {
        .data { writer in
            writer.beginArray()
            for state in states {
                writer.beginObject()
                writer.field("name", state.dependency.name)
                writer.field("version", state.dependency.version)
                writer.field("repository", state.dependency.repository)
                writer.field("status", state.status.rawValue)
                writer.endObject()
            }
            writer.endArray()
        }
    }

    /// An archive that is now in the upload store.
    static func stored(_ file: String, digest: String) -> Reply {
        .data { writer in
            writer.beginObject()
            writer.field("file", file)
            writer.field("digest", digest)
            writer.endObject()
        }
    }

    /// A file's text; bytes that are no UTF-8 become U+FFFD, as in Go's JSON.
    static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    private static func metadata(_ metadata: ChartMetadata, to writer: inout JSONWriter) {
        func field(_ name: String, _ text: String, _ writer: inout JSONWriter) {
            if !text.isEmpty { writer.field(name, text) }
        }
        writer.beginObject()
        field("name", metadata.name, &writer)
        field("home", metadata.home, &writer)
        if !metadata.sources.isEmpty { writer.field("sources", metadata.sources) }
        field("version", metadata.version, &writer)
        field("description", metadata.description, &writer)
        if !metadata.keywords.isEmpty { writer.field("keywords", metadata.keywords) }
        if !metadata.maintainers.isEmpty {
            writer.key("maintainers")
            writer.beginArray()
            for maintainer in metadata.maintainers {
                writer.beginObject()
                field("name", maintainer.name, &writer)
                field("email", maintainer.email, &writer)
                field("url", maintainer.url, &writer)
                writer.endObject()
            }
            writer.endArray()
        }
        field("icon", metadata.icon, &writer)
        field("apiVersion", metadata.apiVersion, &writer)
        field("condition", metadata.condition, &writer)
        field("tags", metadata.tags, &writer)
        field("appVersion", metadata.appVersion, &writer)
        if metadata.deprecated { writer.field("deprecated", true) }
        if !metadata.annotations.isEmpty { writer.field("annotations", metadata.annotations) }
        field("kubeVersion", metadata.kubeVersion, &writer)
        if !metadata.dependencies.isEmpty {
            writer.key("dependencies")
            dependencies(metadata.dependencies, to: &writer)
        }
        field("type", metadata.type, &writer)
        writer.endObject()
    }

    static func dependencies(_ dependencies: [ChartDependency], to writer: inout JSONWriter) {
        writer.beginArray()
        for dependency in dependencies {
            writer.beginObject()
            writer.field("name", dependency.name)
            if !dependency.version.isEmpty { writer.field("version", dependency.version) }
            writer.field("repository", dependency.repository)
            if !dependency.condition.isEmpty { writer.field("condition", dependency.condition) }
            if !dependency.tags.isEmpty { writer.field("tags", dependency.tags) }
            if dependency.enabled { writer.field("enabled", true) }
            if !dependency.importValues.isEmpty {
                writer.key("import-values")
                writer.value(.list(dependency.importValues))
            }
            if !dependency.alias.isEmpty { writer.field("alias", dependency.alias) }
            writer.endObject()
        }
        writer.endArray()
    }
}
