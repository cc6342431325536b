/// Parses one `--set` expression and applies it as it goes. Helm: strvals/parser.go and literal_parser.go.
///
/// Helm's parser ends quietly when the text ends in certain places, with whatever it has set until then; ``Progress/ended``
/// is that, and errors are thrown.
struct SetExpressionParser {
    private enum Progress {
        case more
        case ended
    }

    private let kind: SetParser.Kind
    private var scanner: SetScanner
    /// Lists inside of lists at the place that is read, maps in them counted as several.
    private var openLists = 0
    private var newElements = 0

    init(_ expression: String, kind: SetParser.Kind) {
        self.kind = kind
        scanner = SetScanner(expression)
    }

    mutating func parse(into values: inout ValueMap) throws(SetError) {
        while try parseKey(in: &values, level: 0) == .more {}
    }

    private var isLiteral: Bool { if case .literal = kind { true } else { false } }
    private var isJSON: Bool { if case .json = kind { true } else { false } }

    // MARK: Keys

    private mutating func parseKey(in map: inout ValueMap, level: Int) throws(SetError) -> Progress {
        let (bytes, stop) = scanner.read(until: isLiteral ? "=[." : "=[,.", escapes: !isLiteral)
        let key = String(repairing: bytes)
        switch stop {
        case UInt8(ascii: "["): return try parseListKey(key, in: &map, level: level)
        case UInt8(ascii: "."): return try parseNestedKey(key, in: &map, level: level + 1)
        case UInt8(ascii: ","): throw SetError(.syntax, "key \(GoQuote.quoted(key)) has no value (cannot end with ,)")
        case nil:
            if key.isEmpty { return .ended }
            throw SetError(.syntax, "key \(GoQuote.quoted(key)) has no value")
        default:
            let (value, progress) = try parseValue()
            try Self.set(key, value, in: &map)
            return progress
        }
    }

    private mutating func parseNestedKey(
        _ key: String, in map: inout ValueMap, level: Int
    ) throws(SetError) -> Progress {
        if level > SetParser.maximumNesting {
            throw SetError(
                .tooLarge,
                "value name nested level is greater than maximum supported nested level of \(SetParser.maximumNesting)")
        }
        var inner: ValueMap = [:]
        if let existing = map.exchange(key, .null) {
            guard case .map(let found) = existing else { throw Self.conflict(existing, "map[string]interface {}") }
            inner = found
        }
        let progress = try parseKey(in: &inner, level: level)
        if inner.isEmpty {
            if progress == .more { throw SetError(.syntax, "key map \(GoQuote.quoted(key)) has no value") }
            if map.contains(key: key) { map[key] = .map([:]) }
        } else {
            try Self.set(key, .map(inner), in: &map)
        }
        return progress
    }

    private mutating func parseListKey(
        _ key: String, in map: inout ValueMap, level: Int
    ) throws(SetError) -> Progress {
        guard let index = try parseIndex() else { return .ended }
        var list: [Value] = []
        if let existing = map.exchange(key, .null) {
            guard case .list(let found) = existing else { throw Self.conflict(existing, "[]interface {}") }
            list = found
        }
        let progress = try parseListItem(in: &list, at: index, level: level)
        try Self.set(key, .list(list), in: &map)
        return progress
    }

    /// The number before `]`; nil when the text ends before it.
    private mutating func parseIndex() throws(SetError) -> Int? {
        let (bytes, stop) = scanner.read(until: "]", escapes: !isLiteral)
        guard stop != nil else { return nil }
        do {
            return Int(try GoNumber.int(bytes))
        } catch {
            let reason = error == .range ? "value out of range" : "invalid syntax"
            let text = GoQuote.quoted(String(repairing: bytes))
            throw SetError(.index, "error parsing index: strconv.Atoi: parsing \(text): \(reason)")
        }
    }

    // MARK: Lists

    private mutating func parseListItem(
        in list: inout [Value], at index: Int, level: Int
    ) throws(SetError) -> Progress {
        if index < 0 { throw SetError(.index, "negative \(index) index not allowed") }
        openLists += 1
        defer { openLists -= 1 }
        if openLists > SetParser.maximumListNesting {
            throw SetError(.tooLarge, "lists are nested deeper than the maximum of \(SetParser.maximumListNesting)")
        }
        let (bytes, stop) = scanner.read(until: "[.=", escapes: !isLiteral)
        if !bytes.isEmpty {
            let runes = String(repairing: bytes).unicodeScalars.map { GoQuote.quotedRune($0) }
            throw SetError(.syntax, "unexpected data at end of array index: [\(runes.joined(separator: " "))]")
        }
        switch stop {
        case nil: return .ended
        case UInt8(ascii: "["): return try parseInnerList(in: &list, at: index, level: level)
        case UInt8(ascii: "."): return try parseInnerMap(in: &list, at: index, level: level)
        default:
            let (value, _) = try parseValue()
            try setIndex(index, value, in: &list)
            return .more
        }
    }

