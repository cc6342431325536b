import HelmValues
import KubeSchema

/// Checks an applied configuration against its type, in the words of structured-merge-diff (typed/validate.go).
struct TypedValidation {
    /// Path and problem, such as `.spec.replicaz: field not declared in schema`.
    private(set) var problems: [String] = []
    private(set) var isTooDeep = false

    init(_ value: Value, _ type: SchemaType) {
        visit(value, type, "", 0)
    }

    /// All problems as one text; nil when there are none.
    var message: String? {
        if isTooDeep { return "nested deeper than \(FieldSet.maximumDepth) levels" }
        guard let first = problems.first else { return nil }
        if problems.count == 1 { return first }
        let sorted = problems.sorted { compareBytes($0, $1) < 0 }
        var unique: [String] = []
        for problem in sorted where unique.last != problem { unique.append(problem) }
        return "errors:\n" + unique.map { "  \($0)" }.joined(separator: "\n")
    }

    private mutating func report(_ path: String, _ text: String) {
        // Any number of problems is wrong in the same way; a few hundred tell enough.
        if problems.count < 500 { problems.append(path.isEmpty ? text : "\(path): \(text)") }
    }

    private mutating func visit(_ value: Value, _ type: SchemaType, _ path: String, _ depth: Int) {
        guard depth < FieldSet.maximumDepth else {
            isTooDeep = true
            return
        }
        if value.isNull { return }
        switch type {
        case .scalar(let scalar): check(value, scalar, path, depth)
        case .list(let list): self.list(value, list, path, depth)
        case .object, .map: fields(value, type, path, depth)
        case .untyped: untyped(value, path, depth)
        }
    }

    private mutating func untyped(_ value: Value, _ path: String, _ depth: Int) {
        switch value {
        case .map: fields(value, .untyped, path, depth)
        case .list(let list):
            for (index, element) in list.enumerated() { visit(element, .untyped, "\(path)[\(index)]", depth + 1) }
        default: break
        }
    }

    private mutating func fields(_ value: Value, _ type: SchemaType, _ path: String, _ depth: Int) {
        guard case .map(let map) = value else {
            report(path, "expected map, got \(Self.sketch(value))")
            return
        }
        for entry in map {
            let inner = path + "." + entry.key
            if !type.isOpen, !type.declares(entry.key) {
                report(inner, "field not declared in schema")
                return
            }
            visit(entry.value, type.child(entry.key), inner, depth + 1)
        }
    }

    private mutating func list(_ value: Value, _ list: ListType, _ path: String, _ depth: Int) {
        guard case .list(let elements) = value else {
            report(path, "expected list, got \(Self.sketch(value))")
            return
        }
        var seen: Set<String> = []
        for (index, element) in elements.enumerated() {
            var step = "[\(index)]"
            if list.identity != .atomic {
                switch PathElement.item(element, of: list) {
                case .failure(let problem):
                    report(path, "element \(index): \(problem.message)")
                    return
                case .success(let key):
                    step = PathElement.display(key)
                    if !seen.insert(key).inserted { report(path, "duplicate entries for key \(step)") }
                }
            }
            visit(element, list.element, path + step, depth + 1)
        }
    }

    private mutating func check(_ value: Value, _ scalar: ScalarType, _ path: String, _ depth: Int) {
        switch scalar {
        case .string, .bytes:
            if value.stringValue == nil { report(path, "expected string, got \(Self.goSyntax(value))") }
        case .boolean:
            if value.boolValue == nil { report(path, "expected boolean, got \(Self.sketch(value))") }
        case .int32, .int64, .number:
            switch value {
            case .int, .float: break
            default: report(path, "expected numeric (int or float), got \(Self.goType(value))")
            }
        case .dateTime, .intOrString, .quantity:
            switch value {
            case .list, .map: report(path, "expected any scalar, got \(Self.sketch(value))")
            default: break
            }
        case .any, .openObject:
            untyped(value, path, depth)
        }
    }

    private static func goType(_ value: Value) -> String {
        switch value {
        case .null: "<nil>"
        case .bool: "bool"
        case .int: "int64"
        case .float: "float64"
        case .string: "string"
        case .list: "[]interface {}"
        case .map: "map[string]interface {}"
        }
    }

    /// Go's `%v` of the wrapped value.
    private static func sketch(_ value: Value) -> String { "&{\(plain(value))}" }

    private static func plain(_ value: Value) -> String {
        switch value {
        case .null: "<nil>"
        case .bool(let value): value ? "true" : "false"
        case .int(let value): String(value)
        case .float(let value): GoFormat.float(value)
        case .string(let value): value
        case .list(let list): "[" + list.map(plain).joined(separator: " ") + "]"
        case .map(let map): "map[" + map.map { "\($0.key):\(plain($0.value))" }.joined(separator: " ") + "]"
        }
    }

    /// Go's `%#v` of the wrapped value.
    private static func goSyntax(_ value: Value) -> String {
        "&value.valueUnstructured{Value:\(syntax(value))}"
    }

    private static func syntax(_ value: Value) -> String {
        switch value {
        case .null: "interface {}(nil)"
        case .string(let value): GoQuote.quoted(value)
        case .list(let list): "[]interface {}{" + list.map(syntax).joined(separator: ", ") + "}"
        case .map(let map):
            "map[string]interface {}{"
                + map.map { "\(GoQuote.quoted($0.key)):\(syntax($0.value))" }.joined(separator: ", ") + "}"
        default: plain(value)
        }
    }
}
