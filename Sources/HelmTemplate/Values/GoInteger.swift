public import HelmValues

/// An integer of a Go type that ``GoValue`` has no case for: `uint8`, `int32`, `uint64`, …
public final class GoInteger: GoObject {
    public let value: Int64
    public let goType: String

    public init(_ value: Int64, type: String) {
        self.value = value
        goType = type
    }

    /// A byte of a `[]byte` as a value of its own.
    static func byte(_ element: GoValue) -> GoValue {
        switch element {
        case .int(let int): .object(GoInteger(Int64(int), type: "uint8"))
        case .int64(let int): .object(GoInteger(int, type: "uint8"))
        default: element
        }
    }

    public var goKind: String { goType }
    public var printed: String { String(value) }
    public var isTrue: Bool { value != 0 }
    public var shape: GoShape {
        goType.hasPrefix("u") ? .unsigned(UInt64(bitPattern: value)) : .integer(value)
    }
    public func plain() throws -> Value { .int(value) }
}
