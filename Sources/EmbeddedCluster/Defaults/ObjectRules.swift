import HelmValues
import KubeSchema

/// What an API server does to an object of a built-in kind before it stores it: defaults, validation, `generation`.
enum ObjectRules {
    /// Fills in the defaults that the API server gives to `kind` (idempotent).
    static func defaulted(_ object: Value, kind: GroupVersionKind) -> Value { object }

    /// Problems of an object to be created, or with `old` of one to be updated; empty when it is valid.
    static func problems(_ object: Value, old: Value?, kind: GroupVersionKind) -> [FieldProblem] { [] }

    /// Whether a change from `old` to `new` counts up `metadata.generation`.
    static func raisesGeneration(old: Value, new: Value, kind: GroupVersionKind) -> Bool { false }

    /// The message of a 422: `Deployment.apps "web" is invalid: spec.selector: Invalid value: …: field is immutable`.
    static func message(_ problems: [FieldProblem], kind: GroupVersionKind, name: String) -> String { "" }
}

/// One invalid field, as a `Status` lists it under `details.causes`.
struct FieldProblem: Sendable, Equatable {
    /// `FieldValueRequired`, `FieldValueInvalid`, `FieldValueForbidden`, …
    let reason: String
    /// `spec.selector`
    let field: String
    /// What stands behind the field name: `Required value: name or generateName is required`.
    let message: String
}
