/// Writes JSON piece by piece into one growing buffer, for structs whose fields have a fixed order.
///
/// Commas and colons come by themselves; balanced `begin…` and `end…` calls are the caller's duty.
///
///     var writer = JSONWriter()
///     writer.beginObject()
///     writer.key("name"); writer.string(release.name)
///     writer.key("version"); writer.int(release.version)
///     writer.endObject()
public struct JSONWriter: Sendable {
    /// What has been written so far.
    public private(set) var bytes: [UInt8] = []
    /// The first infinity or NaN that was to be written; null stands in its place.
    public private(set) var unsupported: Double?

    private let escapesHTML: Bool
    private let indent: [UInt8]?
    private var depth = 0
    private var needsComma = false

    /// - Parameters:
    ///   - escapeHTML: write `<`, `>` and `&` as `\u003c` and so on, as Go's `json.Marshal` does.
    ///   - indent: begin each element on its own line, indented by this much a level, as Go's `json.MarshalIndent`.
    public init(escapeHTML: Bool = true, indent: String? = nil, capacity: Int = 0) {
        escapesHTML = escapeHTML
        self.indent = indent.map { Array($0.utf8) }
        bytes.reserveCapacity(capacity)
    }

    public mutating func beginObject() { begin(UInt8(ascii: "{")) }
    public mutating func endObject() { end(UInt8(ascii: "}")) }
    public mutating func beginArray() { begin(UInt8(ascii: "[")) }
    public mutating func endArray() { end(UInt8(ascii: "]")) }

    /// The key of the value that is written next.
    public mutating func key(_ name: String) {
        separate()
        appendQuoted(name)
        bytes.append(UInt8(ascii: ":"))
        if indent != nil { bytes.append(UInt8(ascii: " ")) }
        needsComma = false
        isAfterKey = true
    }

    public mutating func string(_ value: String) {
        separate()
        appendQuoted(value)
    }

    public mutating func int(_ value: Int64) {
        separate()
        GoFormat.appendInteger(value, to: &bytes)
    }

    public mutating func int(_ value: Int) { int(Int64(value)) }

    public mutating func float(_ value: Double) {
        separate()
        if value.isFinite {
            GoFormat.appendJSONFloat(value, to: &bytes)
        } else {
            if unsupported == nil { unsupported = value }
            append("null")
        }
    }

    public mutating func bool(_ value: Bool) {
        separate()
        append(value ? "true" : "false")
    }

    public mutating func null() {
        separate()
        append("null")
    }

    /// Bytes that are a JSON value already, copied as they are.
    public mutating func raw(_ json: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// A byte string as Go writes `[]byte`: standard base64 in quotes.
    public mutating func base64(_ data: [UInt8]) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        Base64.append(data, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Any value, maps sorted by key. It keeps its own stack, so that depth costs no thread stack.
    public mutating func value(_ root: Value) {
        enum Frame {
            case list(IndexingIterator<[Value]>)
            case map(IndexingIterator<ValueMap>)
        }
        var frames: [Frame] = []
        var current = root
        while true {
            switch current {
            case .null: null()
            case .bool(let value): bool(value)
            case .int(let value): int(value)
            case .float(let value): float(value)
            case .string(let value): string(value)
            case .list(let values):
                beginArray()
                frames.append(.list(values.makeIterator()))
            case .map(let map):
                beginObject()
                frames.append(.map(map.makeIterator()))
            }
            var next: Value?
            while next == nil, let frame = frames.popLast() {
                switch frame {
                case .list(var iterator):
                    next = iterator.next()
                    if next == nil { endArray() } else { frames.append(.list(iterator)) }
                case .map(var iterator):
                    if let entry = iterator.next() {
                        key(entry.key)
                        next = entry.value
                        frames.append(.map(iterator))
                    } else {
                        endObject()
                    }
                }
            }
            guard let next else { return }
            current = next
        }
    }

    // MARK: Layout

    private var isAfterKey = false

    /// What stands between the element before and the one that is about to be written.
    @inline(__always)
    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        if indent != nil, depth > 0, !isAfterKey { newline() }
        needsComma = depth > 0
        isAfterKey = false
    }

    private mutating func begin(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        depth += 1
        needsComma = false
    }

    private mutating func end(_ bracket: UInt8) {
        depth -= 1
        if indent != nil, needsComma { newline() }
        bytes.append(bracket)
        needsComma = depth > 0
        isAfterKey = false
    }

    private mutating func newline() {
        guard let indent else { return }
        bytes.append(UInt8(ascii: "\n"))
        for _ in 0..<depth { bytes.append(contentsOf: indent) }
    }

    @inline(__always)
    private mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    // MARK: Strings

    private mutating func appendQuoted(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        let isDone: Void? = text.utf8.withContiguousStorageIfAvailable { appendEscaped($0) }
        if isDone == nil { Array(text.utf8).withUnsafeBufferPointer { appendEscaped($0) } }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            // Everything from `(` to `;` and from `?` to `[` and so on is plain: most bytes fail these few tests at once.
            guard
                byte < 0x20 || byte == 0x22 || byte == 0x5c || byte == 0x26 || byte == 0x3c || byte == 0x3e
                    || byte == 0xe2
            else {
                index += 1
                continue
            }
            if byte == 0xe2 {
                guard index + 2 < text.count, text[index + 1] == 0x80, text[index + 2] & 0xfe == 0xa8 else {
                    index += 1
                    continue
                }
                flush(text, start, index)
                append(text[index + 2] == 0xa8 ? "\\u2028" : "\\u2029")
                index += 3
                start = index
                continue
            }
            if !escapesHTML, byte == 0x26 || byte == 0x3c || byte == 0x3e {
                index += 1
                continue
            }
            flush(text, start, index)
            appendEscape(byte)
            index += 1
            start = index
        }
        flush(text, start, index)
    }

    @inline(__always)
    private mutating func flush(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) {
        if end > start { bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<end])) }
    }

    private mutating func appendEscape(_ byte: UInt8) {
        switch byte {
        case 0x22: append("\\\"")
        case 0x5c: append("\\\\")
        case 0x08: append("\\b")
        case 0x0c: append("\\f")
        case 0x0a: append("\\n")
        case 0x0d: append("\\r")
        case 0x09: append("\\t")
        default:
            append("\\u00")
            for digit in [byte >> 4, byte & 15] { bytes.append(digit < 10 ? 48 + digit : 87 + digit) }
        }
    }
}
