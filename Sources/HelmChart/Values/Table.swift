internal import HelmValues

/// A map of values with Go's reference semantics.
///
/// Helm coalesces in place, and maps that two charts share change for both: a table inside a global that a subchart
/// adds to is one of them. Only references reproduce that.
final class Table {
    enum Slot {
        case leaf(Value)
        case table(Table)

        var isNull: Bool { if case .leaf(.null) = self { true } else { false } }
        var table: Table? { if case .table(let table) = self { table } else { nil } }
    }

    /// Values deeper than this are refused, so that no recursion here can use up a stack.
    static let maximumDepth = 1000

    var slots: ByteOrderedMap<Slot>
    /// Set while a walk is inside: meeting it again means that the table contains itself.
    private var isEntered = false

    init(slots: ByteOrderedMap<Slot> = [:]) { self.slots = slots }

    convenience init(_ map: ValueMap, depth: Int = 0) throws(ChartError) {
        guard depth < Table.maximumDepth else { throw Table.tooDeep }
        self.init(
            slots: try map.mapValues { (value) throws(ChartError) in
                guard case .map(let inner) = value else { return .leaf(value) }
                return .table(try Table(inner, depth: depth + 1))
            })
    }

    /// The plain values.
    func values() throws(ChartError) -> ValueMap {
        try walk { (slots) throws(ChartError) in
            try slots.mapValues { (slot) throws(ChartError) in
                switch slot {
                case .leaf(let value): return value
                case .table(let table): return .map(try table.values())
                }
            }
        }
    }

    /// A copy that shares nothing.
    func copy() throws(ChartError) -> Table {
        Table(
            slots: try walk { (slots) throws(ChartError) in
                try slots.mapValues { (slot) throws(ChartError) in
                    guard case .table(let table) = slot else { return slot }
                    return .table(try table.copy())
                }
            })
    }

    /// Drops nulls here and in every table inside.
    func dropNulls() throws(ChartError) {
        slots = slots.filter { !$0.value.isNull }
        try walk { (slots) throws(ChartError) in
            for entry in slots { try entry.value.table?.dropNulls() }
        }
    }

    private func walk<Result>(
        _ body: (ByteOrderedMap<Slot>) throws(ChartError) -> Result
    ) throws(ChartError) -> Result {
        guard !isEntered else { throw Table.tooDeep }
        isEntered = true
        defer { isEntered = false }
        return try body(slots)
    }

    /// The table at a path with dots; the failure names the step that is none.
    ///
    /// Helm: common/values.go, Table
    func lookUp(_ path: String) -> Result<Table, MissingTable> {
        var table = self
        for part in path.parts(UInt8(ascii: ".")) {
            guard let next = table.slots[part]?.table else { return .failure(MissingTable(name: part)) }
            table = next
        }
        return .success(table)
    }

    struct MissingTable: Error {
        var name: String
        var message: String { "\(GoQuote.quoted(name)) is not a table" }
    }

    /// The value at a path with dots; nil when there is none or it is a table.
    func leaf(_ path: String) -> Value? {
        var parts = path.parts(UInt8(ascii: "."))
        let key = parts.removeLast()
        var table = self
        for part in parts {
            guard let next = table.slots[part]?.table else { return nil }
            table = next
        }
        guard case .leaf(let value)? = table.slots[key] else { return nil }
        return value
    }

    static var tooDeep: ChartError { ChartError(.invalidValues, "values are nested too deep") }
}
