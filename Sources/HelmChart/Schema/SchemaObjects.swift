internal import HelmValues

// The keywords that look into maps.
extension SchemaValidator {
    mutating func applyToObject(
        _ node: Node, _ schema: ValueMap, _ map: ValueMap, _ path: [String], _ evaluated: inout Evaluated,
        _ issues: inout [SchemaIssue]
    ) throws(SchemaError) {
        checkSize(map.count, schema, "minProperties", "maxProperties", path, &issues)
        if let required = schema["required"]?.listValue {
            let missing = Self.missing(required, in: map)
            if !missing.isEmpty {
                let noun = missing.count == 1 ? "property" : "properties"
                issues.append(SchemaIssue(path: path, message: "missing \(noun) \(SchemaIssue.quoted(missing))"))
            }
        }
        try applyDependencies("dependencies", node, schema, map, path, &evaluated, &issues)
        try applyProperties(node, schema, map, path, &evaluated, &issues)
        if draft >= 6, let names = schema["propertyNames"] {
            for entry in map {
                guard let issue = try applyInside(inner(node, "propertyNames", value: names), .string(entry.key), [])
                else { continue }
                issues.append(
                    SchemaIssue(
                        path: [], message: "invalid propertyName \(SchemaIssue.quoted(entry.key))",
                        causes: issue.isGroup ? issue.causes : [issue]))
            }
        }
        if draft >= 2019 {
            try applyDependencies("dependentSchemas", node, schema, map, path, &evaluated, &issues)
            try applyDependencies("dependentRequired", node, schema, map, path, &evaluated, &issues)
        }
    }

    private mutating func applyDependencies(
        _ keyword: String, _ node: Node, _ schema: ValueMap, _ map: ValueMap, _ path: [String],
        _ evaluated: inout Evaluated, _ issues: inout [SchemaIssue]
    ) throws(SchemaError) {
        for entry in schema[keyword]?.mapValue ?? [:] where map.contains(key: entry.key) {
            if case .list(let required) = entry.value {
                let missing = Self.missing(required, in: map)
                guard !missing.isEmpty else { continue }
                issues.append(
                    SchemaIssue(
                        path: path,
                        message: "properties \(SchemaIssue.quoted(missing)) required, if "
                            + "\(SchemaIssue.quoted(entry.key)) exists"))
            } else if let issue = try apply(
                inner(node, keyword, entry.key, value: entry.value), .map(map), path, &evaluated)
            {
                issues.append(issue)
            }
        }
    }

    private static func missing(_ required: [Value], in map: ValueMap) -> [String] {
        required.compactMap(\.stringValue).filter { !map.contains(key: $0) }
    }

    private mutating func applyProperties(
        _ node: Node, _ schema: ValueMap, _ map: ValueMap, _ path: [String], _ evaluated: inout Evaluated,
        _ issues: inout [SchemaIssue]
    ) throws(SchemaError) {
        let properties = schema["properties"]?.mapValue ?? [:]
        let patterns = schema["patternProperties"]?.mapValue ?? [:]
        let additional = schema["additionalProperties"]
        var refused: [String] = []
        for entry in map {
            var isEvaluated = false
            if let property = properties[entry.key] {
                isEvaluated = true
                let node = inner(node, "properties", entry.key, value: property)
                if let issue = try applyInside(node, entry.value, path + [entry.key]) { issues.append(issue) }
            }
            for pattern in patterns where try regex(pattern.key).matches(entry.key) {
                isEvaluated = true
                let node = inner(node, "patternProperties", pattern.key, value: pattern.value)
                if let issue = try applyInside(node, entry.value, path + [entry.key]) { issues.append(issue) }
            }
            if !isEvaluated, let additional {
                isEvaluated = true
                if case .bool(let isAllowed) = additional {
                    if !isAllowed { refused.append(entry.key) }
                } else {
                    let node = inner(node, "additionalProperties", value: additional)
                    if let issue = try applyInside(node, entry.value, path + [entry.key]) { issues.append(issue) }
                }
            }
            if isEvaluated, document.tracksEvaluation { evaluated.properties.insert(entry.key) }
        }
        if !refused.isEmpty {
            issues.append(
                SchemaIssue(path: path, message: "additional properties \(SchemaIssue.quoted(refused)) not allowed"))
        }
    }
}
