public import HelmValues

/// Kubernetes' strategic merge patches: JSON merge patches that merge lists by the keys of their elements.
public enum StrategicMergePatch {
    /// The three-way patch as Helm asks for it (apimachinery `CreateThreeWayMergePatch` with `overwrite`).
    ///
    /// Additions and changes are those from `current` to `modified`, deletions those from `original` to `modified`.
    /// - Returns: an empty map when nothing is to change.
    public static func create(
        original: Value, modified: Value, current: Value, type: ObjectType
    ) throws(PatchError) -> Value {
        throw PatchError(.invalid, "not there yet")
    }

    /// The patch that turns `original` into `modified` (`CreateTwoWayMergePatch`).
    public static func createTwoWay(
        original: Value, modified: Value, type: ObjectType
    ) throws(PatchError) -> Value {
        throw PatchError(.invalid, "not there yet")
    }

    /// `target` with a strategic merge patch applied.
    public static func apply(_ patch: Value, to target: Value, type: ObjectType) throws(PatchError) -> Value {
        throw PatchError(.invalid, "not there yet")
    }
}
