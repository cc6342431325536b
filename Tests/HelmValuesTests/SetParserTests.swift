import HelmValues
import Testing

@Suite struct SetParserTests {
    static func kind(_ name: String, files: ValueMap) -> SetParser.Kind {
        switch name {
        case "set-string": return .string
        case "set-json": return .json
        case "set-literal": return .literal
        case "set-file":
            return .file { (path) throws(SetError) in
                guard let text = files[path]?.stringValue else {
                    throw SetError(.file, "open \(path): no such file or directory")
                }
                return text
            }
        default: return .set
        }
    }

    /// Bases are JSON, but for the few that are other YAML; those run in HelmYAMLTests' reader of values.
    @Test func agreesWithHelm() throws {
        for item in try Conformance.cases("values/strvals.json") {
            let expression = try #require(item.text("expr"))
            var values: ValueMap = [:]
            if let base = item.text("base") {
                guard let parsed = try? JSON.parse(base, numbers: .floats), let map = parsed.mapValue else { continue }
                values = map
            }
            let kind = Self.kind(item.text("kind") ?? "", files: item["files"]?.mapValue ?? [:])
            do {
                try SetParser.apply(expression, to: &values, kind: kind)
                if let lengths = item["lengths"]?.mapValue {
                    let counts = values.mapValues { Value.int(Int64($0.listValue?.count ?? 0)) }
                    #expect(counts == lengths)
                } else {
                    // Through text, as the expectations came: there is no float -0 in them.
                    let result = try? JSON.parse(Value.map(values).json)
                    #expect(result?.json == item["result"]?.json, "\(expression)")
                }
            } catch {
                #expect(error.message == item.text("error"), "\(expression)")
            }
        }
    }

    @Test func leavesValuesAloneOnErrors() {
        var values: ValueMap = ["a": ["b": 1]]
        #expect(throws: SetError.self) { try SetParser.apply("a.b=2,a.c", to: &values, kind: .set) }
        #expect(values == ["a": ["b": 1]])
    }

    @Test func boundsHostileExpressions() {
        var values: ValueMap = [:]
        func code(_ expression: String, _ kind: SetParser.Kind = .set) -> SetError.Code? {
            do {
                try SetParser.apply(expression, to: &values, kind: kind)
                return nil
            } catch { return error.code }
        }
        #expect(code("a[65537]=1") == .index)
        #expect(code("a[99999999999999999999]=1") == .index)
        #expect(code(String(repeating: "a.", count: 31) + "b=1") == .tooLarge)
        #expect(code(String(repeating: "a.", count: 100_000) + "b=1") == .tooLarge)
        #expect(code("a" + String(repeating: "[0]", count: 100_000) + "=1") == .tooLarge)
        #expect(code("a" + String(repeating: "[65536]", count: 100) + "=1") == .tooLarge)
        #expect(code((0..<100).map { "a\($0)[65536]=1" }.joined(separator: ",")) == .tooLarge)
        #expect(code("a=" + String(repeating: "[", count: 20_000), .json) == .json)
        #expect(code((0..<50_000).map { "k\($0 &* 7919 % 65_536)=1" }.joined(separator: ",")) == .tooLarge)
        #expect(code("a={" + String(repeating: "x,", count: 100_000)) == .syntax)
        #expect(values.isEmpty)
    }
}
