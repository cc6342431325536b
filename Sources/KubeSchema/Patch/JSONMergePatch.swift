public import HelmValues

/// RFC 7386 merge patches.
public enum JSONMergePatch {
    /// The patch that turns `original` into `modified`, as evanphx/json-patch makes it for Helm.
    ///
    /// - Returns: an empty map when nothing differs.
    public static func create(original: Value, modified: Value) throws(PatchError) -> Value {
        throw PatchError(.invalid, "not there yet")
    }

    /// `target` with `patch` merged in: maps merge, null removes, anything else replaces.
    public static func apply(_ patch: Value, to target: Value) throws(PatchError) -> Value {
        throw PatchError(.invalid, "not there yet")
    }
}
