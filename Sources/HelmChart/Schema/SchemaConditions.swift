internal import HelmValues

// The keywords that apply further schemas to the same value.
extension SchemaValidator {
    mutating func applyConditions(
        _ keywords: ConditionKeywords, _ value: Value, _ evaluated: inout Evaluated, _ issues: inout [SchemaIssue]
    ) throws(SchemaError) {
        if let negated = keywords.negated {
            var ignored = Evaluated()
            if try apply(negated, value, &ignored) == nil { issues.append(issue("'not' failed")) }
        }
        for (kind, schemas) in keywords.combinations {
            try applyCombination(kind, schemas, value, &evaluated, &issues)
        }
        guard let condition = keywords.condition else { return }
        let holds = try apply(condition, value, &evaluated) == nil
        if let next = holds ? keywords.then : keywords.otherwise, let issue = try apply(next, value, &evaluated) {
            issues.append(issue)
        }
    }

    private mutating func applyCombination(
        _ kind: ConditionKeywords.Combination, _ indices: [Index], _ value: Value, _ evaluated: inout Evaluated,
        _ issues: inout [SchemaIssue]
    ) throws(SchemaError) {
        var causes: [SchemaIssue] = []
        var matched: [Int] = []
        for (index, schema) in indices.enumerated() {
            if let issue = try apply(schema, value, &evaluated) {
                causes.append(issue)
                continue
            }
            matched.append(index)
            if kind == .anyOf, !schemas.tracksEvaluation { break }
            if kind == .oneOf, matched.count == 2 { break }
        }
        if let message = Self.message(kind, matched, of: indices.count) {
            let isAmbiguous = kind == .oneOf && matched.count == 2
            issues.append(issue(message, causes: isAmbiguous ? [] : causes))
        }
    }

    private static func message(
        _ kind: ConditionKeywords.Combination, _ matched: [Int], of count: Int
    ) -> String? {
        switch kind {
        case .allOf: matched.count == count ? nil : "'allOf' failed"
        case .anyOf: matched.isEmpty ? "'anyOf' failed" : nil
        case .oneOf:
            switch matched.count {
            case 0: "'oneOf' failed, none matched"
            case 1: nil
            default: "'oneOf' failed, subschemas \(matched[0]), \(matched[1]) matched"
            }
        }
    }

    mutating func applyUnevaluated(
        _ keywords: UnevaluatedKeywords, _ value: Value, _ evaluated: inout Evaluated, _ issues: inout [SchemaIssue]
    ) throws(SchemaError) {
        if let rest = keywords.properties, case .map(let map) = value {
            for entry in map where !evaluated.properties.contains(entry.key) {
                if let issue = try applyInside(rest, entry.value, .key(entry.key)) { issues.append(issue) }
                evaluated.properties.insert(entry.key)
            }
        }
        if let rest = keywords.items, case .list(let values) = value {
            for (index, item) in values.enumerated() where !evaluated.items.contains(index) {
                if let issue = try applyInside(rest, item, .item(index)) { issues.append(issue) }
                evaluated.items.insert(index)
            }
        }
    }
}
