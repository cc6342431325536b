internal import HelmValues
internal import HelmYAML

/// A release's manifest text and its documents.
public enum Manifests {
    /// The documents of a manifest, in its order; empty ones are left out.
    /// - Throws: ``RenderError`` with code `manifest` when one is no YAML map.
    public static func split(_ manifest: String) throws(RenderError) -> [ManifestDocument] {
        var documents: [ManifestDocument] = []
        for (index, text) in DocumentSplit.documents(Array(manifest.utf8)[...]).enumerated() {
            let head: ManifestHead
            do {
                head = try ManifestHead(text)
            } catch {
                throw RenderError(.manifest, "YAML parse error on manifest-\(index): \(error.message)")
            }
            documents.append(
                ManifestDocument(
                    path: source(text), content: String(decoding: text, as: UTF8.self), apiVersion: head.apiVersion,
                    kind: head.kind, name: head.name,
                    resourcePolicy: head.annotations["helm.sh/resource-policy"].map(policy)))
        }
        return documents
    }

    /// Sorted as Helm creates objects; documents of one kind keep their order.
    public static func installOrder(_ documents: [ManifestDocument]) -> [ManifestDocument] {
        KindOrder.install.sorted(documents) { $0.kind }
    }

    /// Sorted as Helm deletes objects.
    ///
    /// Within a kind Helm goes by the text `manifest-N` of a document's number, so the tenth comes before the second.
    /// Pass all documents of the release, since their numbers count.
    public static func uninstallOrder(_ documents: [ManifestDocument]) -> [ManifestDocument] {
        let numbered = documents.enumerated().sorted { bytesPrecede("\($0.offset)", "\($1.offset)") }
        return KindOrder.uninstall.sorted(numbered.map(\.element)) { $0.kind }
    }

    /// Helm: resource_policy.go, filterManifestsToKeep.
    private static func policy(_ annotation: String) -> String {
        String(annotation.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()).lowercased()
    }

    private static func source(_ text: ArraySlice<UInt8>) -> String {
        let mark = "# Source: ".utf8
        guard text.starts(with: mark) else { return "" }
        let path = text.dropFirst(mark.count).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        return String(decoding: path, as: UTF8.self)
    }
}
