internal import HelmValues

/// Reads the plain kind of YAML that charts and manifests mostly consist of, several times as fast as libyaml.
///
/// Block maps and lists, scalars on one line, `|` texts, one-line flow collections, comments. At whatever else
/// (anchors, tags, folded texts, tabs, keys that are no strings, every error) it gives up, and libyaml reads
/// the text from its start: so each text has one meaning, and errors have one source.
struct YAMLBlockReader {
    /// Thrown to give up.
    struct Unusual: Error {}

    /// How deep it follows nested collections, since it recurses.
    private static let maximumDepth = 64
    /// libyaml looks no further for the `:` of a key.
    private static let maximumKeyLength = 1000

    let bytes: UnsafeBufferPointer<UInt8>
    let numbers: NumberReading
    /// Checks the text, but makes no values out of it.
    var isSkimming = false
    var position = 0
    /// The column of the line's first character that is no space, and -1 at the end of the document.
    private var indent = -1
    private var depth = 0

    /// The value of the first document, or nil when libyaml has to read it.
    /// - Parameter selection: what is wanted of a map; nil for all of it.
    static func read(
        _ bytes: UnsafeBufferPointer<UInt8>, numbers: NumberReading, selection: YAMLSelection? = nil
    ) -> Value? {
        guard YAMLCharacter.areOrdinary(bytes) else { return nil }
        var reader = YAMLBlockReader(bytes: bytes, numbers: numbers)
        return try? reader.readDocument(selection)
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, numbers: NumberReading) {
        self.bytes = bytes
        self.numbers = numbers
    }

    private mutating func readDocument(_ selection: YAMLSelection?) throws(Unusual) -> Value {
        try findLine(isFirst: true)
        guard indent >= 0 else { return .null }
        let start = Place(column: indent, parent: -1)
        guard try isBlockAhead() else { throw Unusual() }
        let value = try readBlock(start, selection)
        if indent >= 0 { throw Unusual() }
        return value
    }

    // MARK: Lines

    /// Moves to the first character of the next line that has content.
    private mutating func findLine(isFirst: Bool = false) throws(Unusual) {
        var mayStart = isFirst
        while position < bytes.count {
            let start = position
            while position < bytes.count, bytes[position] == 0x20 { position += 1 }
            guard position < bytes.count else { break }
            switch bytes[position] {
            case 0x0a:
                position += 1
                continue
            case UInt8(ascii: "#"):
                skipLine()
                continue
            default: break
            }
            if position == start, isMarker(UInt8(ascii: "-")) || isMarker(UInt8(ascii: ".")) {
                guard mayStart else { break }
                guard bytes[position] == UInt8(ascii: "-") else { throw Unusual() }
                mayStart = false
                position += 3
                try endLine()
                continue
            }
            if mayStart, bytes[position] == UInt8(ascii: "%") { throw Unusual() }
            indent = position - start
            return
        }
        position = bytes.count
        indent = -1
    }

    /// `---` or `...` at the start of a line, with a space, a line end or nothing behind it.
    private func isMarker(_ byte: UInt8) -> Bool {
        guard position + 2 < bytes.count, bytes[position] == byte, bytes[position + 1] == byte,
            bytes[position + 2] == byte
        else { return false }
        return position + 3 >= bytes.count || bytes[position + 3] == 0x20 || bytes[position + 3] == 0x0a
    }

    private mutating func skipLine() {
        while position < bytes.count, bytes[position] != 0x0a { position += 1 }
        if position < bytes.count { position += 1 }
    }

    /// Skips the spaces and the comment behind a value, and the line's end.
    mutating func endLine() throws(Unusual) {
        let start = position
        while position < bytes.count, bytes[position] == 0x20 { position += 1 }
        guard position < bytes.count, bytes[position] != 0x0a else {
            position += 1
            return
        }
        guard bytes[position] == UInt8(ascii: "#"), position > start else { throw Unusual() }
        skipLine()
    }

    private mutating func skipSpaces() {
        while position < bytes.count, bytes[position] == 0x20 { position += 1 }
    }

    var isAtLineEnd: Bool { position >= bytes.count || bytes[position] == 0x0a }

    // MARK: Blocks

    /// Where a node stands: its column, and that of the collection around it.
    private struct Place {
        let column: Int
        let parent: Int
    }

    private var isDash: Bool {
        bytes[position] == UInt8(ascii: "-")
            && (position + 1 >= bytes.count || bytes[position + 1] == 0x20 || bytes[position + 1] == 0x0a)
    }

