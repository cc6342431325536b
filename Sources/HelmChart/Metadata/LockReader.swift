internal import HelmValues
internal import HelmYAML

extension ChartLock {
    /// Chart.lock or requirements.lock; nil when the file says nothing.
    static func read(_ text: [UInt8], file: String) throws(ChartError) -> ChartLock? {
        let value = try MetadataDraft.parse(text, file: file)
        var reader = GoStructReader()
        let root = GoStructReader.Place(structure: "Lock", path: [])
        guard case .map(let map) = value else {
            if !value.isNull { reader.fail(value, at: root, type: "v2.Lock") }
            try MetadataDraft.check(reader, file: file)
            return nil
        }
        var lock = ChartLock()
        var dependencies: [ChartDependency?] = []
        for entry in map {
            switch GoStructReader.field(entry.key, of: ["generated", "digest", "dependencies"]) {
            case "generated":
                guard let text = entry.value.stringValue else {
                    if entry.value.isNull { continue }
                    throw invalid(file, "Time.UnmarshalJSON: input is not a JSON string")
                }
                guard RFC3339.isValid(text) else {
                    let quoted = GoQuote.quoted("\"\(text)\"")
                    let layout = GoQuote.quoted("\"2006-01-02T15:04:05Z07:00\"")
                    throw invalid(file, "parsing time \(quoted) as \(layout): cannot parse \(quoted)")
                }
                lock.generated = text
            case "digest": reader.string(entry.value, at: root.field("digest"), into: &lock.digest)
            case "dependencies":
                DependencyFields.readList(
                    entry.value, at: root.field("dependencies"), with: &reader, into: &dependencies)
            default: break
            }
        }
        try MetadataDraft.check(reader, file: file)
        // Helm keeps null entries; nothing can be done with them here.
        lock.dependencies = dependencies.compactMap(\.self)
        return lock
    }

    private static func invalid(_ file: String, _ message: String) -> ChartError {
        ChartError(.invalidChart, "cannot load \(file): error unmarshaling JSON: while decoding JSON: \(message)")
    }
}

/// Times as Go's JSON reads them.
enum RFC3339 {
    static func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let pattern = Array("0000-00-00T00:00:00".utf8)
        guard bytes.count > pattern.count else { return false }
        for (byte, model) in zip(bytes, pattern) {
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            guard model == UInt8(ascii: "0") ? isDigit : byte == model else { return false }
        }
        var rest = bytes[pattern.count...]
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard !digits.isEmpty else { return false }
            rest = rest[digits.endIndex...]
        }
        if rest.elementsEqual("Z".utf8) { return isInRange(bytes) }
        guard rest.count == 6, let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
            return false
        }
        let zone = Array(rest.dropFirst())
        return zone[2] == UInt8(ascii: ":") && number(zone[0..<2]) < 24 && number(zone[3..<5]) < 60 && isInRange(bytes)
    }

    private static func isInRange(_ bytes: [UInt8]) -> Bool {
        (1...12).contains(number(bytes[5..<7])) && (1...31).contains(number(bytes[8..<10]))
            && number(bytes[11..<13]) < 24 && number(bytes[14..<16]) < 60 && number(bytes[17..<19]) < 60
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int {
        digits.reduce(0) { $0 * 10 + Int($1) - Int(UInt8(ascii: "0")) }
    }
}
