/// Why a registry does not give, or take, what is asked for. Messages hold no credentials.
public struct RegistryError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable {
        /// What is asked for, or what is handed in, is none of what can be.
        case invalid
        /// No such repository, tag or manifest, or no version that fits.
        case notFound
        /// The registry wants other credentials.
        case unauthorized
        /// The registry refuses these credentials, or the address is not one that this server may reach.
        case forbidden
        /// The registry does not answer, or not as one.
        case unreachable
        /// Beyond a bound.
        case tooLarge
        /// What came is not what its digest says.
        case corrupted
        /// The file of credentials, or a credential helper, refused.
        case storage
        /// A kind of artifact or of answer that is not served.
        case unsupported
    }

    public let code: Code
    /// In Helm's words where Helm says it.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }

    static let mismatchedDigest = RegistryError(.corrupted, "mismatched digest")

    var isMismatchedDigest: Bool { code == .corrupted && message == Self.mismatchedDigest.message }

    /// The same with words in front.
    func prefixed(_ words: String) -> RegistryError { RegistryError(code, words + message) }
}
