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
        var result = base
        for entry in overrides {
            if case .map(let inner) = entry.value, case .map(let existing)? = result.exchange(entry.key, .null) {
                result[entry.key] = .map(mergeMaps(existing, inner))
            } else {
                result[entry.key] = entry.value
            }
        }
        return result
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
        var entries: [ValueMap.Entry] = []
        entries.reserveCapacity(overrides.count + defaults.count)
        var (left, right) = (overrides.makeIterator(), defaults.makeIterator())
        var (override, fallback) = (left.next(), right.next())
        while override != nil || fallback != nil {
            guard let mine = override else {
                if let fallback { entries.append(fallback) }
                fallback = right.next()
                continue
            }
            let order = fallback.map { compareBytes(mine.key, $0.key) } ?? -1
            if order > 0 {
                if let fallback { entries.append(fallback) }
                fallback = right.next()
                continue
            }
            override = left.next()
            guard order == 0, let theirs = fallback else {
                entries.append(mine)
                continue
            }
            fallback = right.next()
            let path = joined(prefix, mine.key)
            switch (mine.value, theirs.value) {
            case (.null, .null): entries.append(mine)
            case (.null, _): if nulls == .keep { entries.append(mine) }
            case (.map(let inner), .map(let outer)):
                let merged = tables(inner, onto: outer, nulls: nulls, prefix: path, warn: warn)
                entries.append(.init(key: mine.key, value: .map(merged)))
            case (.map, .null): entries.append(mine)
            case (.map, let value):
                warn("warning: destination for \(path) is a table. Ignoring non-table value (\(GoPrinted.text(value)))")
                entries.append(mine)
            case (_, .map(let table)):
                warn("warning: cannot overwrite table with non table for \(path) (\(GoPrinted.text(.map(table))))")
                entries.append(mine)
            default: entries.append(mine)
            }
        }
        return ValueMap(entries: entries)
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
