internal import HelmValues

// The keywords that look into lists.
extension SchemaValidator {
    mutating func applyToArray(
        _ keywords: ArrayKeywords, _ values: [Value], _ evaluated: inout Evaluated, _ issues: inout [SchemaIssue]
    ) throws(SchemaError) {
        checkSize(values.count, keywords.size, "minItems", "maxItems", &issues)
        if keywords.isUnique, let (first, second) = try duplicates(values) {
            issues.append(issue("items at \(first) and \(second) are equal"))
        }
        var count = 0
        if let schemas = keywords.first {
            count = min(schemas.count, values.count)
            for index in 0..<count { try applyItem(schemas[index], values[index], index, &issues) }
            if let rest = keywords.rest {
                try applyRest(rest, values[count...], &issues)
                count = values.count
            }
        } else if let all = keywords.all {
            for index in values.indices { try applyItem(all, values[index], index, &issues) }
            count = values.count
        }
        if schemas.tracksEvaluation { evaluated.items.formUnion(0..<count) }
        if let contained = keywords.contains {
            try applyContains(contained, keywords, values, &evaluated, &issues)
        }
    }

    private mutating func applyRest(
        _ rest: ArrayKeywords.Rest, _ values: ArraySlice<Value>, _ issues: inout [SchemaIssue]
    ) throws(SchemaError) {
        switch rest {
        case .refused:
            if !values.isEmpty { issues.append(issue("last \(values.count) additionalItem(s) not allowed")) }
        case .schema(let schema):
            // The library counts from the first of the rest here.
            for (offset, value) in values.enumerated() { try applyItem(schema, value, offset, &issues) }
        }
    }

    private mutating func applyItem(
        _ schema: Index, _ value: Value, _ index: Int, _ issues: inout [SchemaIssue]
    ) throws(SchemaError) {
        if let issue = try applyInside(schema, value, .item(index)) { issues.append(issue) }
    }

    private mutating func applyContains(
        _ schema: Index, _ keywords: ArrayKeywords, _ values: [Value], _ evaluated: inout Evaluated,
        _ issues: inout [SchemaIssue]
    ) throws(SchemaError) {
        var causes: [SchemaIssue] = []
        var matched: [Int] = []
        for (index, value) in values.enumerated() {
            if let issue = try applyInside(schema, value, .item(index)) {
                causes.append(issue)
            } else {
                matched.append(index)
            }
        }
        if draft >= 2020, schemas.tracksEvaluation { evaluated.items.formUnion(matched) }
        func places() -> String { matched.map(String.init).joined(separator: " ") }
        if let least = keywords.minContains {
            if matched.count < least {
                func found() -> String {
                    matched.isEmpty ? "none matched" : "matched \(number(matched.count)) items at \(places())"
                }
                issues.append(
                    issue(
                        "min \(number(least)) items required to match contains schema, but \(found())", causes: causes))
            }
        } else if matched.isEmpty {
            issues.append(issue("no items match contains schema", causes: causes))
        }
        if let most = keywords.maxContains, matched.count > most {
            issues.append(
                issue(
                    "max \(number(most)) items required to match contains schema, but matched \(number(matched.count)) "
                        + "items at \(places())"))
        }
    }

    /// The first two items that are equal.
    private mutating func duplicates(_ values: [Value]) throws(SchemaError) -> (Int, Int)? {
        for second in values.indices {
            for first in 0..<second {
                comparisons += 1
                guard comparisons <= Self.maximumComparisons else {
                    throw SchemaError("the schema takes too long to apply")
                }
                if SchemaNumbers.equal(values[first], values[second]) { return (first, second) }
            }
        }
        return nil
    }
}