    /// Reads a map or list whose first entry begins here.
    private mutating func readBlock(_ place: Place, _ selection: YAMLSelection? = nil) throws(Unusual) -> Value {
        depth += 1
        if depth > Self.maximumDepth { throw Unusual() }
        defer { depth -= 1 }
        return isDash ? try readList(place) : try readMap(place, selection)
    }

    private mutating func readList(_ place: Place) throws(Unusual) -> Value {
        var values: [Value] = []
        while true {
            let dash = position
            position += 1
            skipSpaces()
            let column = place.column + position - dash
            let value: Value
            if isAtLineEnd || bytes[position] == UInt8(ascii: "#") {
                try endLine()
                try findLine()
                value = indent > place.column ? try readNested(place.column) : .null
            } else if try isBlockAhead() {
                value = try readBlock(Place(column: column, parent: place.column))
            } else {
                value = try readScalar(parent: place.column)
            }
            if !isSkimming { values.append(value) }
            guard try isNext(place.column) else { return .list(values) }
            // A list that stands at its key's own column ends with the next key.
            guard isDash else {
                if place.parent == place.column { return .list(values) }
                throw Unusual()
            }
        }
    }

    private mutating func readMap(_ place: Place, _ selection: YAMLSelection?) throws(Unusual) -> Value {
        var entries: [ValueMap.Entry] = []
        while true {
            let key = try readKey()
            if !isSkimming, let selection {
                switch selection.answer(key) {
                case .keep(let inner): entries.append(.init(key: key, value: try readValue(place, inner)))
                case .skip:
                    isSkimming = true
                    _ = try readValue(place, nil)
                    isSkimming = false
                }
            } else {
                let value = try readValue(place, nil)
                if !isSkimming { entries.append(.init(key: key, value: value)) }
            }
            guard try isNext(place.column) else { return .map(ValueMap(entries: entries)) }
            if isDash {
                // The dash belongs to a list around this map only if that begins further left.
                throw Unusual()
            }
        }
    }

    /// Reads what stands behind a key of the map at that place.
    private mutating func readValue(_ place: Place, _ selection: YAMLSelection?) throws(Unusual) -> Value {
        skipSpaces()
        guard isAtLineEnd || bytes[position] == UInt8(ascii: "#") else { return try readScalar(parent: place.column) }
        try endLine()
        try findLine()
        if indent > place.column { return try readNested(place.column, selection) }
        return indent == place.column && isDash ? try readBlock(Place(column: indent, parent: indent)) : .null
    }

    /// A block on lines of its own below what it belongs to.
    private mutating func readNested(_ parent: Int, _ selection: YAMLSelection? = nil) throws(Unusual) -> Value {
        guard try isBlockAhead() else { throw Unusual() }
        return try readBlock(Place(column: indent, parent: parent), selection)
    }

    /// Whether the line found belongs to the collection at that column, and not to one around it.
    private func isNext(_ column: Int) throws(Unusual) -> Bool {
        if indent > column { throw Unusual() }
        return indent == column
    }

    // MARK: Keys

    /// Whether a block collection begins here.
    private func isBlockAhead() throws(Unusual) -> Bool {
        if isDash { return true }
        return try isKeyAhead()
    }

