internal import HelmValues
internal import HelmYAML

/// Chart.yaml while it is read: lists may still hold nulls, which the validation refuses.
struct MetadataDraft {
    var metadata = ChartMetadata()
    var maintainers: [ChartMetadata.Maintainer?] = []
    var dependencies: [ChartDependency?] = []

    /// Reads `text` on top of what is here: Chart.yaml first, requirements.yaml of an old chart after it.
    mutating func read(_ text: [UInt8], file: String) throws(ChartError) {
        do throws(YAMLError) { try read(text) } catch { throw Self.unloadable(file, error) }
    }

    /// As above, in the YAML library's words alone.
    mutating func read(_ text: [UInt8]) throws(YAMLError) {
        if let fault = read(try YAML.parse(text, numbers: .integersKept)).fault { throw fault }
    }

    /// As above, of what was parsed already.
    /// - Returns: the reader, which knows what did not fit.
    mutating func read(_ value: Value) -> GoStructReader {
        var reader = GoStructReader()
        let root = GoStructReader.Place(structure: "Metadata", path: [])
        switch value {
        case .null: break
        case .map(let map):
            for entry in map { readField(entry.key, entry.value, at: root, with: &reader) }
        default: reader.fail(value, at: root, type: "v2.Metadata")
        }
        return reader
    }

    static func parse(_ text: [UInt8], file: String) throws(ChartError) -> Value {
        do throws(YAMLError) {
            return try YAML.parse(text, numbers: .integersKept)
        } catch {
            throw unloadable(file, error)
        }
    }

    static func check(_ reader: GoStructReader, file: String) throws(ChartError) {
        if let fault = reader.fault { throw unloadable(file, fault) }
    }

    private static func unloadable(_ file: String, _ error: YAMLError) -> ChartError {
        ChartError(.invalidChart, "cannot load \(file): \(error.message)")
    }

    static let fields = [
        "name", "home", "sources", "version", "description", "keywords", "maintainers", "icon", "apiVersion",
        "condition", "tags", "appVersion", "deprecated", "annotations", "kubeVersion", "dependencies", "type",
    ]

    private mutating func readField(
        _ key: String, _ value: Value, at root: GoStructReader.Place, with reader: inout GoStructReader
    ) {
        guard let field = GoStructReader.field(key, of: Self.fields) else { return }
        let place = root.field(field)
        switch field {
        case "name": reader.string(value, at: place, into: &metadata.name)
        case "home": reader.string(value, at: place, into: &metadata.home)
        case "sources": reader.strings(value, at: place, into: &metadata.sources)
        case "version": reader.string(value, at: place, into: &metadata.version)
        case "description": reader.string(value, at: place, into: &metadata.description)
        case "keywords": reader.strings(value, at: place, into: &metadata.keywords)
        case "maintainers": readMaintainers(value, at: place, with: &reader)
        case "icon": reader.string(value, at: place, into: &metadata.icon)
        case "apiVersion": reader.string(value, at: place, into: &metadata.apiVersion)
        case "condition": reader.string(value, at: place, into: &metadata.condition)
        case "tags": reader.string(value, at: place, into: &metadata.tags)
        case "appVersion": reader.string(value, at: place, into: &metadata.appVersion)
        case "deprecated": reader.bool(value, at: place, into: &metadata.deprecated)
        case "annotations": reader.stringMap(value, at: place, into: &metadata.annotations)
        case "kubeVersion": reader.string(value, at: place, into: &metadata.kubeVersion)
        case "dependencies":
            if case .list = value { metadata.listsDependencies = true }
            DependencyFields.readList(value, at: place, with: &reader, into: &dependencies)
        default: reader.string(value, at: place, into: &metadata.type)
        }
    }

    static let maintainerFields = ["name", "email", "url"]

    private mutating func readMaintainers(
        _ value: Value, at place: GoStructReader.Place, with reader: inout GoStructReader
    ) {
        reader.structs(
            value, at: place, type: "v2.Maintainer", into: &maintainers, empty: { ChartMetadata.Maintainer() }
        ) { reader, map, place, maintainer in
            for entry in map {
                guard let field = GoStructReader.field(entry.key, of: Self.maintainerFields) else { continue }
                let inner = place.field(field)
                switch field {
                case "name": reader.string(entry.value, at: inner, into: &maintainer.name)
                case "email": reader.string(entry.value, at: inner, into: &maintainer.email)
                default: reader.string(entry.value, at: inner, into: &maintainer.url)
                }
            }
        }
    }
}

/// The fields of one dependency, the same in Chart.yaml, requirements.yaml and the lock files.
enum DependencyFields {
    static let names = [
        "name", "version", "repository", "condition", "tags", "enabled", "import-values", "alias",
    ]

    static func readList(
        _ value: Value, at place: GoStructReader.Place, with reader: inout GoStructReader,
        into target: inout [ChartDependency?]
    ) {
        reader.structs(
            value, at: place, type: "v2.Dependency", into: &target, empty: { ChartDependency() }, fill: fill)
    }

    private static func fill(
        _ reader: inout GoStructReader, _ map: ValueMap, _ place: GoStructReader.Place,
        _ dependency: inout ChartDependency
    ) {
        for entry in map {
            guard let field = GoStructReader.field(entry.key, of: names) else { continue }
            let inner = place.field(field)
            switch field {
            case "name": reader.string(entry.value, at: inner, into: &dependency.name)
            case "version": reader.string(entry.value, at: inner, into: &dependency.version)
            case "repository": reader.string(entry.value, at: inner, into: &dependency.repository)
            case "condition": reader.string(entry.value, at: inner, into: &dependency.condition)
            case "tags": reader.strings(entry.value, at: inner, into: &dependency.tags)
            case "enabled": reader.bool(entry.value, at: inner, into: &dependency.enabled)
            case "alias": reader.string(entry.value, at: inner, into: &dependency.alias)
            default:
                switch entry.value {
                case .null: dependency.importValues = []
                case .list(let values): dependency.importValues = values
                default: reader.fail(entry.value, at: inner, type: "[]interface {}")
                }
            }
        }
    }
}
