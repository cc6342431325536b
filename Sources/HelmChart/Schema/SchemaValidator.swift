internal import HelmValues

/// Checks values against a schema, in the order and the words of the library that Helm uses.
///
/// santhosh-tekuri/jsonschema v6, validator.go. Where it walks Go maps in random order, this goes by key.
struct SchemaValidator {
    /// Schemas applied to values in one validation: `allOf` and references can multiply without bound.
    static let maximumSteps = 300_000
    /// Pairs of list items compared for `uniqueItems`.
    static let maximumComparisons = 5_000_000
    /// Schemas within schemas within values.
    private static let maximumNesting = 400

    typealias Node = SchemaDocument.Node

    /// What of a value some schema has looked at, for `unevaluatedProperties` and `unevaluatedItems`.
    struct Evaluated {
        var properties: Set<String> = []
        var items: Set<Int> = []

        mutating func formUnion(_ other: Evaluated) {
            properties.formUnion(other.properties)
            items.formUnion(other.items)
        }
    }

    private struct Reference: Hashable {
        let text: String
        let base: String
    }

    let document: SchemaDocument
    private var steps = 0
    var comparisons = 0
    private var nesting = 0
    private var regexes: [String: SchemaRegex] = [:]
    /// What references name, by their text and what that is relative to: a schema for many values names few.
    private var targets: [Reference: Node?] = [:]
    /// The places of the schemas that are at work on the value at hand, to notice a circle of references.
    private var active: [[String]] = []

    init(_ document: SchemaDocument) { self.document = document }

    var draft: Int { document.draft.rawValue }

    /// What is wrong with `values`; nil when nothing is.
    mutating func validate(_ values: Value) throws(SchemaError) -> [SchemaIssue] {
        var evaluated = Evaluated()
        let issues = try apply(document.root, values, [], &evaluated)
        guard let issue = issues else { return [] }
        return issue.isGroup ? issue.causes : [issue]
    }

    /// The schema on another value than the one at hand.
    mutating func applyInside(_ node: Node, _ value: Value, _ path: [String]) throws(SchemaError) -> SchemaIssue? {
        let outer = active
        active = []
        defer { active = outer }
        var evaluated = Evaluated()
        return try apply(node, value, path, &evaluated)
    }

    /// The schema on the same value; what it evaluated counts when it holds.
    mutating func apply(
        _ node: Node, _ value: Value, _ path: [String], _ evaluated: inout Evaluated
    ) throws(SchemaError) -> SchemaIssue? {
        steps += 1
        nesting += 1
        defer { nesting -= 1 }
        guard steps <= Self.maximumSteps else { throw SchemaError("the schema takes too long to apply") }
        guard nesting <= Self.maximumNesting else { throw SchemaError("the schema is nested too deep") }
        switch node.value {
        case .bool(true): return nil
        case .bool(false): return SchemaIssue(path: path, message: "false schema")
        case .map(let schema):
            if active.contains(where: { $0.count == node.pointer.count && $0 == node.pointer }) {
                return SchemaIssue(path: path, message: "the schema refers to itself, causing reference cycle")
            }
            active.append(node.pointer)
            defer { active.removeLast() }
            return try applyKeywords(node, schema, value, path, &evaluated)
        default: return nil
        }
    }

    private mutating func applyKeywords(
        _ node: Node, _ schema: ValueMap, _ value: Value, _ path: [String], _ evaluated: inout Evaluated
    ) throws(SchemaError) -> SchemaIssue? {
        let isOldReference = draft < 2019 && schema["$ref"] != nil
        if !isOldReference, let message = basicMessage(schema, value) {
            return SchemaIssue(path: path, message: message)
        }
        var issues: [SchemaIssue] = []
        var own = Evaluated()
        if let reference = schema["$ref"]?.stringValue {
            let issue = try applyReference(reference, node, value, path, &own)
            if isOldReference { return issue }
            if let issue { issues.append(issue) }
        }
        switch value {
        case .map(let map): try applyToObject(node, schema, map, path, &own, &issues)
        case .list(let values): try applyToArray(node, schema, values, path, &own, &issues)
        case .string(let text): try applyToString(schema, text, path, &issues)
        case .int, .float: applyToNumber(schema, value, path, &issues)
        default: break
        }
        if draft >= 2019 { try applyDynamicReferences(node, schema, value, path, &own, &issues) }
        try applyConditions(node, schema, value, path, &own, &issues)
        if document.tracksEvaluation { try applyUnevaluated(node, schema, value, path, &own, &issues) }
        switch issues.count {
        case 0:
            if document.tracksEvaluation { evaluated.formUnion(own) }
            return nil
        case 1: return issues[0]
        default: return SchemaIssue(path: path, message: "validation failed", causes: issues, isGroup: true)
        }
    }

    /// A keyword's schema.
    func inner(_ node: Node, _ keys: String..., value: Value) -> Node {
        document.inner(node, keys, value)
    }

    mutating func regex(_ pattern: String) throws(SchemaError) -> SchemaRegex {
        if let known = regexes[pattern] { return known }
        let regex = try SchemaRegex(pattern)
        regexes[pattern] = regex
        return regex
    }

    private mutating func target(of reference: String, in node: Node) throws(SchemaError) -> Node? {
        let key = Reference(text: reference, base: node.base)
        if let known = targets[key] { return known }
        let target = try document.resolve(reference, from: node)
        targets.updateValue(target, forKey: key)
        return target
    }

    mutating func applyReference(
        _ reference: String, _ node: Node, _ value: Value, _ path: [String], _ evaluated: inout Evaluated
    ) throws(SchemaError) -> SchemaIssue? {
        guard let target = try target(of: reference, in: node) else { return nil }
        guard let issue = try apply(target, value, path, &evaluated) else { return nil }
        return SchemaIssue(
            path: path, message: "validation failed", causes: issue.isGroup ? issue.causes : [issue], isReference: true)
    }

    private mutating func applyDynamicReferences(
        _ node: Node, _ schema: ValueMap, _ value: Value, _ path: [String], _ evaluated: inout Evaluated,
        _ issues: inout [SchemaIssue]
    ) throws(SchemaError) {
        if let reference = schema["$recursiveRef"]?.stringValue, draft == 2019 {
            if let issue = try applyReference(reference, node, value, path, &evaluated) { issues.append(issue) }
        }
        guard let reference = schema["$dynamicRef"]?.stringValue, draft >= 2020 else { return }
        let name = SchemaDocument.split(reference).fragment
        let isDynamic = try target(of: reference, in: node)?.value["$dynamicAnchor"]?.stringValue == name
        if isDynamic, let target = document.dynamicAnchors[name] {
            if let issue = try apply(target, value, path, &evaluated) { issues.append(issue) }
        } else if let issue = try applyReference(reference, node, value, path, &evaluated) {
            issues.append(issue)
        }
    }
}
