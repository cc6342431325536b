import HelmValues
import HelmYAML
import Testing

@Suite struct YAMLConformanceTests {
    /// Texts that libyaml and go-yaml read differently; each must go on to differ, or leave this list.
    static let knownDifferences: Set<String> = [
        // libyaml skips a byte order mark at the start of any line, go-yaml only at the start of the text.
        "a: 1\n\u{feff}b: 2\n",
        // A comma ends a tag for go-yaml; libyaml refuses the tag.
        "a: !,x b\n",
        // An empty flow collection where a key belongs: go-yaml leaves it at that.
        "{}: a\n",
    ]

    /// What real Helm's `fromYaml`, `toJson`, `toYaml` and `toYamlPretty` make of the recorded texts.
    @Test func readsAndWritesAsHelm() throws {
        for item in try Conformance.cases("yaml/read.json") {
            let text = try #require(item.text("text"))
            var agrees: Bool
            do {
                let value = Value.map(try YAML.parseMap(Array(text.utf8)))
                agrees = value.json == item.text("json") && Self.trimmed(YAML.encode(value)) == item.text("yaml")
                agrees = agrees && Self.trimmed(YAML.encodePretty(value)) == item.text("pretty")
            } catch {
                agrees = error.message == item.text("error")
            }
            #expect(agrees != Self.knownDifferences.contains(text), "\(text.debugDescription)")
        }
    }

    @Test func readsValuesFilesAsHelm() throws {
        for item in try Conformance.cases("values/yaml.json") {
            let text = try #require(item.text("yaml"))
            do {
                let values = try YAML.values(Array(text.utf8))
                #expect(Value.map(values).json == item["result"]?.json, "\(text.debugDescription)")
            } catch {
                #expect(error.message == item.text("error"), "\(text.debugDescription)")
            }
        }
    }

    @Test func mergesFilesAndExpressionsAsHelm() throws {
        let kinds: [(String, SetParser.Kind)] = [
            ("setJSON", .json), ("set", .set), ("setString", .string), ("setLiteral", .literal),
        ]
        for item in try Conformance.cases("values/merge.json") {
            var values: ValueMap = [:]
            do {
                for file in item["files"]?.listValue ?? [] {
                    values = Coalescing.mergeMaps(values, try YAML.values(Array((file.stringValue ?? "").utf8)))
                }
                for (key, kind) in kinds {
                    for expression in item[key]?.listValue ?? [] {
                        try SetParser.apply(expression.stringValue ?? "", to: &values, kind: kind)
                    }
                }
                #expect(Value.map(values).json == item["result"]?.json, "\(item.json)")
            } catch {
                #expect("\(error)" == item.text("error"), "\(item.json)")
            }
        }
    }

    @Test func writesFloatsAsHelm() throws {
        for item in try Conformance.cases("yaml/floats.json") {
            let value = try GoNumber.float(item.text("float") ?? "")
            #expect(Self.trimmed(YAML.encode(.float(value))) == item.text("yaml"))
        }
    }

    static func trimmed(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.last == 10 ? bytes.dropLast() : bytes[...], as: UTF8.self)
    }
}
