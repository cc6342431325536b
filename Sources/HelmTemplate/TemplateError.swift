/// Why a template could not be parsed or executed.
public struct TemplateError: Error, Sendable {
    public enum Code: Sendable, Equatable {
        /// The text is no template; the message reads `template: NAME:LINE: …`.
        case parse
        /// Go's `ExecError`: the message reads `template: NAME:LINE:COL: executing "X" at <EXPR>: …`.
        case execution
        /// There is no template of the name asked for.
        case noSuchTemplate
        /// The text produced passed the bound. Not an error that Helm knows.
        case outputTooLarge
        /// `TemplateEnvironment.checkCancellation` threw; its error is `underlying`.
        case cancelled
    }

    public let code: Code
    /// What each error of the chain says of its own, the innermost first. Kept apart, since a thousand nested includes
    /// would otherwise each hold the texts of all that are inside them.
    private var parts: [String]
    /// The error at the end of the chain, when that is none of a template: what a function threw.
    public private(set) var underlying: (any Error)?

    public init(_ code: Code, _ message: String, underlying: (any Error)? = nil) {
        self.code = code
        parts = [message]
        self.underlying = underlying
    }

    /// The error of something that failed because of `cause`: its message is `prefix` and the cause's.
    public init(_ code: Code, _ prefix: String, causedBy cause: TemplateError) {
        self.code = code
        parts = cause.parts
        parts.append(prefix)
        underlying = cause.underlying
    }

    /// The whole message, as Go's `Error()` gives it, causes included.
    public var message: String { parts.reversed().joined() }

    /// What each error along the chain of causes says of its own, without its cause's words; this one first.
    public var frames: [String] { parts.reversed() }

    /// The messages along the chain of causes, this one first, as Go's `errors.Unwrap` would find them: what Helm walks
    /// to write its report of frames.
    public var messages: [String] {
        var result: [String] = []
        var message = ""
        for part in parts {
            message = part + message
            result.append(message)
        }
        result.reverse()
        if let error = underlying as? FunctionError { result.append(error.message) }
        return result
    }
}

extension TemplateError: CustomStringConvertible {
    public var description: String { message }
}
