import HelmValues
import HelmYAML

extension FuzzTarget {
    /// Every way of reading YAML; what was read must survive being written and read again.
    static let yaml = FuzzTarget(
        name: "yaml",
        words: [
            "---\n", "...\n", "- ", ": ", "? ", "&a ", "*a", "<<: ", "!!str ", "!!binary ", "!!int ", "!!float ", "!x ",
            "|\n", "|-\n", "|+\n", ">\n", ">2-\n", "\"", "'", "#", " #", "[", "]", "{", "}", ",", "~", "null", "yes",
            "off", "0x1F", "0o7", "010", "1_000", "1e3", ".inf", ".nan", "12:30:45", "2024-02-29",
            "2024-02-29T10:00:00Z",
            "\\x41", "\\u00e9", "\\U0001F600", "\\N", "\\\n", "%YAML 1.1\n", "%TAG ! tag:x,2000:\n", "\t", "\r\n", "  ",
            "\u{85}", "\u{2028}", "\u{FEFF}", "\u{FFFD}", "a: ", "- - ", "=",
        ],
        seeds: { try Corpus.conformance("yaml/read.json", "text") + Corpus.conformance("values/yaml.json", "text") },
        run: YAMLFuzzing.finding)
}

enum YAMLFuzzing {
    static func finding(_ input: [UInt8]) -> String? {
        _ = try? YAML.documents(input)
        _ = try? YAML.values(input)
        if let value = try? YAML.parse(input, numbers: .integersKept) {
            if let finding = roundTrip(value, numbers: .integersKept) { return finding }
        }
        guard let value = try? YAML.parse(input, numbers: .floats) else { return nil }
        return roundTrip(value, numbers: .floats)
    }

    private static func roundTrip(_ value: Value, numbers: NumberReading) -> String? {
        // What Helm's toYamlPretty writes, its own reader does not always take; here it need only come back.
        _ = YAML.encodePretty(value)
        return (try? YAML.checkedEncode(value)).flatMap { compare($0, value, numbers) }
    }

    private static func compare(
        _ text: [UInt8], _ value: Value, _ numbers: NumberReading
    ) -> String? {
        if value.isLostByHelm { return nil }
        do {
            if value.isAlike(try YAML.parse(text, numbers: numbers)) { return nil }
            return "wrote what reads otherwise: \(String(decoding: text, as: UTF8.self).debugDescription)"
        } catch {
            return "wrote what cannot be read: \(error)"
        }
    }
}

extension Value {
    /// Whether both are the same but for how their numbers are kept.
    func isAlike(_ other: Value) -> Bool {
        switch (self, other) {
        case (.int(let a), .float(let b)), (.float(let b), .int(let a)): Double(a) == b
        case (.list(let a), .list(let b)): a.count == b.count && zip(a, b).allSatisfy { $0.isAlike($1) }
        case (.map(let a), .map(let b)):
            a.count == b.count && zip(a, b).allSatisfy { bytesEqual($0.key, $1.key) && $0.value.isAlike($1.value) }
        default: self == other
        }
    }

    /// What Helm's own writer does not bring back: U+0085, a line break to YAML even in quotes, and the key `<<`, which
    /// it leaves unquoted.
    fileprivate var isLostByHelm: Bool {
        func isLost(_ text: String) -> Bool { text.unicodeScalars.contains("\u{85}") }
        return switch self {
        case .string(let text): isLost(text)
        case .list(let list): list.contains { $0.isLostByHelm }
        case .map(let map): map.contains { $0.key == "<<" || isLost($0.key) || $0.value.isLostByHelm }
        default: false
        }
    }
}
