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

    /// The entries, made of ``plain`` when they are first asked for.
    var slots: ByteOrderedMap<Slot> {
        get {
            convert()
            return converted
        }
        _modify {
            convert()
            yield &converted
        }
    }

    /// What the table was made of, while nobody has looked inside. Most tables of a chart are never looked into.
    private var plain: ValueMap?
    private var converted: ByteOrderedMap<Slot>
    /// Set while a walk is inside: meeting it again means that the table contains itself.
    private var isEntered = false

    init(slots: ByteOrderedMap<Slot> = [:]) { converted = slots }

    convenience init(_ map: ValueMap) throws(ChartError) {
        guard Self.isShallow(map, 0) else { throw Table.tooDeep }
        self.init(plain: map)
    }

    private init(plain: ValueMap) {
        self.plain = plain
        converted = [:]
    }

    private func convert() {
        guard let plain else { return }
        converted = plain.mapValues { value in
            if case .map(let inner) = value { .table(Table(plain: inner)) } else { .leaf(value) }
        }
        self.plain = nil
    }

    private static func isShallow(_ map: ValueMap, _ depth: Int) -> Bool {
        depth < maximumDepth
            && map.allSatisfy { entry in
                if case .map(let inner) = entry.value { isShallow(inner, depth + 1) } else { true }
            }
    }

    private static func hasNulls(_ map: ValueMap) -> Bool {
        map.contains { entry in
            switch entry.value {
            case .null: true
            case .map(let inner): hasNulls(inner)
            default: false
            }
        }
    }

    /// The plain values.
    func values() throws(ChartError) -> ValueMap {
        if let plain { return plain }
        return try walk { (slots) throws(ChartError) in
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
        if let plain { return Table(plain: plain) }
        return Table(
            slots: try walk { (slots) throws(ChartError) in
                try slots.mapValues { (slot) throws(ChartError) in
                    guard case .table(let table) = slot else { return slot }
                    return .table(try table.copy())
                }
            })
    }

    /// Drops nulls here and in every table inside.
    func dropNulls() throws(ChartError) {
        if let plain, !Self.hasNulls(plain) { return }
        if slots.contains(where: { $0.value.isNull }) { slots = slots.filter { !$0.value.isNull } }
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
