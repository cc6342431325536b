/// What is wrong with a JSON text, in the words of Go's `encoding/json`.
public struct JSONError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable {
        /// The text breaks JSON's grammar.
        case syntax
        /// The text ends too early.
        case unexpectedEnd
        /// Lists and maps are nested too deep.
        case tooDeep
        /// The text is fine but a value does not fit its Go type.
        case typeMismatch
        /// A float that JSON cannot write: an infinity or NaN.
        case unsupportedValue
    }

    public let code: Code
    /// Go's text, such as `unexpected end of JSON input`.
    public let message: String
    /// How many bytes Go had read when it found the error.
    public let offset: Int
    /// With ``Code/typeMismatch`` in a text, what Go has read nonetheless: the value with null in the bad places.
    public let partial: Value?

    public init(_ code: Code, _ message: String, offset: Int = 0, partial: Value? = nil) {
        self.code = code
        self.message = message
        self.offset = offset
        self.partial = partial
    }

    /// The text ends too early. Go tries a space at the end, and in the middle of a literal complains about that.
    init(end: Int, context: String?) {
        let message = context.map { "invalid character ' ' \($0)" } ?? "unexpected end of JSON input"
        self.init(.unexpectedEnd, message, offset: end)
    }

    public var description: String { message }

    /// What Go says when `value` is to be read into another type, such as a list into `map[string]interface {}`.
    public static func mismatch(_ value: Value, goType: String, offset: Int = 0) -> JSONError {
        return JSONError(
            .typeMismatch, "json: cannot unmarshal \(value.jsonKind) into Go value of type \(goType)", offset: offset)
    }
}
