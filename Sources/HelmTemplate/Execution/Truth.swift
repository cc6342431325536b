extension GoValue {
    /// Whether `if` takes the value for true: not the zero of its type. (Go: text/template, IsTrue)
    public var isTrue: Bool {
        switch self {
        case .none: false
        case .bool(let bool): bool
        case .int(let int): int != 0
        case .int64(let int): int != 0
        case .float(let float): float != 0
        case .string(let text): !text.utf8.isEmpty
        case .invalidUTF8(let bytes): !bytes.isEmpty
        case .list(let list): !list.elements.isEmpty
        case .map(let map): map.count > 0
        case .object(let object): object.isTrue
        }
    }
}

extension GoShape {
    /// What stands under `String()` methods and pointers.
    var pointee: GoShape {
        switch self {
        case .stringer(let shape): shape.pointee
        case .pointer(let shape, _): shape.pointee
        default: self
        }
    }
}
