/// Helm's `--set` family: expressions such as `image.tag=v1,ports[0].name=http` applied to values.
public enum SetParser {
    /// Which option an expression comes from, and so how its values are read.
    public enum Kind {
        /// `--set`: integers, `true`, `false` and `null` are what they look like, anything else is a string.
        case set
        /// `--set-string`: strings only.
        case string
        /// `--set-json`: `key=JSON`, or one whole JSON object.
        case json
        /// `--set-literal`: one key, and all that follows `=` is its text.
        case literal
        /// `--set-file`: the text of the file that the value names.
        case file(read: (_ path: String) throws(SetError) -> String)
    }

    /// Helm: strvals, MaxIndex.
    public static let maximumIndex = 65_536
    /// Helm: strvals, MaxNestedNameLevel.
    public static let maximumNesting = 30
    /// How deep lists may lie directly in lists. Helm has no such bound but its stack.
    public static let maximumListNesting = 500
    /// As how many of those lists a map in a list counts.
    static let listsForMap = 5
    /// How many list elements one expression may create. Helm has no such bound but its memory.
    public static let maximumListElements = 1 << 20

    /// How many keys expressions may add to one map. Helm has no such bound.
    public static let maximumKeys = 20_000

    /// Applies an expression to `values`, which stay as they are when it fails.
    ///
    /// Later keys override earlier ones; a null value is kept as null, for coalescing to delete the chart's default.
    /// - Throws: ``SetError``.
    public static func apply(_ expression: String, to values: inout ValueMap, kind: Kind) throws(SetError) {
        if case .json = kind, let object = try wholeObject(expression) {
            values = Coalescing.mergeMaps(values, object)
            return
        }
        var result = values
        var parser = SetExpressionParser(expression, kind: kind)
        try parser.parse(into: &result)
        values = result
    }

    /// Helm: cli/values/options.go: what begins with `{` is an object that is merged.
    private static func wholeObject(_ expression: String) throws(SetError) -> ValueMap? {
        guard expression.unicodeScalars.first(where: { !$0.properties.isWhitespace }) == "{" else { return nil }
        do {
            if case .map(let map) = try JSON.parse(trimmed(expression), numbers: .floats) { return map }
        } catch {}
        throw SetError(.json, "failed parsing --set-json data JSON: \(expression)")
    }

    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}
