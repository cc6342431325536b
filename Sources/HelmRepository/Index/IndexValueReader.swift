internal import HelmValues
internal import HelmYAML

/// Reads any index by way of its value, and says what is wrong with it as Helm does.
///
/// Go fills a struct: keys match in any case, null changes nothing, and the first value of a wrong type or unknown key
/// is the error, in the order of the keys. Of YAML, numbers and booleans become texts where the field is a text of the
/// index itself; not in a chart's metadata, which sigs.k8s.io/yaml does not see into.
struct IndexValueReader {
    private let isYAML: Bool
    private var fault: String?

    static func read(_ bytes: [UInt8], limits: IndexLimits) throws(RepositoryError) -> IndexBuilder {
        guard bytes.count <= limits.maximumOddBytes else {
            throw RepositoryError(
                .unreachable,
                "the index is \(bytes.count) bytes long and no plain YAML, of which \(limits.maximumOddBytes) bytes are "
                    + "read: JSON, anchors, tags, or a mistake")
        }
        var builder = IndexBuilder(limits: limits)
        let (root, isYAML) = try value(bytes)
        var reader = IndexValueReader(isYAML: isYAML)
        do throws(Failure) {
            try reader.readRoot(root, into: &builder)
        } catch {
            if case .limit(let error) = error { throw error }
        }
        if let fault = reader.fault {
            throw RepositoryError(
                .unreachable, isYAML ? "error unmarshaling JSON: while decoding JSON: \(fault)" : fault)
        }
        return builder
    }

    private init(isYAML: Bool) { self.isYAML = isYAML }

    private enum Failure: Error {
        /// ``fault`` is the error, and Go reads no further.
        case stop
        case limit(RepositoryError)
    }

    // Helm: repo/v1/index.go, jsonOrYamlUnmarshal
    private static func value(_ bytes: [UInt8]) throws(RepositoryError) -> (Value, isYAML: Bool) {
        do throws(JSONError) { return (try JSON.parse(bytes), false) } catch {
            if error.code == .tooDeep { throw RepositoryError(.unreachable, error.message) }
        }
        do throws(YAMLError) {
            if let duplicate = YAML.duplicateKeys(bytes) {
                // What is no YAML at all is told first.
                _ = try YAML.parse(bytes, numbers: .integersKept)
                throw duplicate
            }
            return (try YAML.parse(bytes, numbers: .integersKept), true)
        } catch {
            throw RepositoryError(.unreachable, error.message)
        }
    }

    // MARK: Errors

    private mutating func fail(_ value: Value, _ place: String, _ type: String) {
        guard fault == nil else { return }
        let target = place.isEmpty ? "value" : "struct field \(place)"
        fault = "json: cannot unmarshal \(value.jsonKind) into Go \(target) of type \(type)"
    }

    private mutating func unknown(_ key: String) {
        guard isYAML, fault == nil else { return }
        fault = "json: unknown field \(EntryText.quoted(Array(key.utf8)))"
    }

    // MARK: The index

    private mutating func readRoot(_ root: Value, into builder: inout IndexBuilder) throws(Failure) {
        guard case .map(let map) = root else {
            if !root.isNull { fail(root, "", "repo.IndexFile") }
            return
        }
        for entry in map {
            guard let field = FieldTables.root.folded(entry.key) else {
                unknown(entry.key)
                continue
            }
            let place = "IndexFile.\(field.rawValue)"
            switch field {
            case .serverInfo:
                if entry.value.mapValue == nil, !entry.value.isNull {
                    fail(entry.value, place, "map[string]interface {}")
                }
            case .apiVersion: text(entry.value, place, converts: true, into: &builder.apiVersion)
            case .generated:
                var generated: [UInt8] = []
                try time(entry.value, into: &generated)
                builder.generated = String(decoding: generated, as: UTF8.self)
            case .publicKeys:
                var ignored = TextList()
                texts(entry.value, place, converts: true, into: &ignored)
            case .annotations: textMap(entry.value, place) { _ in true }
            case .entries: try readEntries(entry.value, into: &builder)
            }
        }
    }

    private mutating func readEntries(_ value: Value, into builder: inout IndexBuilder) throws(Failure) {
        let place = "IndexFile.entries"
        guard case .map(let map) = value else {
            if !value.isNull { fail(value, place, "map[string]repo.ChartVersions") }
            return
        }
        for chart in map {
            // A second `entries`, in another case, adds to the first.
            let isNew: Bool
            do throws(RepositoryError) {
                isNew = try builder.beginChart(Array(chart.key.utf8))
            } catch {
                throw .limit(error)
            }
            guard isNew else { continue }
            switch chart.value {
            case .null: break
            case .list(let versions):
                for version in versions {
                    switch version {
                    case .null: builder.skipEmpty()
                    case .map(let fields): try readVersion(fields, into: &builder)
                    default: fail(version, place, "repo.ChartVersion")
                    }
                }
            default: fail(chart.value, place, "repo.ChartVersions")
            }
            builder.endChart()
        }
    }

    private mutating func readVersion(_ map: ValueMap, into builder: inout IndexBuilder) throws(Failure) {
        var draft = EntryDraft()
        for entry in map {
            guard let field = FieldTables.version.folded(entry.key) else {
                unknown(entry.key)
                continue
            }
            let path = field.isMetadata ? "entries.Metadata.\(field.rawValue)" : "entries.\(field.rawValue)"
            try readField(field, entry.value, path, &draft)
        }
        do throws(RepositoryError) { try builder.add(&draft) } catch { throw .limit(error) }
    }

