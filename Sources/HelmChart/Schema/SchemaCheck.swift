internal import HelmValues

/// Looks a schema over before it is used: patterns that do not compile, types that do not exist, references that lead
/// nowhere. It is the part of the metaschemas that charts run into.
struct SchemaCheck {
    private static let schemaKeys = [
        "not", "if", "then", "else", "items", "additionalItems", "additionalProperties", "contains", "propertyNames",
        "unevaluatedItems", "unevaluatedProperties",
    ]
    private static let listKeys = ["allOf", "anyOf", "oneOf", "items", "prefixItems"]
    private static let mapKeys = [
        "properties", "patternProperties", "definitions", "$defs", "dependencies", "dependentSchemas",
    ]
    private static let types = ["array", "boolean", "integer", "null", "number", "object", "string"]

    private let document: SchemaDocument
    private var faults: [SchemaIssue] = []

    static func run(_ document: SchemaDocument) throws(SchemaError) {
        var check = SchemaCheck(document: document)
        try check.walk(document.root, isReachable: true)
        guard !check.faults.isEmpty else { return }
        var text = ""
        for fault in check.faults { fault.append(to: &text, indent: 0) }
        throw SchemaError(
            "\"\(SchemaDocument.location)#\" is not valid against metaschema: jsonschema validation failed with "
                + "'\(check.metaschema)'\n\(text)")
    }

    private init(document: SchemaDocument) { self.document = document }

    private var metaschema: String {
        switch document.draft {
        case .draft4: "http://json-schema.org/draft-04/schema#"
        case .draft6: "http://json-schema.org/draft-06/schema#"
        case .draft7: "http://json-schema.org/draft-07/schema#"
        case .draft2019: "https://json-schema.org/draft/2019-09/schema#"
        case .draft2020: "https://json-schema.org/draft/2020-12/schema#"
        }
    }

    private mutating func walk(_ node: SchemaDocument.Node, isReachable: Bool) throws(SchemaError) {
        guard case .map(let schema) = node.value else {
            if case .bool = node.value { return }
            faults.append(
                SchemaIssue(
                    path: node.pointer,
                    message: "got \(SchemaValidator.type(of: node.value)), want boolean or object"))
            return
        }
        let isPlainReference = document.draft.rawValue < 2019 && schema["$ref"] != nil
        if isReachable, let reference = schema["$ref"]?.stringValue { _ = try document.resolve(reference, from: node) }
        if isPlainReference { return }
        checkType(schema["type"], node.pointer + "/type")
        checkPattern(schema["pattern"]?.stringValue, node.pointer + "/pattern")
        for key in Self.schemaKeys {
            guard let value = schema[key] else { continue }
            if case .list = value { continue }
            try walk(inner(node, [key], value), isReachable: isReachable)
        }
        for key in Self.listKeys {
            for (index, value) in (schema[key]?.listValue ?? []).enumerated() {
                try walk(inner(node, [key, "\(index)"], value), isReachable: isReachable)
            }
        }
        for key in Self.mapKeys {
            for entry in schema[key]?.mapValue ?? [:] {
                if case .list = entry.value { continue }
                if key == "patternProperties" { checkPattern(entry.key, "\(node.pointer)/\(key)") }
                let isUsed = isReachable && key != "definitions" && key != "$defs"
                try walk(inner(node, [key, entry.key], entry.value), isReachable: isUsed)
            }
        }
    }

    private func inner(_ node: SchemaDocument.Node, _ keys: [String], _ value: Value) -> SchemaDocument.Node {
        document.inner(node, keys, value)
    }

    private mutating func checkPattern(_ pattern: String?, _ path: String) {
        guard let pattern else { return }
        do {
            _ = try SchemaRegex(pattern)
        } catch {
            faults.append(
                SchemaIssue(path: path, message: "\(SchemaIssue.quoted(pattern)) is not valid regex: \(error.message)"))
        }
    }

    private mutating func checkType(_ type: Value?, _ path: String) {
        guard let type else { return }
        if let name = type.stringValue, Self.types.contains(name) { return }
        if let names = type.listValue, names.allSatisfy({ Self.types.contains($0.stringValue ?? "") }) { return }
        let wanted = "value must be one of \(SchemaIssue.quoted(Self.types))"
        let other = "got \(SchemaValidator.type(of: type)), want array"
        let either = SchemaIssue(
            path: path, message: "'anyOf' failed",
            causes: [SchemaIssue(path: path, message: wanted), SchemaIssue(path: path, message: other)])
        // The newer metaschemas are made of vocabularies.
        let isSplit = document.draft.rawValue >= 2019
        faults.append(isSplit ? SchemaIssue(path: "", message: "'allOf' failed", causes: [either]) : either)
    }
}
