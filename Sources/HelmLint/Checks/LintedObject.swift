internal import HelmValues
internal import HelmYAML

/// The few fields of a manifest that the rules look at.
struct LintedObject {
    var apiVersion = ""
    var kind = ""
    var namespace = ""
    var name = ""

    /// Fills the fields; tells what does not fit, in encoding/json's words.
    mutating func fill(_ value: Value) -> String? {
        var reader = GoStructReader()
        let root = GoStructReader.Place(structure: "k8sYamlStruct")
        guard case .map(let map) = value else {
            reader.fail(value, at: root, type: "rules.k8sYamlStruct")
            return reader.mismatch
        }
        for entry in map {
            switch GoStructReader.field(entry.key, of: ["apiVersion", "Kind", "Metadata"]) {
            case "apiVersion": reader.string(entry.value, at: root.field("apiVersion"), into: &apiVersion)
            case "Kind": reader.string(entry.value, at: root.field("Kind"), into: &kind)
            case "Metadata": fillMetadata(entry.value, at: root.field("Metadata"), with: &reader)
            default: continue
            }
        }
        return reader.mismatch
    }

    private mutating func fillMetadata(
        _ value: Value, at place: GoStructReader.Place, with reader: inout GoStructReader
    ) {
        guard case .map(let map) = value else {
            if !value.isNull { reader.fail(value, at: place, type: "rules.k8sYamlMetadata") }
            return
        }
        let place = place.entering("k8sYamlMetadata")
        for entry in map {
            switch GoStructReader.field(entry.key, of: ["Namespace", "Name"]) {
            case "Namespace": reader.string(entry.value, at: place.field("Namespace"), into: &namespace)
            case "Name": reader.string(entry.value, at: place.field("Name"), into: &name)
            default: continue
            }
        }
    }
}

/// The objects of a file, document by document.
struct LintedDocuments {
    private var documents: YAMLOrJSONDocuments

    init(_ bytes: [UInt8]) { documents = YAMLOrJSONDocuments(bytes) }

    /// The next document's object, which is nil when there is nothing in it; nil after the last one.
    mutating func next() throws(YAMLError) -> LintedObject?? {
        var found: LintedObject?
        let isDocument = try documents.next { value in
            if value.isNull { return nil }
            var object = found ?? LintedObject()
            let mismatch = object.fill(value)
            found = object
            return mismatch
        }
        return isDocument ? .some(found) : nil
    }
}
