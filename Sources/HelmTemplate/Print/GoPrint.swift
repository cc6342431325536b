/// Go's `fmt` over template values.
public enum GoPrint {
    /// `fmt.Sprint`: a space between two operands when neither is a string.
    public static func sprint(_ arguments: [GoValue]) -> GoValue { .string("") }

    /// `fmt.Sprintln`.
    public static func sprintln(_ arguments: [GoValue]) -> GoValue { .string("") }

    /// `fmt.Sprintf`, with every verb and flag. Mistakes in the format stand in the text, as in Go.
    public static func sprintf(_ format: String, _ arguments: [GoValue]) -> GoValue { .string("") }

    /// `fmt.Sprintf("%v", value)` as a Swift string; bytes that are no UTF-8 become U+FFFD.
    public static func printed(_ value: GoValue) -> String { "" }

    /// `fmt.Sprintf("%v", value)`, byte for byte.
    public static func printedBytes(_ value: GoValue) -> [UInt8] { [] }

    /// The type as `%T` prints it: `map[string]interface {}`, `<nil>` for nil.
    public static func goType(of value: GoValue) -> String { "" }

    /// The kind as `reflect.Kind` prints it: `map`, `slice`, `float64`; `invalid` for nil.
    public static func goKind(of value: GoValue) -> String { "" }
}
