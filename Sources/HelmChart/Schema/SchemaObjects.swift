internal import HelmValues

// The keywords that look into maps.
extension SchemaValidator {
    mutating func applyToObject(
        _ keywords: ObjectKeywords, _ map: ValueMap, _ evaluated: inout Evaluated, _ issues: inout [SchemaIssue]
    ) throws(SchemaError) {
        checkSize(map.count, keywords.size, "minProperties", "maxProperties", &issues)
        let missing = Self.missing(keywords.required, in: map)
        if !missing.isEmpty {
            let noun = missing.count == 1 ? "property" : "properties"
            issues.append(issue("missing \(noun) \(SchemaIssue.quoted(missing))"))
        }
        try applyDependencies(keywords.dependencies, map, &evaluated, &issues)
        try applyProperties(keywords, map, &evaluated, &issues)
        if let names = keywords.names { try applyNames(names, map, &issues) }
        try applyDependencies(keywords.laterDependencies, map, &evaluated, &issues)
    }

    /// Names have no place among the values.
    private mutating func applyNames(
        _ names: Index, _ map: ValueMap, _ issues: inout [SchemaIssue]
    ) throws(SchemaError) {
        let outer = path
        path = []
        defer { path = outer }
        for entry in map {
            guard let found = try applyApart(names, .string(entry.key)) else { continue }
            issues.append(
                issue(
                    "invalid propertyName \(SchemaIssue.quoted(entry.key))",
                    causes: found.isGroup ? found.causes : [found]))
        }
    }

    private mutating func applyDependencies(
        _ dependencies: [(key: String, asks: ObjectKeywords.Dependency)], _ map: ValueMap,
        _ evaluated: inout Evaluated, _ issues: inout [SchemaIssue]
    ) throws(SchemaError) {
        for (key, asks) in dependencies where map.contains(key: key) {
            switch asks {
            case .required(let required):
                let missing = Self.missing(required, in: map)
                if missing.isEmpty { continue }
                issues.append(
                    issue("properties \(SchemaIssue.quoted(missing)) required, if \(SchemaIssue.quoted(key)) exists"))
            case .schema(let index):
                if let issue = try apply(index, .map(map), &evaluated) { issues.append(issue) }
            }
        }
    }

    private static func missing(_ required: [String], in map: ValueMap) -> [String] {
        required.filter { !map.contains(key: $0) }
    }

    private mutating func applyProperties(
        _ keywords: ObjectKeywords, _ map: ValueMap, _ evaluated: inout Evaluated, _ issues: inout [SchemaIssue]
    ) throws(SchemaError) {
        if keywords.properties.isEmpty, keywords.patterns.isEmpty, keywords.additional == nil { return }
        var refused: [String] = []
        for entry in map {
            var isEvaluated = false
            if let property = keywords.properties[entry.key] {
                isEvaluated = true
                if let issue = try applyInside(property, entry.value, .key(entry.key)) { issues.append(issue) }
            }
            for pattern in keywords.patterns where try pattern.regex.get().matches(entry.key) {
                isEvaluated = true
                if let issue = try applyInside(pattern.schema, entry.value, .key(entry.key)) { issues.append(issue) }
            }
            if !isEvaluated, let additional = keywords.additional {
                isEvaluated = true
                switch additional {
                case .allowed: break
                case .refused: refused.append(entry.key)
                case .schema(let index):
                    if let issue = try applyInside(index, entry.value, .key(entry.key)) { issues.append(issue) }
                }
            }
            if isEvaluated, schemas.tracksEvaluation { evaluated.properties.insert(entry.key) }
        }
        if !refused.isEmpty {
            issues.append(issue("additional properties \(SchemaIssue.quoted(refused)) not allowed"))
        }
    }
}
