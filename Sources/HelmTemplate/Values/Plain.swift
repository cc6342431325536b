public import HelmValues

extension GoValue {
    /// How deep and how large a value may be to become plain: Go gives up on cycles after 1000 levels as well.
    private static let maximumDepth = 1000
    private static let maximumCount = 4_000_000

    /// The value as Go's `encoding/json` would see it: bytes as base64, nil maps and lists as null.
    /// - Throws: ``FunctionError`` for what JSON cannot hold: functions, cyclic values.
    public func plain() throws -> Value {
        var left = Self.maximumCount
        return try plain(depth: 0, &left)
    }

    private func plain(depth: Int, _ left: inout Int) throws -> Value {
        guard depth <= Self.maximumDepth else {
            throw FunctionError("json: unsupported value: encountered a cycle via \(TypeName.of(self))")
        }
        left -= 1
        guard left > 0 else { throw FunctionError("json: unsupported value: \(TypeName.of(self)) is too large") }
        switch self {
        case .none: return .null
        case .bool(let bool): return .bool(bool)
        case .int(let int): return .int(Int64(int))
        case .int64(let int): return .int(int)
        case .float(let float): return .float(float)
        case .string(let text): return .string(text)
        case .invalidUTF8(let bytes): return .string(String(repairing: bytes))
        case .list(let list):
            if list.isNil { return .null }
            if list.elementType == .uint8 { return .string(String(decoding: Base64.encode(list.bytes), as: UTF8.self)) }
            return .list(try list.elements.map { try $0.plain(depth: depth + 1, &left) })
        case .map(let map):
            if map.isNil { return .null }
            if let untouched = map.untouched { return .map(untouched) }
            return .map(try map.entries.mapValues { try $0.plain(depth: depth + 1, &left) })
        case .object(let object): return try object.plain()
        }
    }
}
