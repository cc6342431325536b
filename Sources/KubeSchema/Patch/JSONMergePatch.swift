public import HelmValues

/// RFC 7386 merge patches.
public enum JSONMergePatch {
    /// The patch that turns `original` into `modified`, as evanphx/json-patch makes it for Helm.
    ///
    /// - Returns: an empty map when nothing differs.
    public static func create(original: Value, modified: Value) throws(PatchError) -> Value {
        guard case .map(let old) = try original.normalizedForPatch(),
            case .map(let new) = try modified.normalizedForPatch()
        else { throw PatchError(.invalid, "Invalid JSON Document") }
        return .map(difference(old, new))
    }

    /// `target` with `patch` merged in: maps merge, null removes, anything else replaces.
    public static func apply(_ patch: Value, to target: Value) throws(PatchError) -> Value {
        merged(try patch.normalizedForPatch(), into: try target.normalizedForPatch())
    }

    private static func difference(_ old: ValueMap, _ new: ValueMap) -> ValueMap {
        var pairs: [(key: String, value: Value)] = []
        for entry in new {
            switch (old[entry.key], entry.value) {
            case (.map(let before)?, .map(let after)):
                let inner = difference(before, after)
                if !inner.isEmpty { pairs.append((entry.key, .map(inner))) }
            case (let before?, let after):
                if before != after { pairs.append((entry.key, after)) }
            case (nil, let after):
                pairs.append((entry.key, after))
            }
        }
        for entry in old where !new.contains(key: entry.key) { pairs.append((entry.key, .null)) }
        return ValueMap(pairs: pairs)
    }

    private static func merged(_ patch: Value, into target: Value) -> Value {
        guard case .map(let changes) = patch else { return patch }
        var result = target.mapValue ?? [:]
        for entry in changes {
            if entry.value.isNull {
                result[entry.key] = Value?.none
            } else {
                result[entry.key] = merged(entry.value, into: result[entry.key] ?? .null)
            }
        }
        return .map(result)
    }
}
