import HelmValues
import KubeSchema

/// What `fieldValidation` finds in the body of a POST, PUT or patch.
enum StrictDecoding {
    /// `unknown field "spec.replicaz"` for every field that `type` does not declare, in the order of the object.
    static func unknownFields(in object: Value, type: SchemaType) -> [String] { [] }

    /// `object` without the fields that `type` does not declare, as the API server stores it.
    static func pruned(_ object: Value, type: SchemaType) -> Value { object }

    /// The reply's message to a request with `fieldValidation=Strict`: `strict decoding error: unknown field "a", …`.
    static func message(_ problems: [String]) -> String { "strict decoding error: " + problems.joined(separator: ", ") }

    /// A value of the wrong JSON kind, worded as the API server's decoder words it; nil when all fit.
    static func typeError(in object: Value, type: SchemaType) -> String? { nil }
}
