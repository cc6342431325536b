internal import HelmValues

/// Reads the keywords of every schema that values can meet, each once.
struct SchemaCompiler {
    typealias Index = CompiledSchema.Index
    typealias Node = SchemaDocument.Node

    private let document: SchemaDocument
    private let draft: Int
    private(set) var schemas: [CompiledSchema] = [CompiledSchema(), CompiledSchema()]
    private var indices: [String: Index] = [:]
    private var pending: [(index: Index, node: Node, map: ValueMap)] = []
    private var regexes: [String: Result<SchemaRegex, SchemaError>] = [:]

    init(_ document: SchemaDocument) {
        self.document = document
        draft = document.draft.rawValue
    }

    /// - Returns: where the outermost schema stands.
    mutating func compile() throws(SchemaError) -> Index {
        let root = try index(of: document.root)
        while let (index, node, map) = pending.popLast() { schemas[index] = try compiled(node, map) }
        return root
    }

    /// The place of a schema, which is read later: schemas nest and lead in circles.
    private mutating func index(of node: Node) throws(SchemaError) -> Index {
        switch node.value {
        case .bool(false): return CompiledSchema.nothing
        case .map(let map) where !map.isEmpty:
            if let known = indices[node.pointer] { return known }
            let index = schemas.count
            indices[node.pointer] = index
            schemas.append(CompiledSchema())
            pending.append((index, node, map))
            return index
        default: return CompiledSchema.anything
        }
    }

    private mutating func inner(_ node: Node, _ keys: String..., value: Value?) throws(SchemaError) -> Index? {
        guard let value else { return nil }
        return try index(of: document.inner(node, keys, value))
    }

    private mutating func list(_ node: Node, _ key: String, _ values: [Value]) throws(SchemaError) -> [Index] {
        var result: [Index] = []
        for (position, value) in values.enumerated() {
            result.append(try index(of: document.inner(node, [key, "\(position)"], value)))
        }
        return result
    }

    private mutating func compiled(_ node: Node, _ map: ValueMap) throws(SchemaError) -> CompiledSchema {
        let references = try references(node, map)
        let isOldReference = draft < 2019 && map["$ref"] != nil
        if references?.standsAlone == true { return CompiledSchema(references: references) }
        return CompiledSchema(
            basics: isOldReference ? nil : basics(map), references: references, object: try object(node, map),
            array: try array(node, map), string: string(map), number: Self.number(map),
            conditions: try conditions(node, map), unevaluated: try unevaluated(node, map))
    }

    private mutating func references(_ node: Node, _ map: ValueMap) throws(SchemaError) -> ReferenceKeywords? {
        var keywords = ReferenceKeywords()
        if let reference = map["$ref"]?.stringValue {
            keywords.plain = try target(of: reference, in: node).target
            keywords.standsAlone = draft < 2019
        }
        if draft == 2019, let reference = map["$recursiveRef"]?.stringValue {
            keywords.recursive = try target(of: reference, in: node).target
        }
        if draft >= 2020, let reference = map["$dynamicRef"]?.stringValue {
            let name = SchemaDocument.split(reference).fragment
            let (target, found) = try target(of: reference, in: node)
            let isDynamic = found?.value["$dynamicAnchor"]?.stringValue == name
            if isDynamic, let anchored = document.dynamicAnchors[name] {
                keywords.dynamic = .anchor(try index(of: anchored))
            } else {
                keywords.dynamic = .reference(target)
            }
        }
        let isEmpty = keywords.plain == nil && keywords.recursive == nil && keywords.dynamic == nil
        return isEmpty ? nil : keywords
    }

    private mutating func target(
        of reference: String, in node: Node
    ) throws(SchemaError) -> (target: SchemaTarget, node: Node?) {
        let found: Node?
        do {
            found = try document.resolve(reference, from: node)
        } catch {
            return (.failure(error), nil)
        }
        guard let found else { return (.anything, nil) }
        return (.schema(try index(of: found)), found)
    }

