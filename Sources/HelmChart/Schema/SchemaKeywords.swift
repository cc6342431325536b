internal import HelmValues

// The keywords that look at a value alone: types, constants, formats, texts and numbers.
extension SchemaValidator {
    private static let typeNames = ["null", "boolean", "number", "integer", "string", "array", "object"]

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
    func basicMessage(_ schema: ValueMap, _ value: Value) -> String? {
        if let wanted = schema["type"] {
            let names = wanted.stringValue.map { [$0] } ?? (wanted.listValue ?? []).compactMap(\.stringValue)
            let type = Self.type(of: value)
            let fits = names.contains(type) || names.contains("integer") && SchemaNumbers.isInteger(value)
            if !names.isEmpty, !fits {
                let want = Self.typeNames.filter { names.contains($0) }.joined(separator: " or ")
                return "got \(type), want \(want)"
            }
        }
        if draft >= 6, let constant = schema["const"], !SchemaNumbers.equal(value, constant) {
            switch constant {
            case .list, .map: return "const failed"
            default: return "value must be \(SchemaIssue.displayed(constant))"
            }
        }
        if let choices = schema["enum"]?.listValue, !choices.contains(where: { SchemaNumbers.equal(value, $0) }) {
            return Self.enumMessage(choices)
        }
        if draft < 2019, let format = schema["format"]?.stringValue, case .string(let text) = value,
            let problem = SchemaFormats.problem(format, text)
        {
            return "\(SchemaIssue.quoted(text)) is not valid \(format): \(problem)"
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

    func count(_ schema: ValueMap, _ key: String) -> Int? { schema[key]?.intValue }

    /// Checks a size against its two bounds.
    func checkSize(
        _ size: Int, _ schema: ValueMap, _ minimum: String, _ maximum: String, _ path: [String],
        _ issues: inout [SchemaIssue]
    ) {
        if let least = count(schema, minimum), size < least {
            issues.append(
                SchemaIssue(path: path, message: "\(minimum): got \(number(size)), want \(number(least))"))
        }
        if let most = count(schema, maximum), size > most {
            issues.append(
                SchemaIssue(path: path, message: "\(maximum): got \(number(size)), want \(number(most))"))
        }
    }

    func number(_ value: Int) -> String { SchemaIssue.grouped(Double(value)) }

    mutating func applyToString(
        _ schema: ValueMap, _ text: String, _ path: [String], _ issues: inout [SchemaIssue]
    ) throws(SchemaError) {
        checkSize(text.unicodeScalars.count, schema, "minLength", "maxLength", path, &issues)
        guard let pattern = schema["pattern"]?.stringValue else { return }
        if try !regex(pattern).matches(text) {
            issues.append(
                SchemaIssue(
                    path: path,
                    message: "\(SchemaIssue.quoted(text)) does not match pattern \(SchemaIssue.quoted(pattern))"))
        }
    }

    func applyToNumber(_ schema: ValueMap, _ value: Value, _ path: [String], _ issues: inout [SchemaIssue]) {
        for side in ["minimum", "maximum"] {
            let exclusive = side == "minimum" ? "exclusiveMinimum" : "exclusiveMaximum"
            let sign = side == "minimum" ? 1 : -1
            // Draft 4 says by a boolean that the bound itself is out.
            let excludesBound = schema[exclusive]?.boolValue == true
            if let bound = schema[side], let order = SchemaNumbers.compare(value, bound) {
                if excludesBound ? order * sign <= 0 : order * sign < 0 {
                    issues.append(mismatch(excludesBound ? exclusive : side, value, bound, path))
                }
            }
            if let bound = schema[exclusive], let order = SchemaNumbers.compare(value, bound), order * sign <= 0 {
                issues.append(mismatch(exclusive, value, bound, path))
            }
        }
        if let divisor = schema["multipleOf"], let wanted = SchemaNumbers.double(divisor),
            let number = SchemaNumbers.double(value), wanted != 0, !SchemaNumbers.isMultiple(number, of: wanted)
        {
            issues.append(mismatch("multipleOf", value, divisor, path))
        }
    }

    private func mismatch(_ keyword: String, _ got: Value, _ want: Value, _ path: [String]) -> SchemaIssue {
        let texts = [got, want].map { SchemaIssue.grouped(SchemaNumbers.double($0) ?? 0) }
        return SchemaIssue(path: path, message: "\(keyword): got \(texts[0]), want \(texts[1])")
    }
}
