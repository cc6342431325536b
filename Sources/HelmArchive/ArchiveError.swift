/// Why an archive was refused.
public struct ArchiveError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable {
        /// Not gzip, not tar, or cut short.
        case malformed
        /// Too many bytes, entries, or too high a compression.
        case tooLarge
        /// A name that could reach outside the folder it is unpacked into, or that chart files never have.
        case unsafeName
        /// A link, device or other entry that is neither file nor folder.
        case unsupportedEntry
        /// Nothing in it.
        case empty
        /// zlib or libarchive failed for a reason of its own, such as memory.
        case system
    }

    public let code: Code
    /// In Helm's words where Helm refuses the same.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
