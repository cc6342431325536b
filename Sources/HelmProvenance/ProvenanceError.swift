/// Why a provenance file proves nothing, or why none could be made.
public struct ProvenanceError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable, CaseIterable {
        /// The archive, its provenance file or the keyring is not there, or cannot be read.
        case unreadable
        /// Beyond a bound of ``ProvenanceLimits``.
        case tooLarge
        /// The keyring is none.
        case invalidKeyring
        /// The provenance file is no clear-signed message of check sums.
        case malformed
        /// Nobody in the keyring signed it.
        case unknownSigner
        /// The signature does not fit the text, is out of date, or is made with a key that is.
        case invalidSignature
        /// The signed check sums do not speak of this archive.
        case checkSum
        /// No such key to sign with, more than one, or one that is locked.
        case signingKey
        /// The library failed.
        case system
    }

    public let code: Code
    /// Helm's words, where Helm has some.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }

    /// The same failure with something put before its text.
    func prefixed(_ prefix: String) -> ProvenanceError { ProvenanceError(code, prefix + message) }

    static let unknownSigner = ProvenanceError(.unknownSigner, "openpgp: signature made by unknown entity")
    static let unexpectedEnd = ProvenanceError(.malformed, "unexpected EOF")

    static func invalidData(_ what: String) -> ProvenanceError {
        ProvenanceError(.malformed, "openpgp: invalid data: \(what)")
    }

    static func library(_ what: String, _ reason: String) -> ProvenanceError {
        ProvenanceError(.system, "openpgp: \(what): \(reason)")
    }
}
