import HelmArchive
import HelmChart
import HelmTesting
import HelmValues
import Testing

/// Hostile schemas and chart files: a clear error, in bounded time and memory.
@Suite struct SecurityRowTests {
    /// Runs in the process of an exit test.
    private static func expectSchema(_ schema: String, _ values: ValueMap = ["a": 1], says words: String) throws {
        var chart = Chart(metadata: ChartMetadata())
        chart.metadata.name = "c"
        chart.schema = Array(schema.utf8)
        try BoundedWork.run {
            let error = #expect(throws: ChartError.self) { try chart.validate(values) }
            #expect(error?.code == .schemaViolation)
            #expect(error?.message.contains(words) == true, "\(error?.message.prefix(300) ?? "")")
        }
    }

    private static func expectChart(_ files: [(String, String)], says words: String) throws {
        let files = files.map { ChartFile(name: $0.0, data: Array($0.1.utf8)) }
        try BoundedWork.run {
            let error = #expect(throws: ChartError.self) { try ChartLoader.load(files: files) }
            #expect(error?.message.contains(words) == true, "\(error?.message.prefix(300) ?? "")")
        }
    }

    @Test(arguments: [
        ("", "EOF"), ("{", "unexpected EOF"), ("null", ""), ("[]", ""), ("5", ""), ("\u{0}", "invalid character"),
        (#"{"type": 5}"#, "/type"), (#"{"type": "nonsense"}"#, "/type"),
        (#"{"properties": {"a": 5}}"#, "/properties/a"),
        (#"{"properties": {"a": {"pattern": "["}}}"#, "is not valid regex"), (#"{"$schema": "x"}"#, "dialect"),
        (#"{"properties": {"a": {"$ref": "%zz"}}}"#, ""), (##"{"properties": {"a": {"$ref": "#/%zz"}}}"##, "not found"),
    ])
    func malformedSchemas(_ schema: String, _ words: String) async {
        await #expect(processExitsWith: .success) { [schema, words] in
            try Self.expectSchema(schema, says: words)
        }
    }

    @Test func chainOfReferences() async {
        await #expect(processExitsWith: .success) {
            let links = (0..<20_000).map { ##""d\##($0)": {"$ref": "#/$defs/d\##($0 + 1)"}"## }.joined(separator: ",")
            try Self.expectSchema(
                ##"{"$ref": "#/$defs/d0", "$defs": {\##(links), "d20000": true}}"##, says: "nested too deep")
        }
    }

    @Test func circleOfReferences() async {
        await #expect(processExitsWith: .success) {
            let links = (0..<50).map { ##""d\##($0)": {"$ref": "#/$defs/d\##(($0 + 1) % 50)"}"## }.joined(
                separator: ",")
            try Self.expectSchema(##"{"$ref": "#/$defs/d0", "$defs": {\##(links)}}"##, says: "cycle")
        }
    }

    @Test(arguments: [#"{"properties":{"a":"#, #"{"not":"#, #"{"allOf":["#])
    func deepSchemas(_ part: String) async {
        await #expect(processExitsWith: .success) { [part] in
            let end = String(part.reversed().compactMap { $0 == "{" ? "}" : $0 == "[" ? "]" : nil })
            let schema =
                String(repeating: part, count: 100_000) + "{}" + String(repeating: end, count: 100_000)
            try Self.expectSchema(schema, says: "dep")
        }
    }

    /// Nothing outside of the document is opened, not even to see whether it is there.
    @Test(arguments: [
        "file:///dev/zero", "file:///etc/passwd", "http://127.0.0.1:9/s", "https://example.com/s", "other.json",
        "/dev/zero", "//host/s", "ftp://example.com/s", "FILE:///dev/zero", "file:///values.schema.json/../../dev/zero",
    ])
    func referencesOutside(_ reference: String) async {
        await #expect(processExitsWith: .success) { [reference] in
            let schema = #"{"properties": {"a": {"$ref": "\#(reference)"}}}"#
            try Self.expectSchema(schema, says: "references to other files and to the network are refused")
            // Neither through the address that a schema gives itself.
            let moved = #"{"$id": "file:///dev/", "properties": {"a": {"$ref": "zero"}}}"#
            try Self.expectSchema(moved, says: "are refused")
        }
    }

    /// Every level applies the next one twice.
    @Test(arguments: ["allOf", "anyOf", "oneOf"])
    func exponentialSchemas(_ keyword: String) async {
        await #expect(processExitsWith: .success) { [keyword] in
            let levels = (0..<40).map { level in
                let next = ##"{"$ref": "#/$defs/d\##(level + 1)"}"##
                return #""d\#(level)": {"\#(keyword)": [\#(next), \#(next)]}"#
            }
            let schema = ##"{"$ref": "#/$defs/d0", "$defs": {\##(levels.joined(separator: ",")), "d40": false}}"##
            try Self.expectSchema(
                schema, says: "too long")
        }
    }

    @Test func manySchemas() async {
        await #expect(processExitsWith: .success) {
            let schemas = [String](repeating: #"{"a":1}"#, count: 110_000).joined(separator: ",")
            try Self.expectSchema(#"{"allOf": [\#(schemas)]}"#, says: "too large")
        }
    }

    /// Patterns that would take other libraries for ever, and some that are too large to be compiled.
    @Test func patterns() async {
        await #expect(processExitsWith: .success) {
            let text = String(repeating: "a", count: 50_000) + "!"
            try Self.expectSchema(
                #"{"properties": {"a": {"pattern": "^(a+)+$"}}}"#, ["a": .string(text)], says: "does not match")
            try Self.expectSchema(
                #"{"properties": {"a": {"pattern": "((a{1000}){1000}){1000}"}}}"#, says: "is not valid regex")
        }
    }

    @Test func uniqueItems() async {
        await #expect(processExitsWith: .success) {
            let items = (0..<100_000).map { Value.int($0) }
            try Self.expectSchema(
                #"{"properties": {"a": {"uniqueItems": true}}}"#, ["a": .list(items)], says: "too long")
        }
    }

    /// Fields of Chart.yaml with values of another kind, and texts that are no YAML.
    @Test(arguments: [
        ("name: [a]", "Metadata.name"), ("version: {a: b}", "Metadata.version"), ("keywords: a", "Metadata.keywords"),
        ("maintainers: {a: b}", "Metadata.maintainers"),
        ("name: a\nversion: 1.0.0\nmaintainers: [null]", "maintainers must not"),
        ("dependencies: a", "Metadata.dependencies"),
        ("name: a\nversion: 1.0.0\ndependencies: [null]", "dependencies must not"),
        ("dependencies: [{name: [a]}]", "Dependency.dependencies.name"),
        ("dependencies: [{tags: {a: b}}]", "Dependency.dependencies.tags"),
        ("dependencies: [{import-values: a}]", "import-values"), ("annotations: [a]", "Metadata.annotations"),
        ("deprecated: maybe", "Metadata.deprecated"), ("sources: [[a]]", "Metadata.sources"), ("a: b: c", "yaml"),
        ("- a", ""), ("\u{1}", ""), ("a: &a [*a]", ""),
    ])
    func wrongTypesInChartFiles(_ line: String, _ words: String) async {
        await #expect(processExitsWith: .success) { [line, words] in
            try Self.expectChart([("Chart.yaml", "apiVersion: v2\n\(line)\n")], says: words)
        }
    }

    /// Names that become parts of paths: of the chart, of a subchart, of a dependency.
    @Test(arguments: ["..", ".", "../x", "a/b", "/etc", "../../../../etc/cron.d/x"])
    func namesOfCharts(_ name: String) async {
        await #expect(processExitsWith: .success) { [name] in
            let file = "apiVersion: v2\nname: \"\(name)\"\nversion: 1.0.0\n"
            try Self.expectChart([("Chart.yaml", file)], says: "chart.metadata.name")
            let outer = "apiVersion: v2\nname: a\nversion: 1.0.0\n"
            try Self.expectChart([("Chart.yaml", outer), ("charts/a/Chart.yaml", file)], says: "chart.metadata.name")
        }
    }

    /// What is shown and written of a name has no control characters left.
    @Test func controlCharactersInNames() async {
        await #expect(processExitsWith: .success) {
            let file =
                #"{"apiVersion": "v2", "version": "1.0.0", "name": "a\u001b[2Jb\u0007\u0085c", "description": "d\u0000e\u202e"}"#
            try BoundedWork.run {
                let chart = try ChartLoader.load(files: [ChartFile(name: "Chart.yaml", data: Array(file.utf8))])
                #expect(chart.name == "a[2Jb c")
                #expect(chart.metadata.description == "de")
            }
        }
    }

    @Test(arguments: ["../x", "a/b", "..", "a b", "a\\b", "a.b", "a\u{1}"])
    func aliasesOfDependencies(_ alias: String) async {
        await #expect(processExitsWith: .success) { [alias] in
            let quoted = alias.replacing("\\", with: "\\\\").replacing("\u{1}", with: "\\u0001")
            let file = """
                {"apiVersion": "v2", "name": "a", "version": "1.0.0",
                 "dependencies": [{"name": "b", "version": "1", "alias": "\(quoted)"}]}
                """
            try Self.expectChart(
                [("Chart.yaml", file)], says: "dependency \"b\" has disallowed characters in the alias")
        }
    }

    /// Aliases that multiply a text, in the values and in Chart.yaml.
    @Test(arguments: ["values.yaml", "Chart.yaml"])
    func multipliedTexts(_ name: String) async {
        await #expect(processExitsWith: .success) { [name] in
            var text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
            for level in 1..<12 {
                let reference = [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ",")
                text += "a\(level): &a\(level) [\(reference)]\n"
            }
            let chartFile = "apiVersion: v2\nname: a\nversion: 1.0.0\n"
            let files =
                name == "Chart.yaml" ? [(name, chartFile + text)] : [("Chart.yaml", chartFile), (name, text)]
            try Self.expectChart(files, says: name)
        }
    }
}
