/// What is wrong with a YAML text or with a value that is to be written, in the words of Go's YAML libraries.
public struct YAMLError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable {
        /// The text breaks YAML's grammar, or nests too deep.
        case syntax
        /// The text is YAML, but cannot become JSON: a tag that does not fit, a key that is no scalar, an infinity.
        case conversion
        /// Aliases multiply the document beyond the bound.
        case excessiveAliasing
        /// The value is not of the kind that the caller wants, such as a list where a map belongs.
        case typeMismatch
        /// A value that YAML cannot carry: control characters, an infinity.
        case unsupportedValue
    }

    public let code: Code
    /// The whole text, such as `error converting YAML to JSON: yaml: line 2: did not find expected key`.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }

    /// An error of the YAML library itself.
    static func yaml(_ code: Code, _ text: String) -> YAMLError { YAMLError(code, "yaml: " + text) }

    /// The same with words before it.
    func prefixed(_ prefix: String) -> YAMLError { YAMLError(code, prefix + message) }
}
