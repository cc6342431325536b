internal import HelmValues
internal import HelmYAML

/// The part of a manifest that decides where it goes.
///
/// Helm: release/v1/util/manifest.go, SimpleHead, filled as sigs.k8s.io/yaml fills it.
struct ManifestHead: Sendable, Equatable {
    var apiVersion = ""
    var kind = ""
    var name = ""
    var annotations: ByteOrderedMap<String> = [:]

    private static let fields = YAMLSelection([
        "apiVersion": nil, "kind": nil, "metadata": YAMLSelection(["name": nil, "annotations": nil]),
    ])

    /// - Throws: Go's text, without Helm's words before it.
    init(_ text: ArraySlice<UInt8>) throws(YAMLError) {
        let value = try YAML.parse(text, numbers: .integersKept, selection: Self.fields)
        guard case .map(let map) = value else {
            if value.isNull { return }
            throw YAML.mismatch(value, goType: "util.SimpleHead")
        }
        var fields = FieldReader()
        for entry in map {
            switch entry.key.lowercased() {
            case "apiversion": fields.string(entry.value, "SimpleHead.apiVersion", into: &apiVersion)
            case "kind": fields.string(entry.value, "SimpleHead.kind", into: &kind)
            case "metadata": readMetadata(entry.value, with: &fields)
            default: break
            }
        }
        if let mismatch = fields.mismatch { throw mismatch }
    }

    private mutating func readMetadata(_ value: Value, with fields: inout FieldReader) {
        guard case .map(let map) = value else {
            let type =
                "struct { Name string \"json:\\\"name\\\"\"; Annotations map[string]string \"json:\\\"annotations\\\"\" }"
            if !value.isNull { fields.fail(value, "SimpleHead.metadata", type: type) }
            return
        }
        for entry in map {
            switch entry.key.lowercased() {
            case "name": fields.string(entry.value, ".metadata.name", into: &name)
            case "annotations":
                guard case .map(let given) = entry.value else {
                    if !entry.value.isNull {
                        fields.fail(entry.value, ".metadata.annotations", type: "map[string]string")
                    }
                    continue
                }
                annotations = given.mapValues { value in
                    var text = ""
                    fields.string(value, ".metadata.annotations", into: &text)
                    return text
                }
            default: break
            }
        }
    }

    /// Keeps the first mismatch, as encoding/json does.
    private struct FieldReader {
        var mismatch: YAMLError?

        mutating func string(_ value: Value, _ field: String, into target: inout String) {
            switch value {
            case .null: break
            case .string(let text): target = text
            case .bool(let flag): target = flag ? "true" : "false"
            case .int(let number): target = String(number)
            case .float(let number): target = GoFormat.float(number)
            case .list, .map: fail(value, field, type: "string")
            }
        }

        mutating func fail(_ value: Value, _ field: String, type: String) {
            guard mismatch == nil else { return }
            mismatch = YAMLError(
                .typeMismatch,
                "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal \(value.jsonKind) into Go struct field "
                    + "\(field) of type \(type)")
        }
    }
}
