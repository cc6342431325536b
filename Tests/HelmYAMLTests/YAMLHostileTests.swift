import HelmValues
import HelmYAML
import Testing

/// Texts that try to crash, hang or swell the reader.
@Suite struct YAMLHostileTests {
    @Test(.timeLimit(.minutes(1)))
    func boundsDepth() throws {
        for count in [990, 1_001, 200_000] {
            let flow = String(repeating: "[", count: count) + String(repeating: "]", count: count)
            if count < 1_000 {
                #expect(YAML.encode(try YAML.parse(flow)).count > count)
                _ = YAML.encodePretty(try YAML.parse(flow))
            } else {
                #expect(throws: YAMLError.self) { try YAML.parse(flow) }
            }
            #expect(throws: YAMLError.self) { try YAML.parse(String(repeating: "{a: ", count: count)) }
        }
        var block = ""
        for depth in 0..<900 { block += String(repeating: " ", count: depth) + "a:\n" }
        #expect(try YAML.parse(block).mapValue?.count == 1)
        #expect(throws: YAMLError.self) { try YAML.parse(String(repeating: "- ", count: 20_000)) }
    }

    @Test func refusesAliasBombs() throws {
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<12 {
            let inner = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            bomb += "a\(level): &a\(level) [\(inner)]\n"
        }
        #expect(throws: YAMLError.self) { try YAML.parse(bomb) }
        let large = "a: &a \"" + String(repeating: "x", count: 1 << 20) + "\"\nb: ["
        let many = large + Array(repeating: "*a", count: 5_000).joined(separator: ", ") + "]\n"
        #expect(throws: YAMLError.self) { try YAML.parse(many) }
        #expect(throws: YAMLError.self) { try YAML.parse("a: &a [*a]") }
        #expect(throws: YAMLError.self) { try YAML.parse("a: &a {<<: *a}") }
    }

    @Test func survivesTruncationAndBadBytes() throws {
        let text = Array("a: &x {b: [1, 'é', \"\\u00e9\\x41\"]}\nc: |\n  ü\nd: *x\n\"k\": !!binary aGk=\n# ü\n".utf8)
        for end in 0..<text.count { _ = try? YAML.parse(Array(text[..<end])) }
        for index in text.indices {
            for byte: UInt8 in [0x00, 0x7f, 0x80, 0xc3, 0xff, 0x22, 0x27, 0x3a, 0x5b, 0x0a, 0x09] {
                var changed = text
                changed[index] = byte
                if let value = try? YAML.parse(changed) { _ = YAML.encode(value) }
            }
        }
        #expect(throws: YAMLError.self) { try YAML.parse([0x61, 0x3a, 0x20, 0xff]) }
        for bytes: [UInt8] in [[0xff, 0xfe], [0xfe, 0xff, 0], [0xef, 0xbb], [0xff, 0xfe, 0x61, 0]] {
            _ = try? YAML.parse(bytes)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func readsHugeScalarsQuickly() throws {
        let digits = String(repeating: "9", count: 1_000_000)
        #expect(try YAML.parse("a: \(digits)")["a"] == .string(digits))
        #expect(try YAML.parse("a: 0x\(digits)")["a"]?.stringValue != nil)
        let quotes = "a: \"" + String(repeating: "\\'", count: 100_000) + "\""
        #expect(throws: YAMLError.self) { try YAML.parse(quotes) }
        let colons = "a: [" + String(repeating: "x:, ", count: 100_000) + "]"
        #expect(throws: YAMLError.self) { try YAML.parse(colons) }
        let keys = (0..<50_000).map { "k\($0): \($0)" }.joined(separator: "\n")
        #expect(try YAML.parse(keys).mapValue?.count == 50_000)
        let same = Array(repeating: "k: 1", count: 50_000).joined(separator: "\n")
        #expect(try YAML.parse(same).mapValue?.count == 1)
    }

    /// What `toYaml` cannot write gives nothing, as Helm's does.
    @Test func refusesWhatYAMLCannotHold() {
        for value: Value in [
            "\u{7f}", "\u{80}", "\u{ffff}", .float(.nan), .map([String(repeating: "k", count: 1_023): 1]),
        ] {
            #expect(YAML.encode(value).isEmpty)
            #expect(throws: YAMLError.self) { try YAML.checkedEncode(value) }
        }
        #expect(String(decoding: YAML.encodePretty(.float(.infinity)), as: UTF8.self) == ".inf\n")
    }

    @Test func splitsDocuments() throws {
        let text = Array("# c\n---\na: 1\n--- # x\n---\nb: 2\r\n".utf8)
        #expect(try YAML.documents(text) == [.null, ["a": 1], ["b": 2]])
        #expect(throws: YAMLError.self) { try YAML.documents(Array("a: 1\n---- x\n".utf8)) }
        #expect(try YAML.documents([]) == [])
    }

    @Test func keepsIntegersForKubernetes() throws {
        let value = try YAML.parse("a: 1\nb: 1.0\nc: 1.5\nd: 0x10\ne: 18446744073709551615\n", numbers: .integersKept)
        #expect(value == ["a": 1, "b": 1, "c": 1.5, "d": 16, "e": .float(18_446_744_073_709_551_616)])
    }
}
