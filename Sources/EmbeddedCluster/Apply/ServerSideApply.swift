import HelmValues
import KubeSchema

/// Server-side apply: merging what managers declare, and keeping track in `metadata.managedFields` of who declared it.
enum ServerSideApply {
    /// Who changes an object, when and how, as `managedFields` records it.
    struct Writer: Sendable {
        /// The `fieldManager` parameter, or what the server derives from the user agent.
        var manager: String
        /// `group/version` of the request.
        var apiVersion: String
        /// Empty, `status` or `scale`.
        var subresource: String = ""
        /// RFC 3339, seconds.
        var time: String
    }

    /// Applies `applied` to `live` (nil: the object is created).
    ///
    /// - Returns: the object to store, `metadata.managedFields` included.
    /// - Throws: ``ApplyError``; a `conflict` lists every conflicting field and manager.
    static func apply(
        live: Value?, applied: Value, writer: Writer, force: Bool, type: SchemaType
    ) throws(ApplyError) -> Value {
        throw ApplyError(.invalid, "not there yet")
    }

    /// `new` with `managedFields` brought up to date after a create, update or patch (operation `Update`).
    ///
    /// - Parameter live: the object before; nil for a create.
    static func update(live: Value?, new: Value, writer: Writer, type: SchemaType) throws(ApplyError) -> Value {
        throw ApplyError(.invalid, "not there yet")
    }

    /// The manager of a request without `fieldManager`: the part of the user agent before the first `/`, at most 128 characters.
    static func manager(userAgent: String) -> String {
        String(
            (userAgent.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).first ?? "").prefix(128))
    }
}
