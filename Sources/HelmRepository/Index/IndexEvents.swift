internal import HelmYAML

/// YAML's events with the shapes of an index: fields of maps, lists of texts. Whatever has another shape is unusual.
struct IndexEvents: ~Copyable {
    typealias Event = YAMLTextEvents.Event

    enum Failure: Error {
        /// Not for this reader.
        case unusual
        case limit(RepositoryError)
    }

    private var events: YAMLTextEvents
    private var keys = TextList()

    init(_ bytes: UnsafeBufferPointer<UInt8>, by method: YAMLTextEvents.Method) throws(Failure) {
        do throws(YAMLTextEvents.Unusual) { events = try YAMLTextEvents(bytes, by: method) } catch { throw .unusual }
    }

    /// The text that ``next()`` came to.
    var text: [UInt8] { events.withText { Array($0) } }

    mutating func next() throws(Failure) -> Event {
        do throws(YAMLTextEvents.Unusual) { return try events.next() } catch { throw .unusual }
    }

    // MARK: Maps and lists

    /// The next key of a map; false at its end.
    mutating func nextKey() throws(Failure) -> Bool {
        switch try next() {
        case .text: return true
        case .end: return false
        default: throw .unusual
        }
    }

    /// Which field the key is that the reader stands at. A second one of the same name is not for this reader.
    func field<Field>(_ table: FieldTable<Field>, seen: inout UInt32) throws(Failure) -> Field {
        guard let (field, number) = events.withText({ table.field($0) }), seen & (1 << number) == 0 else {
            throw .unusual
        }
        seen |= 1 << number
        return field
    }

    /// Enters a map; false for null.
    mutating func enterMap() throws(Failure) -> Bool {
        switch try next() {
        case .mapStart: return true
        case .null: return false
        default: throw .unusual
        }
    }

    /// Enters a list; false for null.
    mutating func enterList() throws(Failure) -> Bool {
        switch try next() {
        case .listStart: return true
        case .null: return false
        default: throw .unusual
        }
    }

    // MARK: Values

    /// - Returns: whether there is none.
    @discardableResult
    mutating func readText(into text: inout [UInt8]) throws(Failure) -> Bool {
        switch try next() {
        case .text: events.withText { text.append(contentsOf: $0) }
        case .null: return true
        default: throw .unusual
        }
        return false
    }

    mutating func skipText() throws(Failure) {
        switch try next() {
        case .text, .null: break
        default: throw .unusual
        }
    }

    mutating func readTime(into text: inout [UInt8]) throws(Failure) {
        guard try readText(into: &text) || text.withUnsafeBufferPointer(GoTime.isPlain) else { throw .unusual }
    }

    mutating func readFlag() throws(Failure) -> Bool {
        switch try next() {
        case .bool(let flag): return flag
        case .null: return false
        default: throw .unusual
        }
    }

    mutating func readTexts(into list: inout TextList) throws(Failure) {
        guard try enterList() else { return }
        while true {
            switch try next() {
            case .end: return
            case .text: events.withText { list.append($0) }
            case .null: list.append([])
            default: throw .unusual
            }
        }
    }

    /// Skips a list, or a map that is small enough to tell whether its keys differ.
    /// - Parameter texts: whether only texts may be inside.
    mutating func skipTexts(isMap: Bool, texts: Bool = false) throws(Failure) {
        guard try isMap ? enterMap() : enterList() else { return }
        keys.removeAll()
        while true {
            if isMap {
                guard try nextKey() else { return }
                guard keys.count < 32, !events.withText({ keys.contains($0) }) else { throw .unusual }
                events.withText { keys.append($0) }
            }
            switch try next() {
            case .text, .null: break
            case .bool, .number: if texts { throw .unusual }
            case .end where !isMap: return
            default: throw .unusual
            }
        }
    }
}
