import HelmChart
import HelmValues

extension FuzzTarget {
    /// values.schema.json against values: two JSON texts with a zero byte between them.
    static let schema = FuzzTarget(
        name: "schema",
        words: [
            #""type":"#, #""object""#, #""properties":"#, #""items":"#, ##""$ref":"#/$defs/a""##, #""$defs":"#,
            #""pattern":"#, #""allOf":["#, #""anyOf":["#, #""oneOf":["#, #""not":"#, #""if":"#, #""then":"#,
            #""enum":["#,
            #""const":"#, #""required":["a"]"#, #""minimum":"#, #""multipleOf":0.1"#, #""format":"date-time""#,
            #""additionalProperties":false"#, #""patternProperties":"#, #""uniqueItems":true"#, #""contains":"#,
            #""$schema":"http://json-schema.org/draft-07/schema#""#, #""dependentRequired":"#, #""$dynamicRef":"#,
            #""unevaluatedProperties":false"#, #""$anchor":"#, "\u{0}",
        ],
        seeds: { SchemaFuzzing.seeds.map { Array($0.schema.utf8) + [0] + Array($0.values.utf8) } },
        run: SchemaFuzzing.finding)
}

enum SchemaFuzzing {
    static let seeds: [(schema: String, values: String)] = [
        (
            ##"{"properties":{"a":{"type":"integer","minimum":1},"b":{"$ref":"#/$defs/s"}},"required":["a"],"##
                + #""$defs":{"s":{"type":"string","pattern":"^x+$","maxLength":3}}}"#, #"{"a":0,"b":"xyz"}"#
        ),
        (
            #"{"properties":{"v":{"items":{"anyOf":[{"const":1},{"enum":["a",null]}]},"uniqueItems":true,"#
                + #""if":{"type":"array"},"then":{"minItems":2}}}}"#, "[1,1]"
        ),
        (
            #"{"additionalProperties":{"oneOf":[{"multipleOf":0.1},{"not":{"format":"ipv4"}}]},"#
                + #""patternProperties":{"^a":false}}"#, #"{"x":0.3,"ab":1}"#
        ),
    ]

    static func finding(_ input: [UInt8]) -> String? {
        let parts = input.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        var chart = Chart(metadata: ChartMetadata())
        chart.metadata.name = "c"
        chart.schema = Array(parts[0])
        let values = parts.count > 1 ? (try? JSON.parse(Array(parts[1]), numbers: .floats)) : nil
        let map: ValueMap = ["v": values ?? .null, "a": 1]
        _ = try? chart.validate(map)
        if case .map(let map)? = values { _ = try? chart.validate(map) }
        return nil
    }
}
