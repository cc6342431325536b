public import HelmValues
internal import HelmYAML

// Chart.yaml as Helm writes it into JSON (release records, registries): the fields of Go's structs in their order, empty
// ones left out where Go leaves them out. (Helm: pkg/chart/v2)

extension ChartMetadata {
    /// Reads what ``write(to:)`` writes, and whatever else Helm would take for it. Nothing of it is checked.
    /// - Throws: ``ChartError`` with code `invalidChart`, in the words of Go's JSON.
    public init(json: [UInt8]) throws(ChartError) {
        var draft = MetadataDraft()
        do throws(JSONError) {
            if let mismatch = draft.read(try JSON.parse(json)).mismatch {
                throw JSONError(.typeMismatch, mismatch)
            }
        } catch {
            throw ChartError(.invalidChart, error.message)
        }
        self = draft.metadata
        maintainers = draft.maintainers.compactMap(\.self)
        dependencies = draft.dependencies.compactMap(\.self)
    }

    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.text("name", name)
        writer.text("home", home)
        writer.texts("sources", sources)
        writer.text("version", version)
        writer.text("description", description)
        writer.texts("keywords", keywords)
        writer.list("maintainers", maintainers) { writer, maintainer in
            writer.beginObject()
            writer.text("name", maintainer.name)
            writer.text("email", maintainer.email)
            writer.text("url", maintainer.url)
            writer.endObject()
        }
        writer.text("icon", icon)
        writer.text("apiVersion", apiVersion)
        writer.text("condition", condition)
        writer.text("tags", tags)
        writer.text("appVersion", appVersion)
        writer.flag("deprecated", deprecated)
        if !annotations.isEmpty {
            writer.key("annotations")
            writer.value(.map(annotations.mapValues { Value.string($0) }))
        }
        writer.text("kubeVersion", kubeVersion)
        writer.list("dependencies", dependencies) { $1.write(to: &$0) }
        writer.text("type", type)
        writer.endObject()
    }
}

extension ChartDependency {
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("name")
        writer.string(name)
        writer.text("version", version)
        writer.key("repository")
        writer.string(repository)
        writer.text("condition", condition)
        writer.texts("tags", tags)
        writer.flag("enabled", enabled)
        writer.list("import-values", importValues) { $0.value($1) }
        writer.text("alias", alias)
        writer.endObject()
    }
}

/// Fields that are left out when empty.
extension JSONWriter {
    fileprivate mutating func text(_ key: String, _ value: String) {
        if value.utf8.isEmpty { return }
        self.key(key)
        string(value)
    }

    fileprivate mutating func flag(_ key: String, _ value: Bool) {
        if !value { return }
        self.key(key)
        bool(true)
    }

    fileprivate mutating func texts(_ key: String, _ values: [String]) { list(key, values) { $0.string($1) } }

    fileprivate mutating func list<Element>(
        _ key: String, _ elements: [Element], _ write: (inout JSONWriter, Element) -> Void
    ) {
        if elements.isEmpty { return }
        self.key(key)
        beginArray()
        for element in elements { write(&self, element) }
        endArray()
    }
}
