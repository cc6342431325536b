import HelmValues
import KubeSchema

/// What `fieldValidation` finds in the body of a POST, PUT or patch.
enum StrictDecoding {
    /// `unknown field "spec.replicaz"` for every field that `type` does not declare, in the order of the object.
    static func unknownFields(in object: Value, type: SchemaType) -> [String] {
        var found: [String] = []
        collect(object, type, "", 0, &found)
        return found.map { "unknown field \"\($0)\"" }
    }

    /// `object` without the fields that `type` does not declare, as the API server stores it.
    static func pruned(_ object: Value, type: SchemaType) -> Value { prune(object, type, 0) }

    /// The reply's message to a request with `fieldValidation=Strict`: `strict decoding error: unknown field "a", …`.
    static func message(_ problems: [String]) -> String { "strict decoding error: " + problems.joined(separator: ", ") }

    /// A value of the wrong JSON kind, worded as the API server's decoder words it; nil when all fit.
    static func typeError(in object: Value, type: SchemaType) -> String? {
        TypeMismatch.find(object, type, owner: "", path: "", depth: 0)
    }

    private static let maximumFound = 500

    private static func collect(
        _ value: Value, _ type: SchemaType, _ path: String, _ depth: Int, _ found: inout [String]
    ) {
        guard depth < FieldSet.maximumDepth, found.count < maximumFound else { return }
        switch (value, type) {
        case (.map(let map), .object), (.map(let map), .map):
            for entry in map {
                let inner = path.isEmpty ? entry.key : "\(path).\(entry.key)"
                if !type.isOpen, !type.declares(entry.key) {
                    found.append(inner)
                } else {
                    collect(entry.value, type.child(entry.key), inner, depth + 1, &found)
                }
            }
        case (.list(let list), .list(let listType)):
            let element = listType.element
            for (index, item) in list.enumerated() { collect(item, element, "\(path)[\(index)]", depth + 1, &found) }
        default: break
        }
    }

    private static func prune(_ value: Value, _ type: SchemaType, _ depth: Int) -> Value {
        guard depth < FieldSet.maximumDepth else { return value }
        switch (value, type) {
        case (.map(let map), .object), (.map(let map), .map):
            var pairs: [(key: String, value: Value)] = []
            for entry in map where type.isOpen || type.declares(entry.key) {
                pairs.append((entry.key, prune(entry.value, type.child(entry.key), depth + 1)))
            }
            return .map(ValueMap(pairs: pairs))
        case (.list(let list), .list(let listType)):
            let element = listType.element
            return .list(list.map { prune($0, element, depth + 1) })
        default:
            return value
        }
    }
}

/// Finds the first value of the wrong JSON kind. Words: Go's encoding/json.
private enum TypeMismatch {
    static func find(_ value: Value, _ type: SchemaType, owner: String, path: String, depth: Int) -> String? {
        guard depth < FieldSet.maximumDepth, !value.isNull else { return nil }
        switch type {
        case .untyped: return nil
        case .scalar(let scalar):
            return scalarProblem(value, scalar, owner, path)
        case .list(let list):
            guard case .list(let elements) = value else { return message(value, owner, path, goName(type)) }
            let element = list.element
            for item in elements {
                if let problem = find(item, element, owner: owner, path: path, depth: depth + 1) { return problem }
            }
        case .object, .map:
            guard case .map(let map) = value else { return message(value, owner, path, goName(type)) }
            var name = owner
            if case .object(let object) = type { name = String(object.name.split(separator: ".").last ?? "") }
            for entry in map {
                let inner = path.isEmpty ? entry.key : "\(path).\(entry.key)"
                let child = type.child(entry.key)
                if let problem = find(entry.value, child, owner: name, path: inner, depth: depth + 1) { return problem }
            }
        }
        return nil
    }

    private static func scalarProblem(
        _ value: Value, _ scalar: ScalarType, _ owner: String, _ path: String
    ) -> String? {
        let fits =
            switch (scalar, value) {
            case (.any, _), (.openObject, .map), (.string, .string), (.bytes, .string), (.dateTime, .string): true
            case (.boolean, .bool), (.intOrString, .int), (.intOrString, .string), (.quantity, .string): true
            case (.number, .int), (.number, .float), (.quantity, .int), (.quantity, .float), (.int64, .int): true
            case (.int32, .int(let number)): Int32(exactly: number) != nil
            case (.int32, .float(let number)), (.intOrString, .float(let number)): Int32(exactly: number) != nil
            case (.int64, .float(let number)): Int64(exactly: number) != nil
            default: false
            }
        return fits ? nil : message(value, owner, path, goName(.scalar(scalar)))
    }

    private static func message(_ value: Value, _ owner: String, _ path: String, _ type: String) -> String {
        let kind =
            switch value {
            case .null: "null"
            case .bool: "bool"
            case .int(let number): type.hasPrefix("int") ? "number \(number)" : "number"
            case .float(let number): type.hasPrefix("int") ? "number \(GoFormat.float(number))" : "number"
            case .string: "string"
            case .list: "array"
            case .map: "object"
            }
        return "json: cannot unmarshal \(kind) into Go struct field \(owner).\(path) of type \(type)"
    }

    private static func goName(_ type: SchemaType) -> String {
        switch type {
        case .untyped: "interface {}"
        case .list(let list): "[]" + goName(list.element)
        case .map(let map): "map[string]" + goName(map.element)
        case .object(let object): object.name.split(separator: ".").suffix(2).joined(separator: ".")
        case .scalar(let scalar):
            switch scalar {
            case .string: "string"
            case .boolean: "bool"
            case .int32: "int32"
            case .int64: "int64"
            case .number: "float64"
            case .bytes: "[]uint8"
            case .dateTime: "v1.Time"
            case .intOrString: "intstr.IntOrString"
            case .quantity: "resource.Quantity"
            case .openObject: "map[string]interface {}"
            case .any: "interface {}"
            }
        }
    }
}
