/// Plain values as Go's `%v` prints them: `map[a:1 b:[x <nil>]]`.
public enum GoPrinted {
    public static func text(_ value: Value) -> String {
        var result = ""
        append(value, to: &result)
        return result
    }

    private static func append(_ value: Value, to result: inout String) {
        switch value {
        case .null: result += "<nil>"
        case .bool(let value): result += value ? "true" : "false"
        case .int(let value): result += String(value)
        case .float(let value): result += GoFormat.float(value)
        case .string(let value): result += value
        case .list(let values):
            result += "["
            for (index, value) in values.enumerated() {
                if index > 0 { result += " " }
                append(value, to: &result)
            }
            result += "]"
        case .map(let map):
            result += "map["
            for (index, entry) in map.enumerated() {
                if index > 0 { result += " " }
                result += entry.key + ":"
                append(entry.value, to: &result)
            }
            result += "]"
        }
    }
}
