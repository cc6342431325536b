/// Why a `--set` expression is refused, in Helm's words.
public struct SetError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable {
        /// The expression is malformed.
        case syntax
        /// A list index is no number, negative or too large.
        case index
        /// Names or lists are nested too deep, or the lists made are too large in all.
        case tooLarge
        /// The expression goes into a value that is no map or no list.
        case typeConflict
        /// A value of `--set-json` is no JSON.
        case json
        /// The file of `--set-file` could not be read.
        case file
    }

    public let code: Code
    /// Helm's text without the "failed parsing --set data: " that its command line puts before it.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
