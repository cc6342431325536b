internal import HelmTemplate
internal import HelmValues

/// Go's `reflect.DeepEqual`: type, kind and content must agree.
enum Equality {
    static func areEqual(_ left: GoValue, _ right: GoValue, depth: Int = 0) throws -> Bool {
        try Limits.checkNesting(depth)
        switch (left, right) {
        case (.none, .none): return true
        case (.bool(let a), .bool(let b)): return a == b
        case (.int(let a), .int(let b)): return a == b
        case (.int64(let a), .int64(let b)): return a == b
        case (.float(let a), .float(let b)): return a == b
        case (.string(let a), .string(let b)): return bytesEqual(a, b)
        case (.invalidUTF8(let a), .invalidUTF8(let b)): return a == b
        case (.list(let a), .list(let b)):
            guard a.elementType == b.elementType, a.isNil == b.isNil else { return false }
            return try a === b || areEqual(a.elements, b.elements, depth: depth)
        case (.map(let a), .map(let b)):
            guard a.type == b.type, a.isNil == b.isNil else { return false }
            return try a === b || areEqual(a.entries, b.entries, depth: depth)
        case (.object(let a), .object(let b)): return try areEqual(a, b, depth: depth)
        default: return false
        }
    }

    private static func areEqual(_ left: [GoValue], _ right: [GoValue], depth: Int) throws -> Bool {
        guard left.count == right.count else { return false }
        for (a, b) in zip(left, right) where try !areEqual(a, b, depth: depth + 1) { return false }
        return true
    }

    private static func areEqual(
        _ left: ByteOrderedMap<GoValue>, _ right: ByteOrderedMap<GoValue>, depth: Int
    ) throws -> Bool {
        guard left.count == right.count else { return false }
        for (a, b) in zip(left, right) {
            guard bytesEqual(a.key, b.key), try areEqual(a.value, b.value, depth: depth + 1) else { return false }
        }
        return true
    }

    private static func areEqual(_ left: any GoObject, _ right: any GoObject, depth: Int) throws -> Bool {
        if left === right { return true }
        guard left.goType == right.goType else { return false }
        if let left = left as? any ComparableObject { return left.isEqual(to: right) }
        return try areEqual(left.shape, right.shape, depth: depth + 1)
    }

    private static func areEqual(_ left: GoShape, _ right: GoShape, depth: Int) throws -> Bool {
        try Limits.checkNesting(depth)
        switch (left, right) {
        case (.stringer(let a), .stringer(let b)): return try areEqual(a, b, depth: depth + 1)
        case (.bool(let a), .bool(let b)): return a == b
        case (.integer(let a), .integer(let b)): return a == b
        case (.unsigned(let a), .unsigned(let b)): return a == b
        case (.float(let a), .float(let b)): return a == b
        case (.string(let a), .string(let b)): return bytesEqual(a, b)
        case (.structure(let a), .structure(let b)):
            return try areEqual(a.map(\.value), b.map(\.value), depth: depth)
        case (.pointer(let a, _), .pointer(let b, _)): return try areEqual(a, b, depth: depth + 1)
        case (.map(let a), .map(let b)): return try areEqual(a, b, depth: depth)
        case (.list(let a), .list(let b)): return try areEqual(a, b, depth: depth)
        default: return false
        }
    }
}

/// An object that knows better than its shape what makes another one equal.
protocol ComparableObject: GoObject {
    func isEqual(to other: any GoObject) -> Bool
}
