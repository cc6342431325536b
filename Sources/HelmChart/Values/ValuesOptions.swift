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
    public func merged() throws(ValuesError) -> ValueMap {
        var result = ValueMap()
        for text in values {
            let map: ValueMap
            do { map = try YAML.values(text) } catch { throw ValuesError(flag: .values, message: error.message) }
            result = Coalescing.mergeMaps(result, map)
        }
        for expression in setJSON { try apply(expression, .json, .setJSON, to: &result) }
        for expression in set { try apply(expression, .set, .set, to: &result) }
        for expression in setString { try apply(expression, .string, .setString, to: &result) }
        let read: (String) throws(SetError) -> String = { path throws(SetError) in
            guard let content = fileContents[path] else {
                throw SetError(.file, "open \(path): no such file or directory")
            }
            return String(decoding: content, as: UTF8.self)
        }
        for expression in setFile { try apply(expression, .file(read: read), .setFile, to: &result) }
        for expression in setLiteral { try apply(expression, .literal, .setLiteral, to: &result) }
        return result
    }

    // Helm: cli/values/options.go, MergeValues
    private func apply(
        _ expression: String, _ kind: SetParser.Kind, _ flag: ValuesError.Flag, to values: inout ValueMap
    ) throws(ValuesError) {
        do {
            try SetParser.apply(expression, to: &values, kind: kind)
        } catch {
            let hasPrefix = error.message.utf8.starts(with: "failed parsing ".utf8)
            throw ValuesError(
                flag: flag,
                message: hasPrefix ? error.message : "failed parsing \(flag.rawValue) data: \(error.message)")
        }
    }
}

/// Values that a user gave and that cannot be read.
public struct ValuesError: Error, Sendable {
    /// Helm's flag behind the option at fault.
    public enum Flag: String, Sendable {
        case values = "--values"
        case setJSON = "--set-json"
        case set = "--set"
        case setString = "--set-string"
        case setFile = "--set-file"
        case setLiteral = "--set-literal"
    }

    public let flag: Flag
    /// Helm's words.
    public let message: String
}
