internal import HelmValues

/// Puts values over a chart's defaults and those of its subcharts.
///
/// Helm: common/util/coalesce.go. `merge` keeps nulls, for values that are coalesced once more later.
struct Coalescer {
    /// What Helm logs.
    var warnings: [String] = []

    /// Fills `dest`, whose values win.
    mutating func coalesce(_ chart: Chart, into dest: Table, prefix: String = "", merge: Bool) throws(ChartError) {
        try coalesceOwn(chart, into: dest, prefix: prefix, merge: merge)
        for subchart in chart.dependencies {
            let inner: Table
            switch dest.slots[subchart.name] {
            case .table(let table): inner = table
            case .leaf(let value):
                throw ChartError(
                    .invalidValues, "type mismatch on \(subchart.name): \(GoPrinted.truth(value))")
            case nil:
                inner = Table()
                dest.slots[subchart.name] = .table(inner)
            }
            let innerPrefix = Self.joined(prefix, chart.name)
            try coalesceGlobals(into: inner, from: dest, prefix: innerPrefix)
            try coalesce(subchart, into: inner, prefix: innerPrefix, merge: merge)
        }
    }

    private mutating func coalesceGlobals(into dest: Table, from source: Table, prefix: String) throws(ChartError) {
        guard let own = globals(of: dest, called: "destination"), let given = globals(of: source, called: "source")
        else { return }
        for entry in given.slots {
            switch (entry.value, own.slots[entry.key]) {
            case (.table(let table), nil):
                own.slots[entry.key] = .table(Table(slots: table.slots))
            case (.table(let table), .table(let existing)):
                // From above, so the other way round; the tables inside stay shared with the parent.
                let copy = Table(slots: table.slots)
                try coalesceTables(existing, into: copy, prefix: Self.joined(prefix, entry.key), merge: true)
                own.slots[entry.key] = .table(copy)
            case (.table, .leaf):
                warn("Conflict: cannot merge map onto non-map for \(GoQuote.quoted(entry.key)). Skipping.")
            case (.leaf, .table):
                warn("key \(entry.key) is table. Skipping")
            case (.leaf(let value), _):
                own.slots[entry.key] = .leaf(value)
            }
        }
        dest.slots["global"] = .table(own)
    }

    private mutating func globals(of table: Table, called name: String) -> Table? {
        switch table.slots["global"] {
        case .table(let globals): return globals
        case nil: return Table()
        case .leaf:
            warn("warning: skipping globals because \(name) global is not a table.")
            return nil
        }
    }

    private mutating func coalesceOwn(
        _ chart: Chart, into dest: Table, prefix: String, merge: Bool
    ) throws(ChartError) {
        let prefix = Self.joined(prefix, chart.name)
        // What is new in `dest`: put there at once, before anything looks at it.
        var added: [ByteOrderedMap<Table.Slot>.Entry] = []
        for entry in try Table(chart.values).slots {
            switch (dest.slots[entry.key], entry.value) {
            case (nil, let value):
                if !merge {
                    if value.isNull { continue }
                    try value.table?.dropNulls()
                }
                added.append(entry)
            case (.leaf(.null)?, _) where !merge:
                dest.slots[entry.key] = nil
            case (.leaf?, _): break
            case (.table(let table)?, .table(let defaults)):
                dest.slots.insert(added)
                added = []
                let keepsNulls = merge || chart.dependencies.contains { bytesEqual($0.name, entry.key) }
                if !keepsNulls { try defaults.dropNulls() }
                try coalesceTables(
                    defaults, into: table, prefix: Self.joined(prefix, entry.key), merge: keepsNulls)
            case (.table?, .leaf(.null)): break
            case (.table?, .leaf):
                warn("warning: skipped value for \(prefix).\(entry.key): Not a table.")
            }
        }
        dest.slots.insert(added)
    }

    /// Merges `source` into `dest`, whose values win. Without `merge`, a null in `dest` deletes the key.
    mutating func coalesceTables(
        _ source: Table, into dest: Table, prefix: String = "", merge: Bool, depth: Int = 0
    ) throws(ChartError) {
        guard depth < Table.maximumDepth else { throw Table.tooDeep }
        let original = source.slots
        for entry in dest.slots where entry.value.isNull { source.slots[entry.key] = .leaf(.null) }
        for entry in source.slots {
            let key = Self.joined(prefix, entry.key)
            switch (dest.slots[entry.key], entry.value) {
            case (nil, let value): dest.slots[entry.key] = value
            case (.leaf(.null)?, _) where !merge && !(original[entry.key]?.isNull ?? true):
                dest.slots[entry.key] = nil
            case (.table(let table)?, .table(let inner)):
                try coalesceTables(inner, into: table, prefix: key, merge: merge, depth: depth + 1)
            case (.leaf?, .table(let inner)):
                warn(
                    "warning: cannot overwrite table with non table for \(key) "
                        + "(\(GoPrinted.value(.map(try inner.values()))))")
            case (.table?, .leaf(let value)):
                if !value.isNull {
                    warn(
                        "warning: destination for \(key) is a table. Ignoring non-table value "
                            + "(\(GoPrinted.value(value)))")
                }
            case (.leaf?, .leaf): break
            }
        }
    }

    private mutating func warn(_ text: String) { warnings.append(text) }

    private static func joined(_ prefix: String, _ name: String) -> String {
        prefix.isEmpty ? name : "\(prefix).\(name)"
    }
}
