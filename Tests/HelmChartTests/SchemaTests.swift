import HelmChart
import HelmValues
import Testing

/// Schemas of attackers; those of honest charts are in the conformance corpus.
@Suite struct SchemaTests {
    private func report(_ schema: String, _ values: ValueMap = ["a": 1]) -> String {
        var chart = Chart(metadata: ChartMetadata())
        chart.metadata.name = "c"
        chart.schema = Array(schema.utf8)
        do {
            try chart.validate(values)
            return ""
        } catch {
            return error.message
        }
    }

    /// CVE-2025-55199: nothing outside the document is read.
    @Test(arguments: [
        "file:///dev/zero", "http://example.com/s.json", "https://example.com/s", "other.json", "/etc/passwd",
    ])
    func foreignReferences(_ reference: String) {
        #expect(report(#"{"properties": {"a": {"$ref": "\#(reference)"}}}"#).contains("are refused"))
    }

    /// CVE-2025-32387: a chain of references, and a circle of them.
    @Test func chainsOfReferences() {
        let links = (0..<5000).map { ##""d\##($0)": {"$ref": "#/$defs/d\##($0 + 1)"}"## }.joined(separator: ",")
        let schema = ##"{"$ref": "#/$defs/d0", "$defs": {\##(links), "d5000": true}}"##
        #expect(report(schema).contains("nested too deep"))
        #expect(report(##"{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}"##).contains("cycle"))
    }

    @Test func deepSchemas() {
        let depth = 3000
        let schema =
            String(repeating: #"{"properties":{"a":"#, count: depth) + "{}" + String(repeating: "}}", count: depth)
        #expect(report(schema).contains("deep") || report(schema).contains("depth"))
    }

    /// Every level applies the next one twice: 2^40 checks, if nobody counted.
    @Test func exponentialSchemas() {
        let levels = (0..<40).map { level in
            ##""d\##(level)": {"allOf": [{"$ref": "#/$defs/d\##(level + 1)"}, {"$ref": "#/$defs/d\##(level + 1)"}]}"##
        }
        let schema = ##"{"$ref": "#/$defs/d0", "$defs": {\##(levels.joined(separator: ",")), "d40": true}}"##
        #expect(report(schema).contains("too long"))
    }

    /// CVE-2022-23526: what is no schema at all.
    @Test(arguments: ["", "null", "[]", "5", "{", #"{"type": 5}"#, #"{"properties": {"a": 5}}"#, #"{"pattern": "["}"#])
    func noSchemas(_ schema: String) {
        #expect(report(schema, ["a": "x"]).hasPrefix("values don't meet the specifications"))
    }
}
