internal import HelmValues
internal import HelmYAML

/// Annotations that mean nothing on the objects inside a `List`.
enum ListAnnotations {
    private static let metadataType = "struct { Annotations map[string]string }"
    private static let itemType = "struct { Metadata \(metadataType) }"

    /// Helm looks at the file's first document, whichever the object is in.
    static func fault(in object: LintedObject, _ text: [UInt8]) -> String? {
        guard bytesEqual(object.kind, "List") else { return nil }
        var reader = GoStructReader()
        let annotations: [ByteOrderedMap<String>]
        do throws(YAMLError) {
            annotations = items(try YAML.parse(text, numbers: .integersKept), with: &reader)
            if let fault = reader.fault { throw fault }
        } catch {
            return "unable to parse YAML: \(error.message)"
        }
        let isIgnored = annotations.contains { $0["helm.sh/resource-policy"] != nil }
        return isIgnored ? "annotation 'helm.sh/resource-policy' within List objects are ignored" : nil
    }

    private static func items(_ value: Value, with reader: inout GoStructReader) -> [ByteOrderedMap<String>] {
        let root = GoStructReader.Place(structure: "")
        guard case .map(let map) = value else {
            if !value.isNull { reader.fail(value, at: root, type: "struct { Items []\(itemType) }") }
            return []
        }
        var found: [ByteOrderedMap<String>] = []
        for entry in map where GoStructReader.field(entry.key, of: ["Items"]) != nil {
            let place = root.field("Items")
            guard case .list(let items) = entry.value else {
                if !entry.value.isNull { reader.fail(entry.value, at: place, type: "[]\(itemType)") }
                continue
            }
            found = items.map { annotations(of: $0, at: place, with: &reader) }
        }
        return found
    }

    private static func annotations(
        of item: Value, at place: GoStructReader.Place, with reader: inout GoStructReader
    ) -> ByteOrderedMap<String> {
        var found: ByteOrderedMap<String> = [:]
        guard case .map(let fields) = item else {
            if !item.isNull { reader.fail(item, at: place, type: itemType) }
            return found
        }
        for entry in fields where GoStructReader.field(entry.key, of: ["Metadata"]) != nil {
            let metadataPlace = place.field("Metadata")
            guard case .map(let metadata) = entry.value else {
                if !entry.value.isNull { reader.fail(entry.value, at: metadataPlace, type: metadataType) }
                continue
            }
            for inner in metadata where GoStructReader.field(inner.key, of: ["Annotations"]) != nil {
                reader.stringMap(inner.value, at: metadataPlace.field("Annotations"), into: &found)
            }
        }
        return found
    }
}
