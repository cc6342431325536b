internal import HelmTemplate
internal import HelmValues

/// A table while it is read.
final class TOMLTable {
    enum Node {
        case value(GoValue)
        case table(TOMLTable)
        /// `[[name]]`: Go's `[]map[string]interface {}`.
        case tables([TOMLTable])

        var goValue: GoValue {
            switch self {
            case .value(let value): value
            case .table(let table): .map(table.goMap)
            case .tables(let tables):
                .object(TypedList(tables.map { .map($0.goMap) }, "[]map[string]interface {}"))
            }
        }
    }

    var entries: [String: Node] = [:]

    var goMap: GoMap { GoMap(ByteOrderedMap(pairs: entries.map { (key: $0.key, value: $0.value.goValue) })) }
}

/// The tables read so far, and which of their keys may still be defined. BurntSushi/toml: parse.go.
struct TOMLTree {
    typealias Key = [String]

    /// Parts that a dotted key may have.
    static let keyLimit = 256

    let root = TOMLTable()
    /// The table in scope, by its full key.
    var context: Key = []
    /// The key being read, within the context.
    var currentKey = ""
    /// Tables that were only implied, as `a` by `a.b = 1`: they may be defined once.
    private var implicits: Set<Key> = []
    private var arrays: Set<Key> = []

    /// The key that an error names, "" for none.
    var lastKey: String {
        let text = Self.text(context)
        return currentKey.isEmpty ? text : context.isEmpty ? currentKey : "\(text).\(currentKey)"
    }

    static func text(_ key: Key) -> String {
        key.map { part in String(decoding: TOMLWriter.keyText(part), as: UTF8.self) }.joined(separator: ".")
    }

    mutating func markArray() { arrays.insert(currentKey.isEmpty ? context : context + [currentKey]) }
    mutating func markImplicit(_ key: Key) { implicits.insert(key) }

    mutating func addImplicitContext(_ part: String) throws(TOMLMessage) {
        implicits.insert(context + [part])
        try addContext(context + [part], isArray: false)
    }

    /// Makes `key` the table in scope, with every table on the way.
    mutating func addContext(_ key: Key, isArray: Bool) throws(TOMLMessage) {
        if key.count > Self.keyLimit { throw TOMLMessage("exceeds maximum table depth of \(Self.keyLimit)") }
        guard let last = key.last else { return }
        var table = root
        var path: Key = []
        for part in key.dropLast() {
            path.append(part)
            if table.entries[part] == nil {
                implicits.insert(path)
                table.entries[part] = .table(TOMLTable())
            }
            guard let next = Self.table(table.entries[part]) else {
                throw TOMLMessage("Key '\(Self.text(path))' was already created as a hash.")
            }
            table = next
        }
        context = path
        if isArray {
            switch table.entries[last] {
            case nil: table.entries[last] = .tables([TOMLTable()])
            case .tables(let tables)?: table.entries[last] = .tables(tables + [TOMLTable()])
            default:
                throw TOMLMessage("Key '\(Self.text(key))' was already created and cannot be used as an array.")
            }
        } else {
            try setValue(last, .table(TOMLTable()))
        }
        context.append(last)
    }

    mutating func setValue(_ key: String, _ value: TOMLTable.Node) throws(TOMLMessage) {
        var table = root
        var path: Key = []
        for part in context {
            path.append(part)
            guard let next = Self.table(table.entries[part]) else { throw Self.defined(path) }
            table = next
        }
        path.append(key)
        if table.entries[key] != nil {
            guard implicits.remove(path) != nil else { throw Self.defined(path) }
            if !arrays.contains(path) { return }
        }
        table.entries[key] = value
    }

    private static func defined(_ key: Key) -> TOMLMessage {
        TOMLMessage("Key '\(text(key))' has already been defined.")
    }

    /// The table that a key goes on in: of several, the last.
    private static func table(_ node: TOMLTable.Node?) -> TOMLTable? {
        switch node {
        case .table(let table): table
        case .tables(let tables): tables.last
        case .value, nil: nil
        }
    }
}

/// What is wrong with a key, before it is known where.
struct TOMLMessage: Error {
    let text: String

    init(_ text: String) { self.text = text }
}
