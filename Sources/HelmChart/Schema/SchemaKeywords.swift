internal import HelmValues

// The keywords that look at a value alone: types, constants, formats, texts and numbers.
extension SchemaValidator {
    static func type(of value: Value) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .int, .float: "number"
        case .string: "string"
        case .list: "array"
        case .map: "object"
        }
    }

    /// `type`, `const`, `enum` and `format`: the first that fails ends the check.
    func basicIssue(_ keywords: BasicKeywords, _ value: Value) -> SchemaIssue? {
        if let types = keywords.types, !types.fit(value) {
            return issue("got \(Self.type(of: value)), want \(types.text)")
        }
        if let constant = keywords.constant, !SchemaNumbers.equal(value, constant) {
            switch constant {
            case .list, .map: return issue("const failed")
            default: return issue("value must be \(SchemaIssue.displayed(constant))")
            }
        }
        if let choices = keywords.choices, !choices.contains(where: { SchemaNumbers.equal(value, $0) }) {
            return issue(Self.enumMessage(choices))
        }
        if let format = keywords.format, case .string(let text) = value,
            let problem = SchemaFormats.problem(format, text)
        {
            return issue("\(SchemaIssue.quoted(text)) is not valid \(format): \(problem)")
        }
        return nil
    }

    private static func enumMessage(_ choices: [Value]) -> String {
        let isPlain = choices.allSatisfy { choice in
            switch choice {
            case .list, .map: false
            default: true
            }
        }
        guard isPlain else { return "enum failed" }
        let shown = choices.map { SchemaIssue.displayed($0) }.joined(separator: ", ")
        return choices.count == 1 ? "value must be \(shown)" : "value must be one of \(shown)"
    }

    /// Checks a size against its two bounds.
    func checkSize(
        _ size: @autoclosure () -> Int, _ keywords: SizeKeywords, _ minimum: String, _ maximum: String,
        _ issues: inout [SchemaIssue]
    ) {
        if keywords.isEmpty { return }
        let size = size()
        if let least = keywords.least, size < least {
            issues.append(issue("\(minimum): got \(number(size)), want \(number(least))"))
        }
        if let most = keywords.most, size > most {
            issues.append(issue("\(maximum): got \(number(size)), want \(number(most))"))
        }
    }

    func number(_ value: Int) -> String { SchemaIssue.grouped(Double(value)) }

    func applyToString(
        _ keywords: StringKeywords, _ text: String, _ issues: inout [SchemaIssue]
    ) throws(SchemaError) {
        checkSize(text.unicodeScalars.count, keywords.size, "minLength", "maxLength", &issues)
        guard let pattern = keywords.pattern else { return }
        if try !pattern.regex.get().matches(text) {
            issues.append(
                issue("\(SchemaIssue.quoted(text)) does not match pattern \(SchemaIssue.quoted(pattern.text))"))
        }
    }

    func applyToNumber(_ keywords: NumberKeywords, _ value: Value, _ issues: inout [SchemaIssue]) {
        for bound in keywords.bounds {
            guard let order = SchemaNumbers.compare(value, bound.value) else { continue }
            if bound.isExclusive ? order * bound.sign <= 0 : order * bound.sign < 0 {
                issues.append(issue(Self.mismatch(bound.keyword, value, bound.value)))
            }
        }
        if let divisor = keywords.divisor, let wanted = SchemaNumbers.double(divisor),
            let number = SchemaNumbers.double(value), !SchemaNumbers.isMultiple(number, of: wanted)
        {
            issues.append(issue(Self.mismatch("multipleOf", value, divisor)))
        }
    }

    private static func mismatch(_ keyword: String, _ got: Value, _ want: Value) -> String {
        let texts = [got, want].map { SchemaIssue.grouped(SchemaNumbers.double($0) ?? 0) }
        return "\(keyword): got \(texts[0]), want \(texts[1])"
    }
}
