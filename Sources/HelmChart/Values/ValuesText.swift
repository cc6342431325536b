internal import HelmValues
internal import HelmYAML

/// A values file: one or more YAML documents, merged in order.
enum ValuesText {
    // Helm: chart/v2/loader/load.go, LoadValues
    static func read(_ text: [UInt8], file: String) throws(ChartError) -> ValueMap {
        var result = ValueMap()
        for document in try separated(text, file: file) {
            let value: Value
            do {
                value = try YAML.parse(Array(document), numbers: .floats)
            } catch {
                throw invalid(file, error.message)
            }
            switch value {
            case .null: break
            case .map(let map): result = merged(result, map)
            default:
                let kind =
                    switch value {
                    case .bool: "bool"
                    case .string: "string"
                    case .list: "array"
                    default: "number"
                    }
                throw invalid(
                    file,
                    "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal \(kind) into Go value of "
                        + "type map[string]interface {}")
            }
        }
        return result
    }

    private static func invalid(_ file: String, _ message: String) -> ChartError {
        let prefix = file.isEmpty ? "" : "cannot load \(file): "
        return ChartError(.invalidValues, "\(prefix)cannot unmarshal yaml document: \(message)")
    }

    /// Maps merge key by key; of anything else the later one wins, null included.
    static func merged(_ first: ValueMap, _ second: ValueMap) -> ValueMap {
        if first.isEmpty { return second }
        var result = first
        for entry in second {
            if case .map(let new) = entry.value, case .map(let old)? = result[entry.key] {
                result[entry.key] = .map(merged(old, new))
            } else {
                result[entry.key] = entry.value
            }
        }
        return result
    }

    private static func separated(_ text: [UInt8], file: String) throws(ChartError) -> [ArraySlice<UInt8>] {
        do {
            return try documents(text)
        } catch {
            throw ChartError(error.code, file.isEmpty ? error.message : "cannot load \(file): \(error.message)")
        }
    }

    /// Cut at lines that begin with `---`, after which only white space or a comment may stand.
    ///
    /// Kubernetes: apimachinery util/yaml, YAMLReader
    private static func documents(_ text: [UInt8]) throws(ChartError) -> [ArraySlice<UInt8>] {
        var documents: [ArraySlice<UInt8>] = []
        var start = text.startIndex
        var line = text.startIndex
        while line < text.endIndex {
            let end = text[line...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? text.endIndex
            if text[line..<end].starts(with: "---".utf8) {
                try checkSeparator(text[line..<end])
                if line > start {
                    documents.append(text[start..<line])
                    start = end
                }
            }
            line = end
        }
        if start < text.endIndex { documents.append(text[start...]) }
        return documents
    }

    private static func checkSeparator(_ line: ArraySlice<UInt8>) throws(ChartError) {
        let space: [UInt8] = [0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d]
        var rest = line.dropFirst(3).drop { space.contains($0) }
        guard let first = rest.first, first != UInt8(ascii: "#") else { return }
        while let last = rest.last, space.contains(last) { rest.removeLast() }
        throw ChartError(
            .invalidValues,
            "error reading yaml document: invalid Yaml document separator: \(String(decoding: rest, as: UTF8.self))")
    }
}
