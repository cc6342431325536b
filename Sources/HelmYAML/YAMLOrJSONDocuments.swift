public import HelmValues

/// A stream of YAML documents or JSON values, read as Kubernetes' `YAMLOrJSONDecoder` reads it into a struct.
///
/// A text that begins with `{` is tried as JSON first. Once a value is none, the rest is YAML, unless more than one
/// value was JSON before.
public struct YAMLOrJSONDocuments {
    /// What a reader says of a value that does not fit its struct: encoding/json's text.
    public typealias Fill = (Value) -> String?

    /// How far Kubernetes looks for the brace.
    private static let window = 4096

    private var json: ArraySlice<UInt8>?
    private var yaml: DocumentSplitter?
    private var count = 0
    private var isAtEnd = false

    public init(_ bytes: [UInt8]) {
        let head = String(decoding: bytes.prefix(Self.window), as: UTF8.self)
        if head.unicodeScalars.first(where: { !$0.properties.isWhitespace }) == "{" {
            json = bytes[...]
        } else {
            yaml = DocumentSplitter(bytes)
        }
    }

    /// Hands the next document to `fill`; an empty one is null.
    /// - Returns: false when there was none.
    /// - Throws: the decoder's error; there is nothing more to read after it.
    public mutating func next(_ fill: Fill) throws(YAMLError) -> Bool {
        guard !isAtEnd else { return false }
        do {
            if json != nil, let isValue = try nextJSON(fill) { return isValue }
            return try nextYAML(fill)
        } catch {
            isAtEnd = true
            throw error
        }
    }

    /// Nil when it is YAML that follows.
    private mutating func nextJSON(_ fill: Fill) throws(YAMLError) -> Bool? {
        guard let rest = json else { return nil }
        if rest.allSatisfy(Self.isJSONSpace) {
            isAtEnd = true
            return false
        }
        let failure: YAMLError
        do throws(JSONError) {
            let (value, end) = try JSON.parsePrefix(rest)
            if let mismatch = fill(value) { throw JSONError(.typeMismatch, mismatch) }
            json = rest[end...]
            count += 1
            return true
        } catch {
            let offset = rest.startIndex + error.offset
            failure =
                switch error.code {
                case .unexpectedEnd: YAMLError(.syntax, "unexpected EOF")
                case .syntax where count <= 1: YAMLError(.syntax, "json: offset \(offset): \(error.message)")
                default: YAMLError(.typeMismatch, error.message)
                }
        }
        json = nil
        guard count <= 1, let start = Self.afterLine(rest) else { throw failure }
        yaml = DocumentSplitter(Array(rest[start...]))
        do throws(YAMLError) { return try nextYAML(fill) } catch { throw failure }
    }

    private mutating func nextYAML(_ fill: Fill) throws(YAMLError) -> Bool {
        guard let document = try yaml?.next() else {
            isAtEnd = true
            return false
        }
        let value = try YAML.parse(document, numbers: .integersKept)
        if let mismatch = fill(value) {
            throw YAMLError(.typeMismatch, "error unmarshaling JSON: while decoding JSON: \(mismatch)")
        }
        count += 1
        return true
    }

    /// Behind the white space at the start, up to the first line end; Kubernetes wants four bytes to look at.
    private static func afterLine(_ bytes: ArraySlice<UInt8>) -> Int? {
        var index = bytes.startIndex
        while bytes.endIndex - index >= 4 {
            let scalar = String(decoding: bytes[index..<(index + 4)], as: UTF8.self).unicodeScalars.first ?? "\u{fffd}"
            if scalar == "\u{fffd}" { return nil }
            guard scalar.properties.isWhitespace else { return index }
            index += String(scalar).utf8.count
            if scalar == "\n" { return index }
        }
        return nil
    }

    private static func isJSONSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d
    }
}
