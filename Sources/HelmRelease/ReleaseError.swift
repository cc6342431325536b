/// Why a release could not be read or stored.
public struct ReleaseError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// No such release or revision.
        case notFound
        /// The revision is stored already: another writer was first.
        case alreadyExists
        /// The stored record changed or is in a state that refuses the write.
        case conflict
        /// A record that cannot be decoded.
        case undecodable
        /// The record would exceed what one object of the cluster may hold.
        case tooLarge
        /// Reserved or malformed labels.
        case invalidLabels
        /// The cluster did not answer.
        case unreachable
        case unauthorized
        case forbidden
        /// The caller was cancelled or its deadline passed.
        case cancelled
        /// The storage refused or failed for another reason.
        case storage
    }

    public let code: Code
    /// Helm's words.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
