internal import HelmValues

/// Values as Go's `%#v` prints them in the errors of its YAML libraries.
enum GoSyntax {
    static func text(_ value: Value) -> String { text(value, isInside: false, depth: 0) }

    private static func text(_ value: Value, isInside: Bool, depth: Int) -> String {
        if depth > 100 { return "…" }
        switch value {
        case .null: return isInside ? "interface {}(nil)" : "<nil>"
        case .bool(let value): return value ? "true" : "false"
        case .int(let value): return String(value)
        case .float(let value): return GoFormat.float(value)
        case .string(let value): return GoQuote.quoted(value)
        case .list(let values):
            let items = values.map { text($0, isInside: true, depth: depth + 1) }
            return "[]interface {}{" + items.joined(separator: ", ") + "}"
        case .map(let map):
            let items = map.map { GoQuote.quoted($0.key) + ":" + text($0.value, isInside: true, depth: depth + 1) }
            return "map[interface {}]interface {}{" + items.joined(separator: ", ") + "}"
        }
    }

    /// sigs.k8s.io/yaml: a float as a key, with the precision of a float32.
    static func floatKey(_ value: Double) -> String {
        let narrow = Float(value)
        if narrow.isNaN { return ".nan" }
        if narrow.isInfinite { return narrow < 0 ? "-.inf" : ".inf" }
        // The shortest decimal of the float32, which as a float64 prints the same.
        return GoFormat.float(Double(narrow.description) ?? value)
    }
}
