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
        let modified = try object(modified)
        let schema = SchemaType.object(type)
        let delta = try StrategicDiff(ignoresDeletions: true).maps(try object(current), modified, schema)
        let deletions = try StrategicDiff(ignoresAdditions: true).maps(try object(original), modified, schema)
        return .map(try StrategicMerge.intoPatch.maps(deletions, delta, schema))
    }

    /// The patch that turns `original` into `modified` (`CreateTwoWayMergePatch`).
    public static func createTwoWay(
        original: Value, modified: Value, type: ObjectType
    ) throws(PatchError) -> Value {
        .map(try StrategicDiff().maps(try object(original), try object(modified), .object(type)))
    }

    /// `target` with a strategic merge patch applied.
    public static func apply(_ patch: Value, to target: Value, type: ObjectType) throws(PatchError) -> Value {
        .map(try StrategicMerge.intoObject.maps(try object(target), try object(patch), .object(type)))
    }

    /// Null counts as an empty object: an object that does not exist.
    private static func object(_ value: Value) throws(PatchError) -> ValueMap {
        let normalized = try value.normalizedForPatch()
        if normalized.isNull { return [:] }
        guard case .map(let map) = normalized else { throw PatchError(.invalid, "invalid JSON document") }
        return map
    }
}
