internal import CZlib

/// Gzip as Go writes it and reads it.
public enum Gzip {
    /// Level 9 with the header that Go's writer gives an unnamed file: `1f8b08 00 00000000 02 ff`.
    public static func compress(_ bytes: [UInt8]) throws(ArchiveError) -> [UInt8] {
        throw ArchiveError(.system, "not built yet")
    }

    /// All members of a gzip stream.
    /// - Parameter limit: the most bytes that may come out; beyond it the code is `tooLarge`.
    public static func decompress(_ bytes: [UInt8], limit: Int) throws(ArchiveError) -> [UInt8] {
        throw ArchiveError(.system, "not built yet")
    }

    /// Whether `bytes` begin as a gzip stream does.
    public static func isCompressed(_ bytes: [UInt8]) -> Bool {
        bytes.count > 3 && bytes[0] == 0x1f && bytes[1] == 0x8b && bytes[2] == 0x08
    }
}
