import HelmValues
import HelmYAML

/// YAML in requests and replies.
enum YAMLText {
    /// Objects in YAML bodies: the first document, numbers as Kubernetes reads them.
    static func parsed(_ bytes: [UInt8]) throws(APIStatus) -> Value {
        do {
            return try YAML.parse(bytes, numbers: .integersKept)
        } catch {
            throw .badRequest("error converting YAML to JSON: \(error)")
        }
    }

    static func encoded(_ value: Value) -> [UInt8] { JSON.encodeIndented(value, indent: "  ") }
}