    private mutating func readField(
        _ field: VersionField, _ value: Value, _ path: String, _ draft: inout EntryDraft
    ) throws(Failure) {
        let place = "ChartVersion.\(path)"
        var ignored: [UInt8] = []
        var ignoredFlag = false
        var ignoredList = TextList()
        switch field {
        case .name: text(value, place, into: &draft.name)
        case .version: text(value, place, into: &draft.version)
        case .appVersion: text(value, place, into: &draft.appVersion)
        case .description: text(value, place, into: &draft.description)
        case .type: text(value, place, into: &draft.type)
        case .keywords: texts(value, place, into: &draft.keywords)
        case .digest: text(value, place, converts: true, into: &draft.digest)
        case .urls: texts(value, place, converts: true, into: &draft.urls)
        case .created: try time(value, into: &draft.created)
        case .deprecated: flag(value, place, into: &draft.isDeprecated)
        case .removed: flag(value, place, into: &ignoredFlag)
        case .sources: texts(value, place, into: &ignoredList)
        // sigs.k8s.io/yaml takes an annotation for the field of that name.
        case .annotations: textMap(value, place) { FieldTables.version.folded($0)?.isMetadataText == true }
        case .maintainers: readMaintainers(value, place, path, &draft)
        case .dependencies: readDependencies(value, place, path, &draft)
        case .checksum, .engine, .tillerVersion, .url: text(value, place, converts: true, into: &ignored)
        case .home, .icon, .apiVersion, .condition, .tags, .kubeVersion: text(value, place, into: &ignored)
        }
    }

    private mutating func readMaintainers(_ value: Value, _ place: String, _ path: String, _ draft: inout EntryDraft) {
        draft.hasEmptyMaintainer = false
        for map in structs(value, place, "v2.Maintainer") {
            guard let map else {
                draft.hasEmptyMaintainer = true
                continue
            }
            for entry in map {
                guard let field = FieldTables.maintainer.folded(entry.key) else {
                    unknown(entry.key)
                    continue
                }
                var ignored: [UInt8] = []
                text(entry.value, "Maintainer.\(path).\(field.rawValue)", into: &ignored)
            }
        }
    }

    private mutating func readDependencies(_ value: Value, _ place: String, _ path: String, _ draft: inout EntryDraft) {
        for map in structs(value, place, "v2.Dependency") {
            guard let map else {
                draft.addDependency(nil)
                continue
            }
            var dependency: (name: [UInt8], alias: [UInt8]) = ([], [])
            for entry in map {
                guard let field = FieldTables.dependency.folded(entry.key) else {
                    unknown(entry.key)
                    continue
                }
                readDependencyField(
                    field, entry.value, "Dependency.\(path).\(field.rawValue)", &dependency.name, &dependency.alias)
            }
            draft.addDependency(dependency)
        }
    }

    private mutating func readDependencyField(
        _ field: DependencyField, _ value: Value, _ place: String, _ name: inout [UInt8], _ alias: inout [UInt8]
    ) {
        var ignored: [UInt8] = []
        var ignoredFlag = false
        var ignoredList = TextList()
        switch field {
        case .name: text(value, place, into: &name)
        case .alias: text(value, place, into: &alias)
        case .version, .repository, .condition: text(value, place, into: &ignored)
        case .tags: texts(value, place, into: &ignoredList)
        case .enabled: flag(value, place, into: &ignoredFlag)
        case .importValues:
            switch value {
            case .null, .list: break
            default: fail(value, place, "[]interface {}")
            }
        }
    }

    // MARK: Values

    /// - Parameter converts: whether YAML's numbers and booleans are taken for texts.
    private mutating func text(_ value: Value, _ place: String, converts: Bool = false, into text: inout [UInt8]) {
        switch value {
        case .null: break
        case .string(let string): text = Array(string.utf8)
        case .bool(let flag) where converts && isYAML: text = Array((flag ? "true" : "false").utf8)
        case .int(let number) where converts && isYAML: text = Array(String(number).utf8)
        case .float(let number) where converts && isYAML: text = Array(GoFormat.float(number).utf8)
        default: fail(value, place, "string")
        }
    }

    private mutating func flag(_ value: Value, _ place: String, into flag: inout Bool) {
        switch value {
        case .null: break
        case .bool(let value): flag = value
        default: fail(value, place, "bool")
        }
    }

    private mutating func texts(_ value: Value, _ place: String, converts: Bool = false, into list: inout TextList) {
        switch value {
        case .null: list.removeAll()
        case .list(let values):
            list.removeAll()
            for element in values {
                var item: [UInt8] = []
                text(element, place, converts: converts, into: &item)
                list.append(item)
            }
        default: fail(value, place, "[]string")
        }
    }

    /// - Parameter converts: whether the value under a key may be a number or boolean.
    private mutating func textMap(_ value: Value, _ place: String, converts: (String) -> Bool) {
        switch value {
        case .null: break
        case .map(let map):
            for entry in map {
                var ignored: [UInt8] = []
                text(entry.value, place, converts: converts(entry.key), into: &ignored)
            }
        default: fail(value, place, "map[string]string")
        }
    }

    /// The maps of a list, nil where null stands.
    private mutating func structs(_ value: Value, _ place: String, _ type: String) -> [ValueMap?] {
        switch value {
        case .null: return []
        case .list(let values):
            return values.map { element in
                switch element {
                case .null: return nil
                case .map(let map): return map
                default:
                    fail(element, place, type)
                    return [:]
                }
            }
        default:
            fail(value, place, "[]*\(type)")
            return []
        }
    }

    private mutating func time(_ value: Value, into time: inout [UInt8]) throws(Failure) {
        switch value {
        case .null: break
        case .string(let text):
            if let fault = GoTime.fault(text) {
                self.fault = fault
                throw .stop
            }
            time = Array(text.utf8)
        default:
            fault = "Time.UnmarshalJSON: input is not a JSON string"
            throw .stop
        }
    }
}
