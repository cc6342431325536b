internal import HelmValues

/// Go's comparisons, which refuse to compare values of different kinds. (Go: text/template/funcs.go, eq, lt, …)
enum Comparison {
    /// What the comparisons know of a value.
    private enum Basic {
        case bool(Bool)
        case int(Int64)
        case unsigned(UInt64)
        case float(Double)
        case complex(GoComplex)
        case string([UInt8])
    }

    private static func basic(_ value: GoValue) -> Basic? {
        switch value {
        case .bool(let bool): .bool(bool)
        case .int(let int): .int(Int64(int))
        case .int64(let int): .int(int)
        case .float(let float): .float(float)
        case .string(let text): .string(Array(text.utf8))
        case .invalidUTF8(let bytes): .string(bytes)
        case .object(let object): basic(object)
        case .none, .list, .map: nil
        }
    }

    private static func basic(_ object: any GoObject) -> Basic? {
        if let complex = object as? GoComplex { return .complex(complex) }
        var shape = object.shape
        if case .stringer(let inner) = shape { shape = inner }
        switch shape {
        case .bool(let bool): return .bool(bool)
        case .integer(let int): return .int(int)
        case .unsigned(let int): return .unsigned(int)
        case .float(let float): return .float(float)
        case .string(let text): return .string(Array(text.utf8))
        default: return nil
        }
    }

    /// Whether the value equals one of the others.
    static func isEqual(_ first: GoValue?, toAny others: ArraySlice<GoValue?>) throws -> Bool {
        guard !others.isEmpty else { throw FunctionError("missing argument for comparison") }
        for other in others where try isEqual(first ?? .none, other ?? .none) { return true }
        return false
    }

    private static func isEqual(_ left: GoValue, _ right: GoValue) throws -> Bool {
        if case .string(let a) = left, case .string(let b) = right { return bytesEqual(a, b) }
        switch (basic(left), basic(right)) {
        case (.bool(let a), .bool(let b)): return a == b
        case (.int(let a), .int(let b)): return a == b
        case (.unsigned(let a), .unsigned(let b)): return a == b
        case (.float(let a), .float(let b)): return a == b
        case (.string(let a), .string(let b)): return a == b
        case (.complex(let a), .complex(let b)): return a.real == b.real && a.imaginary == b.imaginary
        case (.int(let a), .unsigned(let b)): return a >= 0 && UInt64(a) == b
        case (.unsigned(let a), .int(let b)): return b >= 0 && a == UInt64(b)
        case (nil, nil): return try areSame(left, right)
        default:
            if case .none = left { return false }
            if case .none = right { return false }
            throw incompatible(left, right)
        }
    }

    /// Equality of what is no basic kind: only nil and things of identity can be compared.
    private static func areSame(_ left: GoValue, _ right: GoValue) throws -> Bool {
        let (leftKind, rightKind) = (TypeName.kind(of: left), TypeName.kind(of: right))
        guard leftKind == rightKind || leftKind == "invalid" || rightKind == "invalid" else {
            throw FunctionError(
                "non-comparable types \(shown(left)): \(TypeName.of(left)), "
                    + "\(TypeName.of(right)): \(GoPrint.printed(right))")
        }
        if left.isNil || right.isNil { return left.isNil == right.isNil }
        guard case .object(let a) = left, case .object(let b) = right, isComparable(b) else {
            throw FunctionError("non-comparable type \(shown(right)): \(TypeName.of(right))")
        }
        if a === b { return true }
        guard a.goType == b.goType, a.goKind != "ptr" else { return false }
        return try fieldsAreEqual(a.shape.pointee, b.shape.pointee, a, b)
    }

    /// With `%s`, as Go's message has it.
    private static func shown(_ value: GoValue) -> String { GoPrint.printed(GoPrint.sprintf("%s", [value])) }

    private static func fieldsAreEqual(
        _ left: GoShape, _ right: GoShape, _ a: any GoObject, _ b: any GoObject
    ) throws -> Bool {
        guard case .structure(let mine) = left, case .structure(let others) = right else {
            return a.printed == b.printed
        }
        for (field, other) in zip(mine, others) where try !isEqual(field.value, other.value) { return false }
        return true
    }

    private static func isComparable(_ object: any GoObject) -> Bool {
        !["map", "slice", "func"].contains(object.goKind)
    }

    static func isLess(_ left: GoValue?, _ right: GoValue?) throws -> Bool {
        let (left, right) = (left ?? .none, right ?? .none)
        guard let a = basic(left), let b = basic(right) else { throw FunctionError("invalid type for comparison") }
        switch (a, b) {
        case (.bool, .bool), (.complex, .complex): throw FunctionError("invalid type for comparison")
        case (.int(let a), .int(let b)): return a < b
        case (.unsigned(let a), .unsigned(let b)): return a < b
        case (.float(let a), .float(let b)): return a < b
        case (.string(let a), .string(let b)): return a.lexicographicallyPrecedes(b)
        case (.int(let a), .unsigned(let b)): return a < 0 || UInt64(a) < b
        case (.unsigned(let a), .int(let b)): return b >= 0 && a < UInt64(b)
        default: throw incompatible(left, right)
        }
    }

    static func isLessOrEqual(_ left: GoValue?, _ right: GoValue?) throws -> Bool {
        if try isLess(left, right) { return true }
        return try isEqual(left, toAny: [right])
    }

    private static func incompatible(_ left: GoValue, _ right: GoValue) -> FunctionError {
        FunctionError("incompatible types for comparison: \(TypeName.of(left)) and \(TypeName.of(right))")
    }
}

extension GoValue {
    /// Nil, or a nil map or slice.
    var isNil: Bool {
        switch self {
        case .none: true
        case .list(let list): list.isNil
        case .map(let map): map.isNil
        default: false
        }
    }
}
