internal import HelmValues

/// A values.schema.json made ready to be applied: its keywords are read and its references looked up.
///
/// Schemas name one another by their place in ``schemas``, since references make circles. It never changes, so charts
/// keep it and any number of threads use it.
struct CompiledSchemas: Sendable {
    let draft: Int
    /// Whether it matters which properties and items some schema has looked at.
    let tracksEvaluation: Bool
    let schemas: [CompiledSchema]
    let root: CompiledSchema.Index

    init(_ text: [UInt8]) throws(SchemaError) {
        let document = try SchemaDocument(text)
        try SchemaCheck.run(document)
        var compiler = SchemaCompiler(document)
        root = try compiler.compile()
        schemas = compiler.schemas
        draft = document.draft.rawValue
        tracksEvaluation = compiler.schemas.contains { $0.unevaluated != nil }
    }
}

/// What is asked of one value.
///
/// Groups of keywords that a schema lacks are nil, so that nobody looks for them value by value.
final class CompiledSchema: Sendable {
    typealias Index = Int

    /// `true`, and what is no schema at all.
    static let anything: Index = 0
    /// `false`.
    static let nothing: Index = 1

    let basics: BasicKeywords?
    let references: ReferenceKeywords?
    let object: ObjectKeywords?
    let array: ArrayKeywords?
    let string: StringKeywords?
    let number: NumberKeywords?
    let conditions: ConditionKeywords?
    let unevaluated: UnevaluatedKeywords?

    init(
        basics: BasicKeywords? = nil, references: ReferenceKeywords? = nil, object: ObjectKeywords? = nil,
        array: ArrayKeywords? = nil, string: StringKeywords? = nil, number: NumberKeywords? = nil,
        conditions: ConditionKeywords? = nil, unevaluated: UnevaluatedKeywords? = nil
    ) {
        self.basics = basics
        self.references = references
        self.object = object
        self.array = array
        self.string = string
        self.number = number
        self.conditions = conditions
        self.unevaluated = unevaluated
    }
}

/// What a reference leads to.
enum SchemaTarget: Sendable {
    case schema(CompiledSchema.Index)
    /// An unresolved `urn:`, which Helm takes for "anything".
    case anything
    /// It leads nowhere, which is told when it is used.
    case failure(SchemaError)
}

/// `$ref`, `$recursiveRef` and `$dynamicRef`.
struct ReferenceKeywords: Sendable {
    enum Dynamic {
        /// To the outermost schema of that name.
        case anchor(CompiledSchema.Index)
        case reference(SchemaTarget)
    }

    var plain: SchemaTarget?
    /// Drafts before 2019 know no other keyword beside a `$ref`.
    var standsAlone = false
    var recursive: SchemaTarget?
    var dynamic: Dynamic?
}

struct BasicKeywords: Sendable {
    /// `type`, when it names any.
    var types: SchemaTypes?
    var constant: Value?
    var choices: [Value]?
    var format: String?
}

struct ObjectKeywords: Sendable {
    enum Dependency {
        case required([String])
        case schema(CompiledSchema.Index)
    }

    enum Rest {
        case allowed
        case refused
        case schema(CompiledSchema.Index)
    }

    struct Pattern {
        var regex: Result<SchemaRegex, SchemaError>
        var schema: CompiledSchema.Index
    }

    var size = SizeKeywords()
    var required: [String] = []
    var dependencies: [(key: String, asks: Dependency)] = []
    var properties = ByteOrderedMap<CompiledSchema.Index>()
    var patterns: [Pattern] = []
    var additional: Rest?
    var names: CompiledSchema.Index?
    /// `dependentSchemas`, then `dependentRequired`.
    var laterDependencies: [(key: String, asks: Dependency)] = []
}

struct ArrayKeywords: Sendable {
    enum Rest {
        case refused
        case schema(CompiledSchema.Index)
    }

    var size = SizeKeywords()
    var isUnique = false
    /// For the first items, one each.
    var first: [CompiledSchema.Index]?
    var rest: Rest?
    /// For all items, where none stand for the first ones.
    var all: CompiledSchema.Index?
    var contains: CompiledSchema.Index?
    var minContains: Int?
    var maxContains: Int?
}

struct StringKeywords: Sendable {
    var size = SizeKeywords()
    var pattern: (text: String, regex: Result<SchemaRegex, SchemaError>)?
}

struct SizeKeywords: Sendable {
    var least: Int?
    var most: Int?

    var isEmpty: Bool { least == nil && most == nil }
}

struct NumberKeywords: Sendable {
    struct Bound {
        var keyword: String
        var value: Value
        /// 1 for a least, -1 for a largest number.
        var sign: Int
        var isExclusive: Bool
    }

    /// In the order in which they are looked at.
    var bounds: [Bound] = []
    var divisor: Value?
}

struct ConditionKeywords: Sendable {
    enum Combination: String {
        case allOf, anyOf, oneOf
    }

    var negated: CompiledSchema.Index?
    var combinations: [(kind: Combination, schemas: [CompiledSchema.Index])] = []
    var condition: CompiledSchema.Index?
    var then: CompiledSchema.Index?
    var otherwise: CompiledSchema.Index?
}

struct UnevaluatedKeywords: Sendable {
    var properties: CompiledSchema.Index?
    var items: CompiledSchema.Index?
}

/// The kinds of values in a `type`.
struct SchemaTypes: OptionSet, Sendable {
    let rawValue: UInt8

    static let integer = SchemaTypes(rawValue: 1 << 3)
    private static let names = ["null", "boolean", "number", "integer", "string", "array", "object"]

    init(rawValue: UInt8) { self.rawValue = rawValue }

    /// What `type` says; nil when that is nothing. Unknown names fit no value.
    init?(keyword value: Value) {
        let names = value.stringValue.map { [$0] } ?? (value.listValue ?? []).compactMap(\.stringValue)
        if names.isEmpty { return nil }
        rawValue = names.reduce(0) { bits, name in Self.names.firstIndex(of: name).map { bits | 1 << $0 } ?? bits }
    }

    /// Whether `value` is of one of these.
    func fit(_ value: Value) -> Bool {
        let bit: UInt8 =
            switch value {
            case .null: 1
            case .bool: 1 << 1
            case .int, .float: 1 << 2
            case .string: 1 << 4
            case .list: 1 << 5
            case .map: 1 << 6
            }
        return rawValue & bit != 0 || contains(.integer) && SchemaNumbers.isInteger(value)
    }

    var text: String {
        Self.names.indices.filter { rawValue & 1 << $0 != 0 }.map { Self.names[$0] }.joined(separator: " or ")
    }
}
