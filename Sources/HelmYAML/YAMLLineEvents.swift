/// The events of the plain kind of YAML that programs write in bulk, several times as fast as libyaml has them.
///
/// Block maps and lists; scalars plain or quoted, on one line or folded over several; `|` texts; empty flow collections;
/// comments. At whatever else, every error included, it gives up: then libyaml reads the text. Its rules are those of
/// ``YAMLBlockReader``, whose values these events would make.
struct YAMLLineEvents {
    typealias Event = YAMLTextEvents.Event
    typealias Unusual = YAMLTextEvents.Unusual

    private static let maximumDepth = 64
    /// libyaml looks no further for the `:` of a key.
    private static let maximumKeyLength = 1000

    private enum Step {
        /// Before anything.
        case start
        /// At a key of the innermost map, or behind its `:`.
        case key, value
        /// At the dash of the innermost list.
        case item
        /// At a line of which it must be seen what it belongs to.
        case next
        /// Inside of an empty flow collection.
        case closing
    }

    private struct Frame {
        let isMap: Bool
        let column: Int
        /// The column of the collection around it.
        let parent: Int
    }

    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0
    /// The column of the line's first character that is no space, and -1 at the end of the document.
    private(set) var indent = -1
    private var step = Step.start
    private var stack: [Frame] = []
    /// Where the last scalar's text lies; in `buffer` where it is not written as it reads.
    var text = 0..<0
    var buffer: [UInt8] = []
    var isBuffered = false

    init(_ bytes: UnsafeBufferPointer<UInt8>) throws(Unusual) {
        guard YAMLCharacter.areOrdinary(bytes) else { throw Unusual() }
        self.bytes = bytes
    }

