/// A text in the framework of RFC 9580, section 7, as Go's clearsign package takes it apart.
///
/// Taken apart here and not by the OpenPGP library, so that what the check sums are read from is, byte for byte, what
/// the signature was checked over.
struct ClearSigned {
    /// The text, with `\n` between lines.
    private(set) var text: [UInt8] = []
    /// The text as it is signed: without white space at the end of lines, `\r\n` between them.
    private(set) var canonical: [UInt8] = []
    /// The signature's armor, from its first line to its last.
    private(set) var armor: ArraySlice<UInt8> = []

    private static let start = Array("-----BEGIN PGP SIGNED MESSAGE-----".utf8)
    private static let signature = Array("-----BEGIN PGP SIGNATURE-----".utf8)
    private static let end = Array("\n-----END PGP SIGNATURE-----".utf8)
    private static let hashes: Set<String> = [
        "MD5", "SHA1", "RIPEMD160", "SHA224", "SHA256", "SHA384", "SHA512", "SHA3-256", "SHA3-512",
    ]

    /// The first message in `bytes`; nil when there is none, or only a broken one.
    init?(_ bytes: [UInt8]) {
        guard var rest = Self.afterStart(bytes), rest.takeLine().isEmpty, Self.skipHeaders(&rest) else { return nil }
        var isFirst = true
        while !rest.starts(with: Self.signature) || !Self.isSignatureLine(rest) {
            if rest.isEmpty { return nil }
            var line = rest.takeLine()
            if line.isEmpty, rest.isEmpty { return nil }
            if line.starts(with: "- ".utf8) { line = line.dropFirst(2) }
            line = line.trimmingEnd(" \t")
            // The last line's end belongs to the framework.
            if !isFirst {
                canonical.append(contentsOf: [0x0d, 0x0a])
                text.append(0x0a)
            }
            isFirst = false
            canonical.append(contentsOf: line)
            text.append(contentsOf: line)
        }
        guard !isFirst, let end = rest.firstIndex(of: Self.end) else { return nil }
        armor = rest[..<(end + Self.end.count)]
    }

    private static func afterStart(_ bytes: [UInt8]) -> ArraySlice<UInt8>? {
        if bytes.starts(with: start) { return bytes[start.count...] }
        return bytes[...].firstIndex(of: [0x0a] + start).map { bytes[($0 + 1 + start.count)...] }
    }

    private static func isSignatureLine(_ rest: ArraySlice<UInt8>) -> Bool {
        var rest = rest
        return rest.takeLine().elementsEqual(signature)
    }

    /// Steps over the header lines and the empty line after them; false when one is no header of such a message.
    private static func skipHeaders(_ rest: inout ArraySlice<UInt8>) -> Bool {
        while !rest.isEmpty {
            let line = rest.takeLine()
            if line.trimmed.isEmpty { return true }
            guard line.allSatisfy({ (0x20...0x7e).contains($0) }), let colon = line.firstIndex(of: 0x3a),
                line[..<colon].trimmed.elementsEqual("Hash".utf8)
            else { return false }
            let names = line[(colon + 1)...].split(separator: 0x2c, omittingEmptySubsequences: false)
            let areKnown = names.allSatisfy {
                hashes.contains(String(decoding: $0.trimmed, as: UTF8.self).uppercased())
            }
            guard areKnown else { return false }
        }
        return false
    }
}

extension ClearSigned {
    /// `text` as it is signed and shown: no white space at the end of lines.
    static func normalized(_ text: [UInt8]) -> [UInt8] {
        let lines = text.split(separator: 0x0a, omittingEmptySubsequences: false)
        return Array(lines.map { $0.trimmingEnd(" \t\r") }.joined(separator: [0x0a]))
    }

    /// The message as Go's clearsign package writes it: `text`, which is normalized, and the armor of `signature`.
    static func message(_ text: [UInt8], signature: [UInt8]) -> [UInt8] {
        var output = start + Array("\nHash: SHA512\n\n".utf8)
        var isLineStart = true
        for byte in text {
            if isLineStart, byte == UInt8(ascii: "-") { output.append(contentsOf: "- ".utf8) }
            output.append(byte)
            isLineStart = byte == 0x0a
        }
        output.append(0x0a)
        return output + Armor.encode(signature)
    }
}
