/// A map of values, as YAML and JSON objects are read.
public typealias ValueMap = ByteOrderedMap<Value>

/// Plain data as YAML and JSON carry it, with Go's kinds of numbers kept apart.
///
/// A value type and `Sendable`: chart values, Kubernetes objects and stored releases are made of it. (The template
/// engine's own values, which are references as in Go, are `HelmTemplate.GoValue`.)
public enum Value: Sendable {
    /// JSON's and YAML's null, Go's nil.
    case null
    case bool(Bool)
    /// Go's int64.
    case int(Int64)
    /// Go's float64: the kind of every number in a values file.
    case float(Double)
    case string(String)
    case list([Value])
    case map(ValueMap)
}

extension Value: Equatable {
    /// Whether kind and content are the same; 1 and 1.0 are not. Strings compare by their bytes.
    public static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.float(let a), .float(let b)): a == b
        case (.string(let a), .string(let b)): bytesEqual(a, b)
        case (.list(let a), .list(let b)): a == b
        case (.map(let a), .map(let b)): a == b
        default: false
        }
    }
}

extension Value {
    public var isNull: Bool { if case .null = self { true } else { false } }
    public var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }
    public var stringValue: String? { if case .string(let value) = self { value } else { nil } }
    public var listValue: [Value]? { if case .list(let value) = self { value } else { nil } }
    public var mapValue: ValueMap? { if case .map(let value) = self { value } else { nil } }

    /// The whole number that this is, from either kind of number; nil when it has a fraction or does not fit.
    public var intValue: Int? {
        switch self {
        case .int(let value): Int(exactly: value)
        case .float(let value): Int(exactly: value)
        default: nil
        }
    }

    /// The member of a map; nil for a missing key and for anything that is no map. Setting turns a non-map into one.
    public subscript(key: String) -> Value? {
        get { mapValue?[key] }
        set {
            var map = mapValue ?? [:]
            self = .null
            map[key] = newValue
            self = .map(map)
        }
    }

    /// The value at a path of keys; nil when any step is missing or no map.
    public subscript(path path: [String]) -> Value? {
        path.reduce(Optional(self)) { value, key in value?[key] }
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByNilLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .float(value) }
    public init(arrayLiteral elements: Value...) { self = .list(elements) }
    public init(dictionaryLiteral elements: (String, Value)...) {
        self = .map(ValueMap(pairs: elements.map { (key: $0.0, value: $0.1) }))
    }
    public init(nilLiteral: ()) { self = .null }
}
