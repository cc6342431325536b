public import HelmValues
internal import HelmYAML

/// The values that a user gives, in the forms that Helm's flags have.
public struct ValuesOptions: Sendable {
    /// Texts of values files, in order (`--values`).
    public var values: [[UInt8]] = []
    /// `--set-json`
    public var setJSON: [String] = []
    /// `--set`
    public var set: [String] = []
    /// `--set-string`
    public var setString: [String] = []
    /// `--set-file`: the paths stand for keys of `fileContents`; nothing is read from disk.
    public var setFile: [String] = []
    /// `--set-literal`
    public var setLiteral: [String] = []
    /// What `setFile` may name.
    public var fileContents: [String: [UInt8]] = [:]

    public init() {}

    /// All of them put together in Helm's order: values, set_json, set, set_string, set_file, set_literal.
    public func merged() throws(ChartError) -> ValueMap {
        var result = ValueMap()
        for text in values {
            let map: ValueMap
            do { map = try YAML.values(text) } catch { throw ChartError(.invalidValues, error.message) }
            result = Coalescing.mergeMaps(result, map)
        }
        guard setJSON.isEmpty, set.isEmpty, setString.isEmpty, setFile.isEmpty, setLiteral.isEmpty else {
            throw ChartError(.invalidValues, "--set and its relatives are not there yet")
        }
        return result
    }
}
