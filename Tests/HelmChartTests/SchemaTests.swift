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

    /// References by identifiers and pointers, with what real Helm says of `a: 1`.
    @Test(arguments: [
        (
            ##"{"$id": "https://h.invalid/a/schema.json", "definitions": {"d": {"type": "string"}}, "properties": {"a": {"$ref": "schema.json#/definitions/d"}}}"##,
            ##"c:\##n- at '/a': got number, want string\##n"##
        ),
        (
            ##"{"$id": "https://h.invalid/a/schema.json", "definitions": {"d": {"type": "string"}}, "properties": {"a": {"$ref": "schema.json#/definitions/x"}}}"##,
            ##"c:\##njson-pointer in "file:///values.schema.json#/definitions/x" not found"##
        ),
        (
            ##"{"$id": "https://h.invalid/a/schema.json", "definitions": {"d": {"type": "string"}}, "properties": {"a": {"$ref": "#nope"}}}"##,
            ##"c:\##nanchor in "https://h.invalid/a/schema.json#nope" not found in schema "file:///values.schema.json""##
        ),
        (
            ##"{"$id": "https://h.invalid/a/schema.json", "definitions": {"d": {"type": "string"}}, "properties": {"a": {"$ref": "file:///values.schema.json#/definitions/d"}}}"##,
            ##"c:\##n- at '/a': got number, want string\##n"##
        ),
        (
            ##"{"$id": "sub/schema.json", "definitions": {"d": {"type": "string"}}, "properties": {"a": {"$ref": "schema.json#/definitions/d"}}}"##,
            ##"c:\##n- at '/a': got number, want string\##n"##
        ),
        (
            ##"{"$id": "https://h.invalid/a/schema.json", "$schema": "http://json-schema.org/draft-07/schema#", "definitions": {"n": {"$id": "n.json", "type": "string"}}, "properties": {"a": {"$ref": "n.json"}}}"##,
            ##"c:\##n- at '/a': got number, want string\##n"##
        ),
        (
            ##"{"definitions": {"n": {"$id": "n.json", "type": "string"}}, "properties": {"a": {"$ref": "n.json#/x"}}}"##,
            ##"c:\##njson-pointer in "file:///values.schema.json#/definitions/n/x" not found"##
        ),
        (
            ##"{"definitions": {"n": {"$id": "n.json", "type": "string"}}, "properties": {"a": {"$ref": "n.json#foo"}}}"##,
            ##"c:\##nanchor in "file:///n.json#foo" not found in schema "file:///values.schema.json""##
        ),
        (
            ##"{"definitions": {"n": {"$id": "n.json", "type": "string"}}, "properties": {"a": {"$ref": "#/a b/%25/~0~1/é"}}}"##,
            ##"c:\##njson-pointer in "file:///values.schema.json#/a%20b/%25/~0~1/%C3%A9" not found"##
        ),
        (
            ##"{"definitions": {"n": {"$id": "n.json", "type": "string"}}, "properties": {"a": {"$ref": "n.json#/x~1y"}}}"##,
            ##"c:\##njson-pointer in "file:///values.schema.json#/definitions/n/x~1y" not found"##
        ),
        (
            ##"{"definitions": {"n": {"$id": "n.json", "type": "string"}}, "properties": {"a": {"$ref": "#/definitions/n/type/z"}}}"##,
            ##"c:\##njson-pointer in "file:///values.schema.json#/definitions/n/type/z" not found"##
        ),
        (
            ##"{"definitions": {"n": {"$id": "n.json", "type": "string"}}, "properties": {"a": {"$ref": "#a%20b"}}}"##,
            ##"c:\##nanchor in "file:///values.schema.json#a%20b" not found in schema "file:///values.schema.json""##
        ),
        (
            ##"{"id": "https://h.invalid/s.json", "$schema": "http://json-schema.org/draft-04/schema#", "definitions": {"d": {"type": "string"}}, "properties": {"a": {"$ref": "s.json#/definitions/d"}}}"##,
            ##"c:\##n- at '/a': got number, want string\##n"##
        ),
        (
            ##"{"properties": {"a": {"$id": "sub/a.json", "$ref": "b.json", "$defs": {"b": {"$id": "b.json", "type": "string"}}}}}"##,
            ##"c:\##n- at '/a': got number, want string\##n"##
        ),
        (
            ##"{"properties": {"a": {"$id": "sub/a.json", "$ref": "#/$defs/b", "$defs": {"b": {"type": "string"}}}}}"##,
            ##"c:\##n- at '/a': got number, want string\##n"##
        ),
        (
            ##"{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"a": {"$id": "sub/a.json", "allOf": [{"$ref": "b.json"}], "definitions": {"b": {"$id": "b.json", "type": "string"}}}}}"##,
            ##"c:\##n- at '/a': 'allOf' failed\##n  - at '/a': got number, want string\##n"##
        ),
        (
            ##"{"$schema": "http://json-schema.org/draft-07/schema#", "definitions": {"z ": {"$id": "z.json"}}, "properties": {"a": {"$ref": "z.json#/q"}}}"##,
            ##"c:\##njson-pointer in "file:///values.schema.json#/definitions/z%20/q" not found"##
        ),
        (
            ##"{"definitions": {"n": {"$id": "q/n.json", "properties": {"y": {"$ref": "n.json#/definitions/t"}}, "definitions": {"t": {"type": "string"}}}}, "properties": {"a": {"$ref": "#/definitions/n/properties/y"}}}"##,
            ##"c:\##n- at '/a': got number, want string\##n"##
        ),
    ])
    func references(_ schema: String, _ expected: String) {
        let head = "values don't meet the specifications of the schema(s) in the following chart(s):\n"
        #expect(report(schema) == head + expected)
    }

    /// CVE-2022-23526: what is no schema at all.
    @Test(arguments: ["", "null", "[]", "5", "{", #"{"type": 5}"#, #"{"properties": {"a": 5}}"#, #"{"pattern": "["}"#])
    func noSchemas(_ schema: String) {
        #expect(report(schema, ["a": "x"]).hasPrefix("values don't meet the specifications"))
    }
}
