/// Maps of values laid over each other, as Helm does it in its several ways.
public enum Coalescing {
    /// Lays `overrides` over `base`, as Helm merges values files and documents.
    ///
    /// Where both have a map they merge key by key; any other value, null too, replaces. (Helm: chart/v2/loader, MergeMaps.)
    public static func mergeMaps(_ base: ValueMap, _ overrides: ValueMap) -> ValueMap {
        var result = base
        for entry in overrides {
            if case .map(let inner) = entry.value, case .map(let existing)? = result[entry.key] {
                result[entry.key] = .map(mergeMaps(existing, inner))
            } else {
                result[entry.key] = entry.value
            }
        }
        return result
    }
}
