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

    typealias Index = CompiledSchema.Index

    /// What of a value some schema has looked at, for `unevaluatedProperties` and `unevaluatedItems`.
    struct Evaluated {
        var properties: Set<String> = []
        var items: Set<Int> = []

        mutating func formUnion(_ other: Evaluated) {
            properties.formUnion(other.properties)
            items.formUnion(other.items)
        }
    }

    /// One step from a value to what is in it.
    enum Step {
        case key(String)
        case item(Int)
    }

    let schemas: CompiledSchemas
    /// Only whether an issue is there counts: none gets its words.
    private let isSilent: Bool
    private var steps = 0
    var comparisons = 0
    private var nesting = 0
    /// The way to the value at hand.
    var path: [Step] = []
    /// The schemas that are at work; those on the value at hand begin at `firstActive`, to notice a circle of references.
    private var active: [Index] = []
    private var firstActive = 0

    private init(_ schemas: CompiledSchemas, isSilent: Bool) {
        self.schemas = schemas
        self.isSilent = isSilent
    }

    /// What is wrong with `values`; empty when nothing is.
    ///
    /// Nearly all values are right, so words are looked for only once it is known that some are wrong.
    static func validate(_ values: Value, by schemas: CompiledSchemas) throws(SchemaError) -> [SchemaIssue] {
        for isSilent in [true, false] {
            var validator = SchemaValidator(schemas, isSilent: isSilent)
            var evaluated = Evaluated()
            let issue = try validator.apply(schemas.root, values, &evaluated)
            guard let issue else { return [] }
            if !isSilent { return issue.isGroup ? issue.causes : [issue] }
        }
        return []
    }

    var draft: Int { schemas.draft }

    /// An issue of the value at hand.
    func issue(_ message: @autoclosure () -> String, causes: [SchemaIssue] = []) -> SchemaIssue {
        if isSilent { return SchemaIssue(path: "", message: "") }
        return SchemaIssue(path: pointer, message: message(), causes: causes)
    }

    private var pointer: String {
        let keys = path.map { step in
            switch step {
            case .key(let key): key
            case .item(let index): "\(index)"
            }
        }
        return SchemaIssue.pointer(keys, in: "")
    }

    /// The schema on a value inside of the one at hand.
    mutating func applyInside(_ index: Index, _ value: Value, _ step: Step) throws(SchemaError) -> SchemaIssue? {
        path.append(step)
        defer { path.removeLast() }
        return try applyApart(index, value)
    }

    /// The schema on another value than the one at hand.
    mutating func applyApart(_ index: Index, _ value: Value) throws(SchemaError) -> SchemaIssue? {
        let outer = firstActive
        firstActive = active.count
        defer { firstActive = outer }
        var evaluated = Evaluated()
        return try apply(index, value, &evaluated)
    }

    /// The schema on the same value; what it evaluated counts when it holds.
    mutating func apply(
        _ index: Index, _ value: Value, _ evaluated: inout Evaluated
    ) throws(SchemaError) -> SchemaIssue? {
        steps += 1
        guard steps <= Self.maximumSteps else { throw SchemaError("the schema takes too long to apply") }
        guard nesting < Self.maximumNesting else { throw SchemaError("the schema is nested too deep") }
        if index == CompiledSchema.anything { return nil }
        if index == CompiledSchema.nothing { return issue("false schema") }
        if active[firstActive...].contains(index) {
            return issue("the schema refers to itself, causing reference cycle")
        }
        nesting += 1
        active.append(index)
        defer {
            nesting -= 1
            active.removeLast()
        }
        return try applyKeywords(schemas.schemas[index], value, &evaluated)
    }

    private mutating func applyKeywords(
        _ schema: CompiledSchema, _ value: Value, _ evaluated: inout Evaluated
    ) throws(SchemaError) -> SchemaIssue? {
        if let basics = schema.basics, let issue = basicIssue(basics, value) { return issue }
        var issues: [SchemaIssue] = []
        var own = Evaluated()
        if let references = schema.references, let target = references.plain {
            let issue = try applyReference(target, value, &own)
            if references.standsAlone { return issue }
            if let issue { issues.append(issue) }
        }
        switch value {
        case .map(let map):
            if let keywords = schema.object { try applyToObject(keywords, map, &own, &issues) }
        case .list(let values):
            if let keywords = schema.array { try applyToArray(keywords, values, &own, &issues) }
        case .string(let text):
            if let keywords = schema.string { try applyToString(keywords, text, &issues) }
        case .int, .float:
            if let keywords = schema.number { applyToNumber(keywords, value, &issues) }
        default: break
        }
        if let references = schema.references { try applyDynamicReferences(references, value, &own, &issues) }
        if let conditions = schema.conditions { try applyConditions(conditions, value, &own, &issues) }
        if let unevaluated = schema.unevaluated { try applyUnevaluated(unevaluated, value, &own, &issues) }
        switch issues.count {
        case 0:
            if schemas.tracksEvaluation { evaluated.formUnion(own) }
            return nil
        case 1: return issues[0]
        default:
            var group = issue("validation failed", causes: issues)
            group.isGroup = true
            return group
        }
    }

    mutating func applyReference(
        _ target: SchemaTarget, _ value: Value, _ evaluated: inout Evaluated
    ) throws(SchemaError) -> SchemaIssue? {
        switch target {
        case .anything: return nil
        case .failure(let error): throw error
        case .schema(let index):
            guard let found = try apply(index, value, &evaluated) else { return nil }
            var reference = issue("validation failed", causes: found.isGroup ? found.causes : [found])
            reference.isReference = true
            return reference
        }
    }

    private mutating func applyDynamicReferences(
        _ references: ReferenceKeywords, _ value: Value, _ evaluated: inout Evaluated, _ issues: inout [SchemaIssue]
    ) throws(SchemaError) {
        if let recursive = references.recursive, let issue = try applyReference(recursive, value, &evaluated) {
            issues.append(issue)
        }
        let found: SchemaIssue? =
            switch references.dynamic {
            case .anchor(let index)?: try apply(index, value, &evaluated)
            case .reference(let target)?: try applyReference(target, value, &evaluated)
            case nil: nil
            }
        if let found { issues.append(found) }
    }
}
