/// Why an upload was refused or could not be kept.
public struct UploadError: Error, Sendable {
    public enum Code: Sendable {
        /// The name is not one that an uploaded chart can have.
        case invalidName
        /// The archive is no chart, or one that Helm refuses.
        case invalidChart
        /// The disk refused.
        case storage
    }

    public let code: Code
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
