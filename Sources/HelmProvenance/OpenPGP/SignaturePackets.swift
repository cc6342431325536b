/// Walks the packets of a signature's body, and hands out the signatures that can be checked.
struct SignaturePackets {
    private var rest: ArraySlice<UInt8>
    private let failure: ProvenanceError?
    private var count = 0

    init(_ armor: Armor) {
        rest = armor.bytes[...]
        failure = armor.failure
    }

    /// One signature's packet.
    struct Signature {
        let body: ArraySlice<UInt8>

        /// With a header of its own, whatever the one was that it came with.
        var packet: [UInt8] {
            let length = (0..<4).map { UInt8(truncatingIfNeeded: body.count >> (24 - 8 * $0)) }
            return [0xc0 | 2, 0xff] + length + body
        }

        // Version, type, key algorithm, hash algorithm: RFC 9580, section 5.2.3.
        fileprivate var isSupported: Bool {
            let head = Array(body.prefix(4))
            return head.count == 4 && head[0] == 4 && [1, 3, 17, 19, 22, 27, 28].contains(head[2])
        }
    }

    /// The next signature; nil at the end.
    /// - Throws: ``ProvenanceError`` in Go's words for what is no signature.
    mutating func next() throws(ProvenanceError) -> Signature? {
        while !rest.isEmpty {
            let tag = try readTag()
            let body = try readBody(isNewFormat: tag.isNewFormat, lengthType: tag.lengthType)
            // A marker, and kinds that may be passed over when they are not known.
            if tag.kind == 10 || tag.kind >= 40 { continue }
            guard tag.kind == 2 else { throw .invalidData("non signature packet found") }
            guard body.count <= ProvenanceLimits.signatureBytes, count < ProvenanceLimits.signatures else {
                throw .invalidData("too many or too large signatures")
            }
            count += 1
            let signature = Signature(body: body)
            if signature.isSupported { return signature }
        }
        if let failure { throw failure }
        return nil
    }

    private mutating func readTag() throws(ProvenanceError) -> (kind: Int, isNewFormat: Bool, lengthType: Int) {
        let byte = try take(1).first ?? 0
        guard byte & 0x80 != 0 else { throw .invalidData("tag byte does not have MSB set") }
        let isNewFormat = byte & 0x40 != 0
        return (Int(isNewFormat ? byte & 0x3f : byte >> 2 & 0x0f), isNewFormat, Int(byte & 3))
    }

    private mutating func readBody(isNewFormat: Bool, lengthType: Int) throws(ProvenanceError) -> ArraySlice<UInt8> {
        if !isNewFormat {
            return try take(lengthType == 3 ? rest.count : readNumber(bytes: 1 << lengthType))
        }
        let first = try readNumber(bytes: 1)
        switch first {
        case ..<192: return try take(first)
        case ..<224: return try take((first - 192) << 8 + readNumber(bytes: 1) + 192)
        case 255: return try take(readNumber(bytes: 4))
        default: throw .invalidData("signature of partial length")
        }
    }

    private mutating func readNumber(bytes: Int) throws(ProvenanceError) -> Int {
        try take(bytes).reduce(0) { $0 << 8 | Int($1) }
    }

    private mutating func take(_ count: Int) throws(ProvenanceError) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw failure ?? .unexpectedEnd }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}
