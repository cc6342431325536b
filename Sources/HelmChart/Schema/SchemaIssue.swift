internal import HelmValues

/// One thing that a schema refuses, with what led to it.
struct SchemaIssue {
    /// Where in the values, as a JSON pointer.
    var path: String
    var message: String
    var causes: [SchemaIssue] = []
    /// A `$ref`, which is only shown when it leads to several issues.
    var isReference = false
    /// Several issues of one value, which have no line of their own at the top.
    var isGroup = false

    /// The lines that Helm shows, each with its indentation; Helm: santhosh-tekuri/jsonschema, output.go.
    func append(to text: inout String, indent: Int) {
        var indent = indent
        if !(isReference && causes.count == 1) {
            if !text.isEmpty { text += "\n" }
            text += String(repeating: "  ", count: indent)
            text += "- at \(SchemaIssue.quoted(path)): \(message)"
            indent += 1
        }
        for cause in causes { cause.append(to: &text, indent: indent) }
    }

    /// The pointer to what `keys` name under `base`.
    static func pointer(_ keys: [String], in base: String) -> String {
        var pointer = base
        for key in keys {
            pointer += "/"
            if key.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) {
                pointer += key.replacing("~", with: "~0").replacing("/", with: "~1")
            } else {
                pointer += key
            }
        }
        return pointer
    }

    static func quoted(_ text: String) -> String {
        let inner = GoQuote.quoted(text).dropFirst().dropLast()
        return "'" + inner.replacing("\\\"", with: "\"").replacing("'", with: "\\'") + "'"
    }

    static func quoted(_ texts: [String]) -> String { texts.map { quoted($0) }.joined(separator: ", ") }

    /// A value in a message: only texts are quoted.
    static func displayed(_ value: Value) -> String {
        switch value {
        case .string(let text): quoted(text)
        case .list, .map: "value"
        default: GoPrinted.value(value)
        }
    }

    /// A number as Go's English printer has it: groups of three digits.
    static func grouped(_ number: Double) -> String {
        let text = number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : GoFormat.float(number)
        guard !text.contains("e") else { return text }
        let sign = text.hasPrefix("-") ? "-" : ""
        let parts = text.dropFirst(sign.count).split(separator: ".", maxSplits: 1)
        let digits = Array(parts.first ?? "")
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result += "," }
            result.append(digit)
        }
        return sign + result + (parts.count > 1 ? "." + parts[1] : "")
    }
}
