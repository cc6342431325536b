public import HelmValues

/// RFC 6902 patches: a list of operations.
public enum JSONPatch {
    /// Applies `operations` (add, remove, replace, move, copy, test) one after the other.
    ///
    /// - Throws: ``PatchError`` with `notApplicable` when a path is missing or a test does not hold; nothing is changed then.
    public static func apply(_ operations: Value, to target: Value) throws(PatchError) -> Value {
        throw PatchError(.invalid, "not there yet")
    }
}