    /// Whether a key begins here: some text on this line with a `:` behind it.
    private func isKeyAhead() throws(Unusual) -> Bool {
        var index = position
        let first = bytes[index]
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            index += 1
            while index < bytes.count, bytes[index] != first {
                if bytes[index] == 0x0a { throw Unusual() }
                index += bytes[index] == UInt8(ascii: "\\") && first == UInt8(ascii: "\"") ? 2 : 1
            }
            index += 1
            // Two apostrophes are one inside the text; leave that to the slow reader when a key is quoted so.
            if index < bytes.count, bytes[index] == first { return false }
            while index < bytes.count, bytes[index] == 0x20 { index += 1 }
            return index < bytes.count && bytes[index] == UInt8(ascii: ":") && isBlank(index + 1)
        }
        while index < bytes.count, bytes[index] != 0x0a {
            if bytes[index] == UInt8(ascii: ":"), isBlank(index + 1) { return true }
            if bytes[index] == UInt8(ascii: "#"), bytes[index - 1] == 0x20 { return false }
            index += 1
        }
        return false
    }

    func isBlank(_ index: Int) -> Bool { index >= bytes.count || bytes[index] == 0x20 || bytes[index] == 0x0a }

    /// Reads a key and its `:`.
    private mutating func readKey() throws(Unusual) -> String {
        let start = position
        let first = bytes[position]
        let key: String
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            key = try readQuoted()
            skipSpaces()
        } else {
            try checkPlainStart()
            while position < bytes.count, bytes[position] != 0x0a,
                !(bytes[position] == UInt8(ascii: ":") && isBlank(position + 1))
            {
                if bytes[position] == UInt8(ascii: "#"), bytes[position - 1] == 0x20 { throw Unusual() }
                position += 1
            }
            var end = position
            while end > start, bytes[end - 1] == 0x20 { end -= 1 }
            let text = UnsafeBufferPointer(rebasing: bytes[start..<end])
            guard YAMLScalar.isString(text), !(text.count == 2 && text[0] == 0x3c && text[1] == 0x3c) else {
                throw Unusual()
            }
            key = string(text)
        }
        guard position < bytes.count, bytes[position] == UInt8(ascii: ":"), isBlank(position + 1),
            position - start < Self.maximumKeyLength
        else { throw Unusual() }
        position += 1
        return key
    }

    /// Refuses characters that begin something else than plain text.
    func checkPlainStart() throws(Unusual) {
        switch bytes[position] {
        case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
            UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"),
            UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"),
            UInt8(ascii: "`"):
            throw Unusual()
        case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"):
            if isBlank(position + 1) { throw Unusual() }
        default: break
        }
    }

    // MARK: Scalars

    /// Reads the value that begins here, to the end of its last line, and finds the next line.
    /// - Parameter parent: the column that what belongs to the value would be right of.
    private mutating func readScalar(parent: Int) throws(Unusual) -> Value {
        let value: Value
        switch bytes[position] {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            value = .string(try readQuoted())
            try endLine()
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            value = try readFlow(depth: depth + 1)
            try endLine()
        case UInt8(ascii: "|"):
            value = .string(try readLiteral(parent: parent))
        default:
            value = try readPlain()
        }
        try findLine()
        // What stands deeper would go on with the value.
        if indent > parent { throw Unusual() }
        return value
    }

    private mutating func readPlain() throws(Unusual) -> Value {
        try checkPlainStart()
        let start = position
        while position < bytes.count, bytes[position] != 0x0a {
            if bytes[position] == UInt8(ascii: ":"), isBlank(position + 1) { throw Unusual() }
            if bytes[position] == UInt8(ascii: "#"), bytes[position - 1] == 0x20 { break }
            position += 1
        }
        var end = position
        while end > start, bytes[end - 1] == 0x20 { end -= 1 }
        skipLine()
        return try scalar(start, end)
    }

    /// A text that is valid UTF-8, as all of the bytes are; empty while skimming.
    func string(_ text: UnsafeBufferPointer<UInt8>) -> String {
        isSkimming ? "" : String(decoding: text, as: UTF8.self)
    }

    /// The value of plain text.
    func scalar(_ start: Int, _ end: Int) throws(Unusual) -> Value {
        let text = UnsafeBufferPointer(rebasing: bytes[start..<end])
        if YAMLScalar.isString(text) { return .string(string(text)) }
        let scalar = YAMLScalar.resolved(String(decoding: text, as: UTF8.self))
        if case .float(let value) = scalar, !value.isFinite { throw Unusual() }
        return scalar.value(numbers: numbers)
    }

    /// Reads a quoted text that ends on its line.
    mutating func readQuoted() throws(Unusual) -> String {
        let quote = bytes[position]
        position += 1
        let start = position
        while position < bytes.count, bytes[position] != quote, bytes[position] != 0x0a,
            bytes[position] != UInt8(ascii: "\\")
        {
            position += 1
        }
        guard position < bytes.count, bytes[position] != 0x0a else { throw Unusual() }
        if bytes[position] == quote, position + 1 >= bytes.count || bytes[position + 1] != quote {
            position += 1
            return string(UnsafeBufferPointer(rebasing: bytes[start..<(position - 1)]))
        }
        position = start
        return quote == UInt8(ascii: "'") ? try readSingleQuoted() : try readEscaped()
    }

    private mutating func readSingleQuoted() throws(Unusual) -> String {
        var text: [UInt8] = []
        while position < bytes.count, bytes[position] != 0x0a {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "'") {
                guard position < bytes.count, bytes[position] == byte else {
                    return String(decoding: text, as: UTF8.self)
                }
                position += 1
            }
            text.append(byte)
        }
        throw Unusual()
    }

    private mutating func readEscaped() throws(Unusual) -> String {
        var text: [UInt8] = []
        while position + 1 < bytes.count, bytes[position] != 0x0a {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            switch bytes[position] {
            case UInt8(ascii: "n"): text.append(0x0a)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "r"): text.append(0x0d)
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(bytes[position])
            default: throw Unusual()
            }
            position += 1
        }
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { throw Unusual() }
        position += 1
        return String(decoding: text, as: UTF8.self)
    }
}
