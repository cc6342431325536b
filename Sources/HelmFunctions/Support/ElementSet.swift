internal import HelmTemplate

/// Values that differ deeply from each other. Scalars are found by hash, so that long lists cost no square.
struct ElementSet {
    private enum Scalar: Hashable {
        case none
        case bool(Bool)
        case int(Int)
        case int64(Int64)
        case text([UInt8])
    }

    private static let comparisonLimit = 20_000_000

    private var scalars: Set<Scalar> = []
    private var others: [GoValue] = []
    private var comparisons = 0

    /// False when an equal value is in already.
    mutating func insert(_ value: GoValue) throws -> Bool {
        if let scalar = Self.scalar(value) { return scalars.insert(scalar).inserted }
        if try contains(value) { return false }
        others.append(value)
        return true
    }

    mutating func contains(_ value: GoValue) throws -> Bool {
        if let scalar = Self.scalar(value) { return scalars.contains(scalar) }
        comparisons += others.count
        if comparisons > Self.comparisonLimit { throw FunctionError("list has too many elements to compare") }
        return try others.contains { try Equality.areEqual(value, $0) }
    }

    /// Floats are left to comparison: NaN equals nothing, and the two zeros each other.
    private static func scalar(_ value: GoValue) -> Scalar? {
        switch value {
        case .none: Scalar.none
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .int64(let value): .int64(value)
        case .string, .invalidUTF8: .text(value.bytes)
        case .float, .list, .map, .object: nil
        }
    }
}
