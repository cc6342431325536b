internal import HelmTemplate

/// How functions turn values into text.
enum Printing {
    /// Go's `%v`.
    static func printed(_ value: GoValue) -> [UInt8] {
        switch value {
        case .string, .invalidUTF8: value.bytes
        default: GoPrint.printedBytes(value)
        }
    }

    /// Sprig's `strval`: bytes are text, everything else is printed.
    static func text(of value: GoValue) -> [UInt8] {
        if case .list(let list) = value, list.elementType == .uint8 { return list.bytes }
        return printed(value)
    }
}

extension GoList {
    /// The bytes of a `[]uint8`.
    var bytes: [UInt8] { elements.map { UInt8(truncatingIfNeeded: $0.integer) } }
}
