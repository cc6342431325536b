internal import HelmValues

// The keywords that apply further schemas to the same value.
extension SchemaValidator {
    mutating func applyConditions(
        _ node: Node, _ schema: ValueMap, _ value: Value, _ path: [String], _ evaluated: inout Evaluated,
        _ issues: inout [SchemaIssue]
    ) throws(SchemaError) {
        if let negated = schema["not"] {
            var ignored = Evaluated()
            if try apply(inner(node, "not", value: negated), value, path, &ignored) == nil {
                issues.append(SchemaIssue(path: path, message: "'not' failed"))
            }
        }
        for keyword in ["allOf", "anyOf", "oneOf"] {
            guard let schemas = schema[keyword]?.listValue, !schemas.isEmpty else { continue }
            var causes: [SchemaIssue] = []
            var matched: [Int] = []
            for (index, inner) in schemas.enumerated() {
                let node = self.inner(node, keyword, "\(index)", value: inner)
                if let issue = try apply(node, value, path, &evaluated) {
                    causes.append(issue)
                    continue
                }
                matched.append(index)
                if keyword == "anyOf", !document.tracksEvaluation { break }
                if keyword == "oneOf", matched.count == 2 { break }
            }
            if let message = Self.message(keyword, matched, of: schemas.count) {
                let isAmbiguous = keyword == "oneOf" && matched.count == 2
                issues.append(SchemaIssue(path: path, message: message, causes: isAmbiguous ? [] : causes))
            }
        }
        guard draft >= 7, let condition = schema["if"] else { return }
        let holds = try apply(inner(node, "if", value: condition), value, path, &evaluated) == nil
        let branch = holds ? "then" : "else"
        if let next = schema[branch], let issue = try apply(inner(node, branch, value: next), value, path, &evaluated) {
            issues.append(issue)
        }
    }

    private static func message(_ keyword: String, _ matched: [Int], of count: Int) -> String? {
        switch keyword {
        case "allOf": matched.count == count ? nil : "'allOf' failed"
        case "anyOf": matched.isEmpty ? "'anyOf' failed" : nil
        default:
            switch matched.count {
            case 0: "'oneOf' failed, none matched"
            case 1: nil
            default: "'oneOf' failed, subschemas \(matched[0]), \(matched[1]) matched"
            }
        }
    }

    mutating func applyUnevaluated(
        _ node: Node, _ schema: ValueMap, _ value: Value, _ path: [String], _ evaluated: inout Evaluated,
        _ issues: inout [SchemaIssue]
    ) throws(SchemaError) {
        guard draft >= 2019 else { return }
        if let rest = schema["unevaluatedProperties"], case .map(let map) = value {
            for entry in map where !evaluated.properties.contains(entry.key) {
                let node = inner(node, "unevaluatedProperties", value: rest)
                if let issue = try applyInside(node, entry.value, path + [entry.key]) { issues.append(issue) }
                evaluated.properties.insert(entry.key)
            }
        }
        if let rest = schema["unevaluatedItems"], case .list(let values) = value {
            for (index, item) in values.enumerated() where !evaluated.items.contains(index) {
                let node = inner(node, "unevaluatedItems", value: rest)
                if let issue = try applyInside(node, item, path + ["\(index)"]) { issues.append(issue) }
                evaluated.items.insert(index)
            }
        }
    }
}
