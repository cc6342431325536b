internal import HelmValues

/// A value as Go's fmt prints it: what Helm's warnings and errors show.
enum GoPrinted {
    /// `%v`
    static func value(_ value: Value) -> String {
        switch value {
        case .null: "<nil>"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .float(let number): GoFormat.float(number)
        case .string(let text): text
        case .list(let values): "[" + values.map(GoPrinted.value).joined(separator: " ") + "]"
        case .map(let map): "map[" + map.map { "\($0.key):\(GoPrinted.value($0.value))" }.joined(separator: " ") + "]"
        }
    }

    /// `%t`, which only fits booleans.
    static func truth(_ value: Value) -> String {
        switch value {
        case .null: "%!t(<nil>)"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): "%!t(int64=\(number))"
        case .float(let number): "%!t(float64=\(GoFormat.float(number)))"
        case .string(let text): "%!t(string=\(text))"
        case .list(let values): "[" + values.map(truth).joined(separator: " ") + "]"
        case .map(let map): "map[" + map.map { "\($0.key):\(truth($0.value))" }.joined(separator: " ") + "]"
        }
    }

    /// `%T`
    static func type(_ value: Value) -> String {
        switch value {
        case .null: "<nil>"
        case .bool: "bool"
        case .int: "int64"
        case .float: "float64"
        case .string: "string"
        case .list: "[]interface {}"
        case .map: "map[string]interface {}"
        }
    }
}
