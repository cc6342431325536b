import HelmValues
import KubeSchema

/// What an API server does to an object of a built-in kind before it stores it: defaults, validation, `generation`.
enum ObjectRules {
    /// Fills in the defaults that the API server gives to `kind` (idempotent).
    ///
    /// Custom resources and unknown kinds come back as they are. What a server allocates (a Service's address, a Job's
    /// selector) belongs to no manager: it comes only once `managedFields` are there, from an apply; for other writes
    /// `ServerSideApply.update` adds it.
    static func defaulted(_ object: Value, kind: GroupVersionKind) -> Value {
        guard let type = TypeCatalog.kubernetes.type(of: kind) else { return object }
        let result = KindDefaults.apply(Defaulting.defaulted(object, .object(type)), kind: kind)
        guard result["metadata"]?["managedFields"] != nil else { return result }
        return KindDefaults.allocated(result, old: nil, kind: kind)
    }

    /// Problems of an object to be created, or with `old` of one to be updated; empty when it is valid.
    ///
    /// A small part of what a real server checks: what charts and upgrades run into.
    static func problems(_ object: Value, old: Value?, kind: GroupVersionKind) -> [FieldProblem] {
        var found = Validation.problems(object, kind: kind)
        if let old { found += Immutability.problems(object, old: old, kind: kind) }
        return found
    }

    /// Whether a change from `old` to `new` counts up `metadata.generation`.
    static func raisesGeneration(old: Value, new: Value, kind: GroupVersionKind) -> Bool {
        // Kinds without a spec count changes of all their content.
        guard new["spec"] != nil || old["spec"] != nil else {
            return content(old) != content(new)
        }
        return old["spec"] != new["spec"]
    }

    private static func content(_ object: Value) -> Value {
        guard case .map(let map) = object else { return object }
        return .map(map.filter { $0.key != "metadata" && $0.key != "status" })
    }

    /// The message of a 422: `Deployment.apps "web" is invalid: spec.selector: Invalid value: …: field is immutable`.
    static func message(_ problems: [FieldProblem], kind: GroupVersionKind, name: String) -> String {
        let kindName = kind.group.isEmpty ? kind.kind : "\(kind.kind).\(kind.group)"
        let texts = problems.map { "\($0.field): \($0.message)" }
        let list = texts.count == 1 ? texts.joined() : "[\(texts.joined(separator: ", "))]"
        return "\(kindName) \"\(name)\" is invalid: \(list)"
    }
}

/// One invalid field, as a `Status` lists it under `details.causes`.
struct FieldProblem: Sendable, Equatable {
    /// `FieldValueRequired`, `FieldValueInvalid`, `FieldValueForbidden`, …
    let reason: String
    /// `spec.selector`
    let field: String
    /// What stands behind the field name: `Required value: name or generateName is required`.
    let message: String

    init(reason: String, field: String, message: String) {
        self.reason = reason
        self.field = field
        self.message = message
    }

    static func invalid(_ field: String, _ value: Value, _ why: String) -> FieldProblem {
        let shown = String(decoding: JSON.encode(value, escapeHTML: false), as: UTF8.self)
        return FieldProblem(reason: "FieldValueInvalid", field: field, message: "Invalid value: \(shown): \(why)")
    }

    static func required(_ field: String, _ why: String = "") -> FieldProblem {
        FieldProblem(
            reason: "FieldValueRequired", field: field,
            message: why.isEmpty ? "Required value" : "Required value: \(why)"
        )
    }

    static func forbidden(_ field: String, _ why: String) -> FieldProblem {
        FieldProblem(reason: "FieldValueForbidden", field: field, message: "Forbidden: \(why)")
    }

    static func unsupported(_ field: String, _ value: Value, _ supported: [String]) -> FieldProblem {
        let shown = String(decoding: JSON.encode(value, escapeHTML: false), as: UTF8.self)
        let names = supported.map { "\"\($0)\"" }.joined(separator: ", ")
        return FieldProblem(
            reason: "FieldValueNotSupported", field: field,
            message: "Unsupported value: \(shown): supported values: \(names)"
        )
    }
}