    func withText<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if isBuffered { return buffer.withUnsafeBufferPointer(body) }
        return body(UnsafeBufferPointer(rebasing: bytes[text]))
    }

    mutating func next() throws(Unusual) -> Event {
        switch step {
        case .start:
            try findLine(isFirst: true)
            guard indent >= 0 else { throw Unusual() }
            return try openBlock(indent, parent: -1)
        case .key: return try readKey()
        case .value: return try readValue()
        case .item: return try readItem()
        case .closing:
            try endLine()
            try findLine()
            if let frame = stack.last, indent > frame.column { throw Unusual() }
            step = .next
            return .end
        case .next: return try goOn()
        }
    }

    // MARK: Collections

    /// Enters the map or list that begins here.
    private mutating func openBlock(_ column: Int, parent: Int) throws(Unusual) -> Event {
        guard stack.count < Self.maximumDepth else { throw Unusual() }
        if isDash {
            stack.append(Frame(isMap: false, column: column, parent: parent))
            step = .item
            return .listStart
        }
        guard try isKeyAhead() else { throw Unusual() }
        stack.append(Frame(isMap: true, column: column, parent: parent))
        step = .key
        return .mapStart
    }

    /// What comes after a finished value: the next entry of the innermost collection, or its end.
    private mutating func goOn() throws(Unusual) -> Event {
        guard let frame = stack.last else {
            if indent >= 0 { throw Unusual() }
            return .documentEnd
        }
        if indent > frame.column { throw Unusual() }
        if indent == frame.column {
            if frame.isMap {
                if isDash { throw Unusual() }
                return try readKey()
            }
            if isDash { return try readItem() }
            // A list that stands at its key's own column ends with the next key.
            guard frame.parent == frame.column else { throw Unusual() }
        }
        stack.removeLast()
        step = .next
        return .end
    }

    private func isBlockAhead() throws(Unusual) -> Bool {
        if isDash { return true }
        return try isKeyAhead()
    }

    private var isDash: Bool { bytes[position] == UInt8(ascii: "-") && isBlank(position + 1) }

    func isBlank(_ index: Int) -> Bool { index >= bytes.count || bytes[index] == 0x20 || bytes[index] == 0x0a }

    private var isAtLineEnd: Bool { position >= bytes.count || bytes[position] == 0x0a }

    private mutating func readValue() throws(Unusual) -> Event {
        guard let map = stack.last else { throw Unusual() }
        skipSpaces()
        guard isAtLineEnd || bytes[position] == UInt8(ascii: "#") else { return try readScalar(parent: map.column) }
        try endLine()
        try findLine()
        if indent > map.column { return try openBlock(indent, parent: map.column) }
        if indent == map.column, isDash { return try openBlock(indent, parent: indent) }
        step = .next
        return .null
    }

    private mutating func readItem() throws(Unusual) -> Event {
        guard let list = stack.last else { throw Unusual() }
        let dash = position
        position += 1
        skipSpaces()
        if isAtLineEnd || bytes[position] == UInt8(ascii: "#") {
            try endLine()
            try findLine()
            if indent > list.column { return try openBlock(indent, parent: list.column) }
            step = .next
            return .null
        }
        if try isBlockAhead() {
            return try openBlock(list.column + position - dash, parent: list.column)
        }
        return try readScalar(parent: list.column)
    }

    // MARK: Keys

    /// Whether a key begins here: some text on this line with a `:` behind it.
    private func isKeyAhead() throws(Unusual) -> Bool {
        var index = position
        let first = bytes[index]
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            index += 1
            while index < bytes.count, bytes[index] != first {
                // Texts over several lines are no keys.
                if bytes[index] == 0x0a { return false }
                index += bytes[index] == UInt8(ascii: "\\") && first == UInt8(ascii: "\"") ? 2 : 1
            }
            index += 1
            // Two apostrophes are one inside the text.
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

    /// Reads a key and its `:`.
    private mutating func readKey() throws(Unusual) -> Event {
        let start = position
        let first = bytes[position]
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            try readQuoted(parent: Int.max)
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
            (text, isBuffered) = (start..<end, false)
            guard try plainEvent() == .text else { throw Unusual() }
        }
        guard position < bytes.count, bytes[position] == UInt8(ascii: ":"), isBlank(position + 1),
            position - start < Self.maximumKeyLength
        else { throw Unusual() }
        position += 1
        step = .value
        return .text
    }

    /// What the text that was read last is without quotes.
    func plainEvent() throws(Unusual) -> Event {
        guard let event = withText({ Event($0, isPlain: true) }) else { throw Unusual() }
        return event
    }

    // MARK: Scalars

    /// Reads the value that begins here, to the end of its last line, and finds the next line.
    /// - Parameter parent: the column that what belongs to the value would be right of.
    private mutating func readScalar(parent: Int) throws(Unusual) -> Event {
        step = .next
        var event = Event.text
        switch bytes[position] {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            try readQuoted(parent: parent)
            try endLine()
            try findLine()
        case UInt8(ascii: "["), UInt8(ascii: "{"): return try readEmptyFlow()
        case UInt8(ascii: "|"):
            try readLiteral(parent: parent)
            try findLine()
        default: event = try readPlain(parent: parent)
        }
        // What stands deeper would go on with the value.
        if indent > parent { throw Unusual() }
        return event
    }

    private mutating func readEmptyFlow() throws(Unusual) -> Event {
        let isMap = bytes[position] == UInt8(ascii: "{")
        position += 1
        skipSpaces()
        guard position < bytes.count, bytes[position] == UInt8(ascii: isMap ? "}" : "]") else { throw Unusual() }
        position += 1
        step = .closing
        return isMap ? .mapStart : .listStart
    }

    // MARK: Lines

    /// Moves to the first character of the next line that has content.
    mutating func findLine(isFirst: Bool = false) throws(Unusual) {
        var mayStart = isFirst
        while position < bytes.count {
            let start = position
            while position < bytes.count, bytes[position] == 0x20 { position += 1 }
            guard position < bytes.count else { break }
            if bytes[position] == 0x0a {
                position += 1
                continue
            }
            if bytes[position] == UInt8(ascii: "#") {
                skipLine()
                continue
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
        return isBlank(position + 3)
    }

    mutating func skipLine() {
        while position < bytes.count, bytes[position] != 0x0a { position += 1 }
        if position < bytes.count { position += 1 }
    }

    /// Skips the spaces and the comment behind a value, and the line's end.
    private mutating func endLine() throws(Unusual) {
        let start = position
        skipSpaces()
        guard position < bytes.count, bytes[position] != 0x0a else {
            position += 1
            return
        }
        guard bytes[position] == UInt8(ascii: "#"), position > start else { throw Unusual() }
        skipLine()
    }

    mutating func skipSpaces() {
        while position < bytes.count, bytes[position] == 0x20 { position += 1 }
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
}
