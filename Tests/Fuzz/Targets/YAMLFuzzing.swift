import HelmValues
import HelmYAML

extension FuzzTarget {
    /// Every way of reading YAML; what was read must survive being written and read again.
    static let yaml = FuzzTarget(
        name: "yaml",
        words: [
            "---\n", "...\n", "- ", ": ", "? ", "&a ", "*a", "<<: ", "!!str ", "!!binary ", "!!int ", "!!float ", "!x ",
            "|\n", "|-\n", "|+\n", ">\n", ">2-\n", "\"", "'", "#", " #", "[", "]", "{", "}", ",", "~", "null", "yes",
            "off", "0x1F", "0o7", "010", "1_000", "1e3", ".inf", ".nan", "12:30:45", "2024-02-29", "2024-02-29T10:00:00Z",
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
        if let text = try? YAML.checkedEncode(value), let finding = compare(text, value, numbers, "toYaml") {
            return finding
        }
        let text = YAML.encodePretty(value)
        return text.isEmpty ? nil : compare(text, value, numbers, "toYamlPretty")
    }

    private static func compare(_ text: [UInt8], _ value: Value, _ numbers: NumberReading, _ writer: String) -> String? {
        let again: Value
        do {
            again = try YAML.parse(text, numbers: numbers)
        } catch {
            return "\(writer) wrote what cannot be read: \(error)"
        }
        return again == value ? nil : "\(writer) wrote what reads otherwise"
    }
}