    private mutating func parseInnerList(
        in list: inout [Value], at index: Int, level: Int
    ) throws(SetError) -> Progress {
        guard let next = try parseIndex() else { return .ended }
        var inner: [Value] = []
        var existed = false
        if index < list.count, !list[index].isNull {
            guard case .list(let found) = list[index] else { throw Self.conflict(list[index], "[]interface {}") }
            inner = found
            existed = true
            list[index] = .null
        }
        let progress = try parseListItem(in: &inner, at: next, level: level)
        if progress == .more {
            try setIndex(index, .list(inner), in: &list)
        } else if existed {
            list[index] = .list(inner)
        }
        return progress
    }

    private mutating func parseInnerMap(
        in list: inout [Value], at index: Int, level: Int
    ) throws(SetError) -> Progress {
        var inner: ValueMap = [:]
        if index < list.count {
            if case .map(let found) = list[index] { inner = found }
            list[index] = .null
        }
        // A map takes more of the stack than a list. Helm bounds neither.
        openLists += SetParser.listsForMap
        defer { openLists -= SetParser.listsForMap }
        let progress = try parseKey(in: &inner, level: level)
        // Where the text ends Helm keeps what it changed in place, but adds no element.
        if progress == .more {
            try setIndex(index, .map(inner), in: &list)
        } else if index < list.count {
            list[index] = .map(inner)
        }
        return progress
    }

    private mutating func setIndex(_ index: Int, _ value: Value, in list: inout [Value]) throws(SetError) {
        if index > SetParser.maximumIndex {
            throw SetError(
                .index, "index of \(index) is greater than maximum supported index of \(SetParser.maximumIndex)")
        }
        if index >= list.count {
            newElements += index + 1 - list.count
            if newElements > SetParser.maximumListElements {
                throw SetError(.tooLarge, "lists have more than \(SetParser.maximumListElements) elements in all")
            }
            list.append(contentsOf: repeatElement(.null, count: index + 1 - list.count))
        }
        list[index] = value
    }

    // MARK: Values

    private mutating func parseValue() throws(SetError) -> (Value, Progress) {
        if isLiteral {
            let text = scanner.read(until: "", escapes: false).text
            return (.string(String(repairing: text)), .more)
        }
        if isJSON { return (try parseJSON(), .more) }
        if scanner.isAtEnd { return (.string(""), .ended) }
        if scanner.take(UInt8(ascii: "{")) { return (.list(try parseValueList()), .more) }
        let text = scanner.read(until: ",", escapes: true).text
        return (try read(text), .more)
    }

    private mutating func parseJSON() throws(SetError) -> Value {
        if scanner.skipEmptyValue() { return .null }
        do {
            let (value, end) = try JSON.parsePrefix(scanner.rest, numbers: .floats)
            scanner.skip(to: end)
            _ = scanner.skipEmptyValue()
            return value
        } catch {
            throw SetError(.json, error.code == .unexpectedEnd ? "unexpected EOF" : error.message)
        }
    }

    private mutating func parseValueList() throws(SetError) -> [Value] {
        var list: [Value] = []
        while true {
            let (text, stop) = scanner.read(until: ",}", escapes: true)
            guard let stop else { throw SetError(.syntax, "list must terminate with '}'") }
            list.append(try read(text))
            if stop == UInt8(ascii: "}") {
                _ = scanner.take(UInt8(ascii: ","))
                return list
            }
        }
    }

    private func read(_ bytes: [UInt8]) throws(SetError) -> Value {
        let text = String(repairing: bytes)
        switch kind {
        case .file(let read): return .string(try read(text))
        case .set: return Self.typed(text, bytes)
        case .string, .json, .literal: return .string(text)
        }
    }

    /// Helm: strvals, typedVal.
    private static func typed(_ text: String, _ bytes: [UInt8]) -> Value {
        // As strings.EqualFold: the long s is an s.
        switch bytes.count <= 6 ? text.lowercased().replacing("ſ", with: "s") : "" {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        case "0": return .int(0)
        default: break
        }
        if let first = bytes.first, first != 48, let value = try? GoNumber.int(bytes) { return .int(value) }
        return .string(text)
    }

    private static func set(_ key: String, _ value: Value, in map: inout ValueMap) throws(SetError) {
        if key.isEmpty { return }
        if map.count >= SetParser.maximumKeys, !map.contains(key: key) {
            throw SetError(.tooLarge, "a map has more than \(SetParser.maximumKeys) keys")
        }
        map[key] = value
    }

    private static func conflict(_ value: Value, _ wanted: String) -> SetError {
        let type =
            switch value {
            case .null: "nil"
            case .bool: "bool"
            case .int: "int64"
            case .float: "float64"
            case .string: "string"
            case .list: "[]interface {}"
            case .map: "map[string]interface {}"
            }
        return SetError(
            .typeConflict, "unable to parse key: interface conversion: interface {} is \(type), not \(wanted)")
    }
}
