internal import Glibc
public import HelmValues

extension YAML {
    /// Every document of a text, split at lines that begin with `---` as Kubernetes' `YAMLReader` splits them.
    ///
    /// Documents that are empty or hold only comments are null.
    /// - Throws: `invalid Yaml document separator: …` for a line such as `--- x`, and what ``parse(_:numbers:)-([UInt8],_)`` throws.
    public static func documents(_ bytes: [UInt8], numbers: NumberReading = .integersKept) throws(YAMLError) -> [Value]
    {
        var values: [Value] = []
        var splitter = DocumentSplitter(bytes)
        while let document = try splitter.next() {
            values.append(try parse(document, numbers: numbers))
        }
        return values
    }

    /// Reads a values file: all of its documents, merged in their order, as Helm 4 does.
    ///
    /// Maps merge key by key; anything else, null too, replaces what came before. (Helm: chart/v2/loader, LoadValues.)
    /// - Throws: `cannot unmarshal yaml document: …` or `error reading yaml document: …`.
    public static func values(_ bytes: [UInt8]) throws(YAMLError) -> ValueMap {
        if DocumentSplitter.isSingle(bytes) {
            do { return try map(parse(bytes)) } catch { throw error.prefixed("cannot unmarshal yaml document: ") }
        }
        var merged: ValueMap = [:]
        var splitter = DocumentSplitter(bytes)
        var isFirst = true
        while true {
            let document: [UInt8]?
            do { document = try splitter.next() } catch { throw error.prefixed("error reading yaml document: ") }
            guard let document else { return merged }
            let map: ValueMap
            do { map = try self.map(parse(document)) } catch {
                throw error.prefixed("cannot unmarshal yaml document: ")
            }
            merged = isFirst ? map : Coalescing.mergeMaps(merged, map)
            isFirst = false
        }
    }
}

/// Kubernetes: apimachinery/pkg/util/yaml, YAMLReader and LineReader. Line ends become `\n`.
struct DocumentSplitter {
    private let bytes: [UInt8]
    private var position = 0
    private var isAtEnd = false

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Whether splitting would give the text itself as the only document.
    static func isSingle(_ bytes: [UInt8]) -> Bool {
        guard bytes.last == UInt8(ascii: "\n"), !bytes.starts(with: "---".utf8) else { return false }
        return bytes.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress, memchr(start, 0x0d, buffer.count) == nil else { return false }
            var index = 1
            while index + 2 < buffer.count, let dash = memchr(start + index, 0x2d, buffer.count - index - 2) {
                index = UnsafeRawPointer(dash) - UnsafeRawPointer(start)
                if buffer[index - 1] == 0x0a, buffer[index + 1] == 0x2d, buffer[index + 2] == 0x2d { return false }
                index += 1
            }
            return true
        }
    }

    /// The next document; nil after the last.
    mutating func next() throws(YAMLError) -> [UInt8]? {
        guard !isAtEnd else { return nil }
        var document: [UInt8] = []
        while position < bytes.count {
            let line = nextLine()
            if line.starts(with: "---".utf8) {
                let rest = String(repairing: line.dropFirst(3))
                if let first = rest.unicodeScalars.first(where: { !$0.properties.isWhitespace }), first != "#" {
                    isAtEnd = true
                    throw YAMLError(.syntax, "invalid Yaml document separator: " + Self.trimmed(rest))
                }
                if !document.isEmpty { return document }
            }
            document.append(contentsOf: line)
            document.append(UInt8(ascii: "\n"))
        }
        isAtEnd = true
        return document.isEmpty ? nil : document
    }

    private mutating func nextLine() -> ArraySlice<UInt8> {
        let start = position
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        position = min(end + 1, bytes.count)
        let hasReturn = end < bytes.count && end > start && bytes[end - 1] == UInt8(ascii: "\r")
        return bytes[start..<(hasReturn ? end - 1 : end)]
    }

    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}
