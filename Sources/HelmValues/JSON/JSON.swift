/// How a reader takes numbers.
public enum NumberReading: Sendable {
    /// `int64` where the whole literal is one, else `float64`: how Kubernetes reads objects.
    case integersKept
    /// Always `float64`: how Go reads into `interface{}`, and so every values file.
    case floats
}

/// JSON as Go's `encoding/json` reads and writes it.
public enum JSON {
    /// Lists and maps nested deeper are refused, in the words that Go has for more than 10,000.
    ///
    /// Go's stacks grow; here much code walks values by recursion, and must do so on the stack of any thread.
    public static let maximumDepth = 1_000

    /// Reads one JSON text.
    ///
    /// Of duplicate keys the last wins. Bytes that are no UTF-8 and halves of surrogate pairs become U+FFFD.
    /// - Throws: ``JSONError`` in Go's words.
    public static func parse(_ bytes: [UInt8], numbers: NumberReading = .integersKept) throws(JSONError) -> Value {
        try parse(bytes[...], numbers: numbers)
    }

    /// Reads one JSON text out of a longer one.
    public static func parse(
        _ bytes: ArraySlice<UInt8>, numbers: NumberReading = .integersKept
    ) throws(JSONError) -> Value {
        try withBuffer(bytes) { (buffer) throws(JSONError) in
            var reader = JSONReader(buffer, numbers: numbers)
            let value = try reader.readValue()
            try reader.expectEnd()
            return try reader.checked(value)
        }
    }

    /// Reads one JSON text.
    public static func parse(_ text: String, numbers: NumberReading = .integersKept) throws(JSONError) -> Value {
        try parse(Array(text.utf8), numbers: numbers)
    }

    /// Reads the first JSON value of a text and tells where it ends, as Go's `json.Decoder` does.
    public static func parsePrefix(
        _ bytes: ArraySlice<UInt8>, numbers: NumberReading = .integersKept
    ) throws(JSONError) -> (value: Value, end: Int) {
        try withBuffer(bytes) { (buffer) throws(JSONError) in
            var reader = JSONReader(buffer, numbers: numbers)
            let value = try reader.readValue()
            return (try reader.checked(value), bytes.startIndex + reader.position)
        }
    }

    private static func withBuffer<Result>(
        _ bytes: ArraySlice<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) throws(JSONError) -> Result
    ) throws(JSONError) -> Result {
        try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in try body(buffer) }
    }

    /// Writes a value as Go's `json.Marshal`: keys sorted by bytes, no spaces, no newline at the end.
    ///
    /// An infinity or NaN, which JSON cannot express, becomes null; use ``checkedEncode(_:escapeHTML:)`` where Go's
    /// error is wanted.
    /// - Parameter escapeHTML: write `<`, `>` and `&` as `\u003c` and so on, Go's default.
    public static func encode(_ value: Value, escapeHTML: Bool = true) -> [UInt8] {
        var writer = JSONWriter(escapeHTML: escapeHTML)
        writer.value(value)
        return writer.bytes
    }

    /// As ``encode(_:escapeHTML:)``.
    /// - Throws: `json: unsupported value: NaN` and its like.
    public static func checkedEncode(_ value: Value, escapeHTML: Bool = true) throws(JSONError) -> [UInt8] {
        var writer = JSONWriter(escapeHTML: escapeHTML)
        writer.value(value)
        if let unsupported = writer.unsupported {
            throw JSONError(.unsupportedValue, "json: unsupported value: \(GoFormat.float(unsupported))")
        }
        return writer.bytes
    }

    /// Writes a value as Go's `json.MarshalIndent(value, "", indent)`.
    public static func encodeIndented(_ value: Value, indent: String, escapeHTML: Bool = true) -> [UInt8] {
        var writer = JSONWriter(escapeHTML: escapeHTML, indent: indent)
        writer.value(value)
        return writer.bytes
    }
}