    private func basics(_ map: ValueMap) -> BasicKeywords? {
        let keywords = BasicKeywords(
            types: map["type"].flatMap { SchemaTypes(keyword: $0) }, constant: draft >= 6 ? map["const"] : nil,
            choices: map["enum"]?.listValue, format: draft < 2019 ? map["format"]?.stringValue : nil)
        let isEmpty =
            keywords.types == nil && keywords.constant == nil && keywords.choices == nil && keywords.format == nil
        return isEmpty ? nil : keywords
    }

    private static func size(_ map: ValueMap, _ least: String, _ most: String) -> SizeKeywords {
        SizeKeywords(least: map[least]?.intValue, most: map[most]?.intValue)
    }

    private mutating func object(_ node: Node, _ map: ValueMap) throws(SchemaError) -> ObjectKeywords? {
        var keywords = ObjectKeywords()
        keywords.size = Self.size(map, "minProperties", "maxProperties")
        keywords.required = Self.strings(map["required"])
        keywords.dependencies = try dependencies("dependencies", node, map)
        var properties: [ByteOrderedMap<Index>.Entry] = []
        for entry in map["properties"]?.mapValue ?? [:] {
            guard let schema = try inner(node, "properties", entry.key, value: entry.value) else { continue }
            properties.append(.init(key: entry.key, value: schema))
        }
        keywords.properties = ByteOrderedMap(entries: properties)
        for entry in map["patternProperties"]?.mapValue ?? [:] {
            guard let schema = try inner(node, "patternProperties", entry.key, value: entry.value) else { continue }
            keywords.patterns.append(ObjectKeywords.Pattern(regex: regex(entry.key), schema: schema))
        }
        keywords.additional =
            switch map["additionalProperties"] {
            case nil: nil
            case .bool(let isAllowed)?: isAllowed ? .allowed : .refused
            case let rest?: try inner(node, "additionalProperties", value: rest).map { .schema($0) }
            }
        if draft >= 6 { keywords.names = try inner(node, "propertyNames", value: map["propertyNames"]) }
        if draft >= 2019 {
            keywords.laterDependencies =
                try dependencies("dependentSchemas", node, map) + dependencies("dependentRequired", node, map)
        }
        let isEmpty =
            keywords.size.isEmpty && keywords.required.isEmpty && keywords.dependencies.isEmpty
            && keywords.properties.isEmpty && keywords.patterns.isEmpty && keywords.additional == nil
            && keywords.names == nil && keywords.laterDependencies.isEmpty
        return isEmpty ? nil : keywords
    }

    private static func strings(_ value: Value?) -> [String] { (value?.listValue ?? []).compactMap(\.stringValue) }

    private mutating func dependencies(
        _ key: String, _ node: Node, _ map: ValueMap
    ) throws(SchemaError) -> [(key: String, asks: ObjectKeywords.Dependency)] {
        var result: [(key: String, asks: ObjectKeywords.Dependency)] = []
        for entry in map[key]?.mapValue ?? [:] {
            if case .list = entry.value {
                result.append((entry.key, .required(Self.strings(entry.value))))
            } else if let schema = try inner(node, key, entry.key, value: entry.value) {
                result.append((entry.key, .schema(schema)))
            }
        }
        return result
    }

