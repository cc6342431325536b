/// The methods of Helm's `common.Values` that need no YAML.
enum HelmValuesMethods {
    static let all: [String: FunctionTable.ValuesMethod] = [:]
}
