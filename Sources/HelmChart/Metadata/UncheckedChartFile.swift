public import HelmValues
internal import HelmYAML

/// Chart.yaml read but not yet checked, nulls in its lists included: what `helm lint` judges.
public struct UncheckedChartFile: Sendable {
    public let metadata: ChartMetadata
    /// As they stand there: null for an entry without anything in it.
    public let maintainers: [ChartMetadata.Maintainer?]
    public let hasDependencies: Bool
    /// Without nulls.
    public let dependencies: [ChartDependency]
    /// The file's plain values, whose types tell a number from a text.
    public let values: ValueMap
    /// What a strict reader refuses: keys that come twice or mean nothing.
    public let strictFault: String?

    /// - Throws: ``ChartError`` in the words of Helm's YAML library.
    public init(_ text: [UInt8]) throws(ChartError) {
        var draft = MetadataDraft()
        do throws(YAMLError) {
            try draft.read(text)
            values = try YAML.parseMap(text)
        } catch {
            throw ChartError(.invalidChart, error.message)
        }
        metadata = draft.metadata
        maintainers = draft.maintainers
        dependencies = draft.dependencies.compactMap(\.self)
        hasDependencies = !draft.dependencies.isEmpty
        strictFault = YAML.duplicateKeys(text)?.message ?? Self.unknownField(values)
    }

    /// The first key, in the order of the JSON that the YAML becomes, that no field has.
    private static func unknownField(_ map: ValueMap) -> String? {
        for entry in map {
            guard let field = GoStructReader.field(entry.key, of: MetadataDraft.fields) else {
                return unknown(entry.key)
            }
            let inner: [String]
            switch field {
            case "maintainers": inner = MetadataDraft.maintainerFields
            case "dependencies": inner = DependencyFields.names
            default: continue
            }
            for element in entry.value.listValue ?? [] {
                let keys = element.mapValue?.map(\.key) ?? []
                if let key = keys.first(where: { GoStructReader.field($0, of: inner) == nil }) { return unknown(key) }
            }
        }
        return nil
    }

    private static func unknown(_ key: String) -> String {
        "error unmarshaling JSON: while decoding JSON: json: unknown field \(GoQuote.quoted(key))"
    }
}
