/// Maps of values laid over each other, as Helm does it in its several ways.
public enum Coalescing {
    /// Called with Helm's warnings, such as `warning: cannot overwrite table with non table for a.b (map[])`.
    public typealias Warn = (String) -> Void

    /// What becomes of nulls.
    public enum Nulls: Sendable {
        /// A null override deletes the default. Helm: CoalesceTables.
        case delete
        /// A null override stays. Helm: MergeTables.
        case keep
    }

    /// Lays `overrides` over `base`, as Helm merges values files and documents.
    ///
    /// Where both have a map they merge key by key; any other value, null too, replaces. (Helm: chart/v2/loader, MergeMaps.)
    public static func mergeMaps(_ base: ValueMap, _ overrides: ValueMap) -> ValueMap {
        joined(overrides, base) { mine, theirs in
            if case .map(let inner) = mine.value, case .map(let existing) = theirs.value {
                return .init(key: mine.key, value: .map(mergeMaps(existing, inner)))
            }
            return mine
        }
    }

    /// The entries of both maps in order; `choose` decides where both have a key, and nil drops it.
    private static func joined(
        _ left: ValueMap, _ right: ValueMap,
        choose: (_ left: ValueMap.Entry, _ right: ValueMap.Entry) -> ValueMap.Entry?
    ) -> ValueMap {
        if right.isEmpty { return left }
        if left.isEmpty { return right }
        var entries: [ValueMap.Entry] = []
        entries.reserveCapacity(left.count + right.count)
        var (i, j) = (0, 0)
        while i < left.count, j < right.count {
            let order = compareBytes(left[i].key, right[j].key)
            if order < 0 {
                entries.append(left[i])
                i += 1
            } else if order > 0 {
                entries.append(right[j])
                j += 1
            } else {
                if let chosen = choose(left[i], right[j]) { entries.append(chosen) }
                i += 1
                j += 1
            }
        }
        entries.append(contentsOf: left[i...])
        entries.append(contentsOf: right[j...])
        return ValueMap(entries: entries)
    }

    /// Lays `overrides` over `defaults`; neither argument changes.
    ///
    /// Maps merge key by key; anything else overrides. A map never gives way to a value of another kind, nor the other way
    /// round: the override stays, with a warning. (Helm: chart/common/util/coalesce.go, coalesceTablesFullKey.)
    /// - Parameters:
    ///   - nulls: with ``Nulls/delete``, a null override of a default that is not null itself removes the key; a null
    ///     without a default stays.
    ///   - prefix: the path of the maps, for warnings.
    public static func tables(
        _ overrides: ValueMap, onto defaults: ValueMap, nulls: Nulls = .delete, prefix: String = "",
        warn: Warn = { _ in }
    ) -> ValueMap {
        joined(overrides, defaults) { mine, theirs in
            let path = prefix.isEmpty ? mine.key : prefix + "." + mine.key
            switch (mine.value, theirs.value) {
            case (.null, .null): return mine
            case (.null, _): return nulls == .keep ? mine : nil
            case (.map(let inner), .map(let outer)):
                let merged = tables(inner, onto: outer, nulls: nulls, prefix: path, warn: warn)
                return .init(key: mine.key, value: .map(merged))
            case (.map, .null): return mine
            case (.map, let value):
                warn("warning: destination for \(path) is a table. Ignoring non-table value (\(GoPrinted.text(value)))")
                return mine
            case (_, .map(let table)):
                warn("warning: cannot overwrite table with non table for \(path) (\(GoPrinted.text(.map(table))))")
                return mine
            default: return mine
            }
        }
    }

    /// The map without its nulls, also those of nested maps; lists keep theirs. (Helm: cleanNilValues.)
    public static func withoutNulls(_ map: ValueMap) -> ValueMap {
        ValueMap(
            entries: map.compactMap { entry in
                switch entry.value {
                case .null: nil
                case .map(let inner): .init(key: entry.key, value: .map(withoutNulls(inner)))
                default: entry
                }
            })
    }

    /// `a.b`, or `b` where `a` is empty. (Helm: concatPrefix.)
    public static func joined(_ prefix: String, _ key: String) -> String {
        prefix.isEmpty ? key : prefix + "." + key
    }
}
