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
    /// The whole message, as Go's `Error()` gives it, causes included.
    public let message: String
    /// The cause, as Go's `errors.Unwrap` would find it: the error of an `include`, the error of a function.
    public let underlying: (any Error)?

    public init(_ code: Code, _ message: String, underlying: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }

    /// The messages along the chain of causes, this one first: what Helm walks to write its report of frames.
    public var messages: [String] {
        var result = [message]
        var next = underlying
        while let current = next {
            if let error = current as? TemplateError {
                result.append(error.message)
                next = error.underlying
            } else {
                if let error = current as? FunctionError { result.append(error.message) }
                next = nil
            }
        }
        return result
    }
}

extension TemplateError: CustomStringConvertible {
    public var description: String { message }
}
