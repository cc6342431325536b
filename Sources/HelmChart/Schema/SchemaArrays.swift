internal import HelmValues

// The keywords that look into lists.
extension SchemaValidator {
    mutating func applyToArray(
        _ node: Node, _ schema: ValueMap, _ values: [Value], _ path: [String], _ evaluated: inout Evaluated,
        _ issues: inout [SchemaIssue]
    ) throws(SchemaError) {
        checkSize(values.count, schema, "minItems", "maxItems", path, &issues)
        if schema["uniqueItems"]?.boolValue == true, let (first, second) = try duplicates(values) {
            issues.append(SchemaIssue(path: path, message: "items at \(first) and \(second) are equal"))
        }
        let prefixKey = draft < 2020 ? "items" : "prefixItems"
        let restKey = draft < 2020 ? "additionalItems" : "items"
        var count = 0
        if case .list(let schemas)? = schema[prefixKey] {
            count = min(schemas.count, values.count)
            for index in 0..<count {
                let node = inner(node, prefixKey, "\(index)", value: schemas[index])
                try applyItem(node, values[index], path, index, &issues)
            }
            if let rest = schema[restKey] { try applyRest(rest, restKey, from: &count) }
        } else if let all = schema["items"] {
            for index in values.indices {
                try applyItem(inner(node, "items", value: all), values[index], path, index, &issues)
            }
            count = values.count
        }
        evaluated.items.formUnion(0..<count)
        if draft >= 6, let contained = schema["contains"] {
            try applyContains(inner(node, "contains", value: contained), schema, values, path, &evaluated, &issues)
        }

        func applyRest(_ rest: Value, _ key: String, from count: inout Int) throws(SchemaError) {
            if rest.boolValue == false, draft < 2020 {
                if count < values.count {
                    let left = values.count - count
                    issues.append(SchemaIssue(path: path, message: "last \(left) additionalItem(s) not allowed"))
                }
            } else {
                for (offset, value) in values[count...].enumerated() {
                    // The library counts from the first of the rest here.
                    try applyItem(inner(node, key, value: rest), value, path, offset, &issues)
                }
            }
            count = values.count
        }
    }

    private mutating func applyItem(
        _ node: Node, _ value: Value, _ path: [String], _ index: Int, _ issues: inout [SchemaIssue]
    ) throws(SchemaError) {
        if let issue = try applyInside(node, value, path + ["\(index)"]) { issues.append(issue) }
    }

    private mutating func applyContains(
        _ node: Node, _ schema: ValueMap, _ values: [Value], _ path: [String], _ evaluated: inout Evaluated,
        _ issues: inout [SchemaIssue]
    ) throws(SchemaError) {
        var causes: [SchemaIssue] = []
        var matched: [Int] = []
        for (index, value) in values.enumerated() {
            if let issue = try applyInside(node, value, path + ["\(index)"]) {
                causes.append(issue)
            } else {
                matched.append(index)
            }
        }
        if draft >= 2020 { evaluated.items.formUnion(matched) }
        let places = matched.map(String.init).joined(separator: " ")
        if draft >= 2019, let least = count(schema, "minContains") {
            if matched.count < least {
                let found = matched.isEmpty ? "none matched" : "matched \(number(matched.count)) items at \(places)"
                let message = "min \(number(least)) items required to match contains schema, but \(found)"
                issues.append(SchemaIssue(path: path, message: message, causes: causes))
            }
        } else if matched.isEmpty {
            issues.append(SchemaIssue(path: path, message: "no items match contains schema", causes: causes))
        }
        if draft >= 2019, let most = count(schema, "maxContains"), matched.count > most {
            let message =
                "max \(number(most)) items required to match contains schema, but matched \(number(matched.count)) "
                + "items at \(places)"
            issues.append(SchemaIssue(path: path, message: message))
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
