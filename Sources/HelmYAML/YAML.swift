public import HelmValues

/// YAML as Helm reads and writes it: sigs.k8s.io/yaml, which goes through JSON, on top of go-yaml v2.
public enum YAML {
    /// Reads the first document, as sigs.k8s.io/yaml's `Unmarshal` does. No document is null.
    ///
    /// YAML 1.1 scalars (`yes`, `010`), keys made strings, merge keys, aliases expanded up to go-yaml's bound; of
    /// duplicate keys the last wins; infinities and NaN are refused.
    /// - Throws: ``YAMLError`` with the text `error converting YAML to JSON: yaml: line 2: …`.
    public static func parse(_ bytes: [UInt8], numbers: NumberReading = .floats) throws(YAMLError) -> Value {
        try parse(bytes[...], numbers: numbers)
    }

    /// As ``parse(_:numbers:)-([UInt8],_)``, on a part of a buffer.
    /// - Parameter selection: where given, what it does not name may be missing in the value. It is read all the same,
    ///   and refused as ever.
    public static func parse(
        _ bytes: ArraySlice<UInt8>, numbers: NumberReading = .floats, selection: YAMLSelection? = nil
    ) throws(YAMLError) -> Value {
        do {
            return try bytes.withUnsafeBufferPointer { (buffer) throws(YAMLError) in
                try YAMLComposer.compose(buffer, numbers: numbers, selection: selection)
            }
        } catch {
            throw error.prefixed("error converting YAML to JSON: ")
        }
    }

    /// As ``parse(_:numbers:)-([UInt8],_)``, on text.
    public static func parse(_ text: String, numbers: NumberReading = .floats) throws(YAMLError) -> Value {
        try parse(Array(text.utf8), numbers: numbers)
    }

    /// Reads the first document into a map; no document and null are an empty one.
    /// - Throws: also `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type
    ///   map[string]interface {}`.
    public static func parseMap(_ bytes: [UInt8], numbers: NumberReading = .floats) throws(YAMLError) -> ValueMap {
        try map(parse(bytes, numbers: numbers))
    }

    /// The value as a map, or Go's error that it is none.
    static func map(_ value: Value) throws(YAMLError) -> ValueMap {
        switch value {
        case .map(let map): return map
        case .null: return [:]
        default: throw mismatch(value, goType: "map[string]interface {}")
        }
    }

    /// What sigs.k8s.io/yaml says when a document is of another kind than `goType`.
    public static func mismatch(_ value: Value, goType: String) -> YAMLError {
        YAMLError(
            .typeMismatch,
            "error unmarshaling JSON: while decoding JSON: " + JSONError.mismatch(value, goType: goType).message)
    }
}

extension YAML {
    /// Writes a value as `toYaml` does, newline at the end included: sigs.k8s.io/yaml's `Marshal`.
    ///
    /// What that cannot write (an infinity, U+007F, keys of more than 1,022 characters, …) gives no bytes at all, as
    /// Helm's `toYaml` gives an empty text; use ``checkedEncode(_:)`` where the error is wanted.
    public static func encode(_ value: Value) -> [UInt8] {
        (try? checkedEncode(value)) ?? []
    }

    /// As ``encode(_:)``.
    /// - Throws: ``YAMLError`` in Go's words.
    public static func checkedEncode(_ value: Value) throws(YAMLError) -> [UInt8] {
        var emitter = YAMLEmitter(.v2)
        do {
            try emitter.write(value)
        } catch {
            throw error.message.hasPrefix("json: ") ? error.prefixed("error marshaling into JSON: ") : error
        }
        return emitter.output
    }

    /// Writes a value as `toYamlPretty` does, newline at the end included: go-yaml v3 with an indentation of 2.
    public static func encodePretty(_ value: Value) -> [UInt8] {
        var emitter = YAMLEmitter(.v3)
        guard (try? emitter.write(value)) != nil else { return [] }
        return emitter.output
    }
}
