internal import HelmValues

/// Go's `fmt` over template values.
public enum GoPrint {
    /// `fmt.Sprint`: a space between two operands when neither is a string.
    public static func sprint(_ arguments: [GoValue]) -> GoValue {
        if arguments.count == 1, case .string = arguments[0] { return arguments[0] }
        return .string(bytes: run(.sprint, arguments).output)
    }

    /// `fmt.Sprintln`: a space between all operands, a newline at the end.
    public static func sprintln(_ arguments: [GoValue]) -> GoValue {
        .string(bytes: run(.sprintln, arguments).output)
    }

    /// `fmt.Sprintf`, with every verb and flag. Mistakes in the format stand in the text, as in Go.
    public static func sprintf(_ format: String, _ arguments: [GoValue]) -> GoValue {
        sprintf(Array(format.utf8), arguments)
    }

    /// As ``sprintf(_:_:)-(String,_)``, for a format of any bytes.
    public static func sprintf(_ format: [UInt8], _ arguments: [GoValue]) -> GoValue {
        .string(bytes: Sprintf.run(format, arguments).output)
    }

    /// Which of fmt's functions.
    enum Form {
        case sprint, sprintln
        /// The format is the first operand.
        case sprintf
    }

    static func run(_ form: Form, _ arguments: [GoValue]) -> Printer {
        if form == .sprintf {
            return Sprintf.run(arguments.first.map(printedBytes) ?? [], Array(arguments.dropFirst()))
        }
        var printer = Printer()
        var wasText = true
        for (index, argument) in arguments.enumerated() {
            let isText = argument.isGoString
            if index > 0, form == .sprintln || !isText && !wasText { printer.write(UInt8(ascii: " ")) }
            printer.printOperand(argument, "v")
            wasText = isText
        }
        if form == .sprintln { printer.write(UInt8(ascii: "\n")) }
        return printer
    }

    /// As ``run(_:_:)``, but a result beyond the bounds is an error.
    static func boundedBytes(_ form: Form, _ arguments: [GoValue]) throws -> [UInt8] {
        let printer = run(form, arguments)
        if printer.isTruncated { throw FunctionError("the value is too large to print") }
        return printer.output
    }

    static func bounded(_ form: Form, _ arguments: [GoValue]) throws -> GoValue {
        if form == .sprint, arguments.count == 1, case .string = arguments[0] { return arguments[0] }
        return .string(bytes: try boundedBytes(form, arguments))
    }

    /// `fmt.Sprintf("%v", value)` as a Swift string; bytes that are no UTF-8 become U+FFFD.
    public static func printed(_ value: GoValue) -> String {
        if case .string(let text) = value { return text }
        return String(repairing: printedBytes(value))
    }

    /// `fmt.Sprintf("%v", value)`, byte for byte.
    public static func printedBytes(_ value: GoValue) -> [UInt8] {
        switch value {
        case .string(let text): return Array(text.utf8)
        case .invalidUTF8(let bytes): return bytes
        default:
            var printer = Printer()
            printer.printOperand(value, "v")
            return printer.output
        }
    }

    /// The type as `%T` prints it: `map[string]interface {}`, `<nil>` for nil.
    public static func goType(of value: GoValue) -> String { TypeName.of(value) }

    /// The kind as `reflect.Kind` prints it: `map`, `slice`, `float64`; `invalid` for nil.
    public static func goKind(of value: GoValue) -> String { TypeName.kind(of: value) }

    /// `strconv.Quote`, as `%q` prints a string.
    public static func quoted(_ text: String) -> String { GoText.quoted(text) }
}

extension GoValue {
    /// Whether reflection calls the value a string.
    var isGoString: Bool {
        switch self {
        case .string, .invalidUTF8: return true
        case .object(let object): return object.goKind == "string"
        default: return false
        }
    }
}

extension GoList {
    /// The bytes of a `[]uint8`.
    public var bytes: [UInt8] {
        elements.map { element in
            switch element {
            case .int(let int): UInt8(truncatingIfNeeded: int)
            case .int64(let int): UInt8(truncatingIfNeeded: int)
            default: 0
            }
        }
    }

    /// A `[]uint8` of these bytes.
    public convenience init(bytes: [UInt8]) {
        self.init(bytes.map { .int(Int($0)) }, elementType: .uint8)
    }
}
