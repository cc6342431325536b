/// Why an upload was refused or could not be kept.
public struct UploadError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable {
        /// The name is not one that an uploaded chart can have.
        case invalidName
        /// The archive is no chart, or one that Helm refuses.
        case invalidChart
        /// What was sent is no form with a chart in it.
        case invalidForm
        case tooLarge
        /// An upload of that name is there already, and was not to be replaced.
        case exists
        /// There is no such upload.
        case notFound
        /// The disk refused.
        case storage
        /// The work was given up before it was done.
        case cancelled
    }

    public let code: Code
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }

    /// What the system says of the call that failed last.
    static func system(_ verb: String, _ name: String, _ reason: Int32) -> UploadError {
        UploadError(.storage, "\(verb) \(name): \(SystemReason.text(reason))")
    }
}
