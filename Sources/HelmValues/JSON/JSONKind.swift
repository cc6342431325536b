extension Value {
    /// What Go's JSON decoder calls this kind of value in its errors.
    public var jsonKind: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .int, .float: "number"
        case .string: "string"
        case .list: "array"
        case .map: "object"
        }
    }
}