    private mutating func array(_ node: Node, _ map: ValueMap) throws(SchemaError) -> ArrayKeywords? {
        var keywords = ArrayKeywords()
        keywords.size = Self.size(map, "minItems", "maxItems")
        keywords.isUnique = map["uniqueItems"]?.boolValue == true
        let firstKey = draft < 2020 ? "items" : "prefixItems"
        let restKey = draft < 2020 ? "additionalItems" : "items"
        if case .list(let values)? = map[firstKey] {
            keywords.first = try list(node, firstKey, values)
            if let rest = map[restKey] {
                let schema = try inner(node, restKey, value: rest) ?? CompiledSchema.anything
                keywords.rest = rest.boolValue == false && draft < 2020 ? .refused : .schema(schema)
            }
        } else {
            keywords.all = try inner(node, "items", value: map["items"])
        }
        if draft >= 6 { keywords.contains = try inner(node, "contains", value: map["contains"]) }
        if draft >= 2019 {
            keywords.minContains = map["minContains"]?.intValue
            keywords.maxContains = map["maxContains"]?.intValue
        }
        let isEmpty =
            keywords.size.isEmpty && !keywords.isUnique && keywords.first == nil && keywords.all == nil
            && keywords.contains == nil
        return isEmpty ? nil : keywords
    }

    private mutating func string(_ map: ValueMap) -> StringKeywords? {
        var keywords = StringKeywords(size: Self.size(map, "minLength", "maxLength"))
        if let pattern = map["pattern"]?.stringValue { keywords.pattern = (pattern, regex(pattern)) }
        return keywords.size.isEmpty && keywords.pattern == nil ? nil : keywords
    }

    private mutating func regex(_ pattern: String) -> Result<SchemaRegex, SchemaError> {
        if let known = regexes[pattern] { return known }
        let result = Result<SchemaRegex, SchemaError> { () throws(SchemaError) in try SchemaRegex(pattern) }
        regexes[pattern] = result
        return result
    }

    private static func number(_ map: ValueMap) -> NumberKeywords? {
        var keywords = NumberKeywords()
        for side in ["minimum", "maximum"] {
            let exclusive = side == "minimum" ? "exclusiveMinimum" : "exclusiveMaximum"
            let sign = side == "minimum" ? 1 : -1
            // Draft 4 says by a boolean that the bound itself is out.
            let excludesBound = map[exclusive]?.boolValue == true
            if let bound = map[side], SchemaNumbers.double(bound) != nil {
                keywords.bounds.append(
                    .init(
                        keyword: excludesBound ? exclusive : side, value: bound, sign: sign, isExclusive: excludesBound)
                )
            }
            if let bound = map[exclusive], SchemaNumbers.double(bound) != nil {
                keywords.bounds.append(.init(keyword: exclusive, value: bound, sign: sign, isExclusive: true))
            }
        }
        if let divisor = map["multipleOf"], let number = SchemaNumbers.double(divisor), number != 0 {
            keywords.divisor = divisor
        }
        return keywords.bounds.isEmpty && keywords.divisor == nil ? nil : keywords
    }

    private mutating func conditions(_ node: Node, _ map: ValueMap) throws(SchemaError) -> ConditionKeywords? {
        var keywords = ConditionKeywords()
        keywords.negated = try inner(node, "not", value: map["not"])
        for kind in [ConditionKeywords.Combination.allOf, .anyOf, .oneOf] {
            guard let values = map[kind.rawValue]?.listValue, !values.isEmpty else { continue }
            keywords.combinations.append((kind, try list(node, kind.rawValue, values)))
        }
        if draft >= 7, let condition = try inner(node, "if", value: map["if"]) {
            keywords.condition = condition
            keywords.then = try inner(node, "then", value: map["then"])
            keywords.otherwise = try inner(node, "else", value: map["else"])
        }
        let isEmpty = keywords.negated == nil && keywords.combinations.isEmpty && keywords.condition == nil
        return isEmpty ? nil : keywords
    }

    private mutating func unevaluated(_ node: Node, _ map: ValueMap) throws(SchemaError) -> UnevaluatedKeywords? {
        guard draft >= 2019 else { return nil }
        let keywords = UnevaluatedKeywords(
            properties: try inner(node, "unevaluatedProperties", value: map["unevaluatedProperties"]),
            items: try inner(node, "unevaluatedItems", value: map["unevaluatedItems"]))
        return keywords.properties == nil && keywords.items == nil ? nil : keywords
    }
}
