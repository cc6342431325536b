/// A release's manifest text and its documents.
public enum Manifests {
    /// The documents of a manifest, in its order; empty ones are left out.
    /// - Throws: ``RenderError`` with code `manifest` when one is no YAML map.
    public static func split(_ manifest: String) throws(RenderError) -> [ManifestDocument] {
        throw RenderError(.manifest, "not built yet")
    }

    /// Sorted as Helm creates objects; documents of one kind keep their order.
    public static func installOrder(_ documents: [ManifestDocument]) -> [ManifestDocument] { documents }

    /// Sorted as Helm deletes objects.
    public static func uninstallOrder(_ documents: [ManifestDocument]) -> [ManifestDocument] { documents }
}
