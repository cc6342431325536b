extension String {
    /// As ``init(repairing:)``, quick for ASCII.
    public init(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        if bytes.allSatisfy({ $0 < 0x80 }) {
            self.init(decoding: bytes, as: UTF8.self)
        } else {
            self.init(repairing: bytes)
        }
    }

    /// The text of bytes as Go's `range` sees it: every byte that is no part of valid UTF-8 becomes one U+FFFD.
    ///
    /// Swift's own repair makes one U+FFFD out of several bytes of a cut character.
    public init(repairing bytes: some RandomAccessCollection<UInt8>) {
        if let text = String(validating: bytes, as: UTF8.self) {
            self = text
            return
        }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var rest = bytes[...]
        while !rest.isEmpty {
            let length = Self.validLength(rest)
            if length > 0 {
                result.append(contentsOf: rest.prefix(length))
                rest = rest.dropFirst(length)
            } else {
                result.append(contentsOf: [0xef, 0xbf, 0xbd])
                rest = rest.dropFirst()
            }
        }
        self.init(decoding: result, as: UTF8.self)
    }

    /// How many bytes the valid character at the start takes; 0 when there is none.
    private static func validLength(_ bytes: some RandomAccessCollection<UInt8>) -> Int {
        guard let first = bytes.first else { return 0 }
        let following = bytes.dropFirst().first
        func continues(_ count: Int) -> Bool {
            bytes.count >= count && bytes.dropFirst(2).prefix(count - 2).allSatisfy { $0 & 0xc0 == 0x80 }
        }
        func second(in range: ClosedRange<UInt8>) -> Bool { following.map { range.contains($0) } ?? false }
        switch first {
        case 0..<0x80: return 1
        case 0xc2...0xdf: return second(in: 0x80...0xbf) ? 2 : 0
        case 0xe0: return second(in: 0xa0...0xbf) && continues(3) ? 3 : 0
        case 0xed: return second(in: 0x80...0x9f) && continues(3) ? 3 : 0
        case 0xe1...0xef: return second(in: 0x80...0xbf) && continues(3) ? 3 : 0
        case 0xf0: return second(in: 0x90...0xbf) && continues(4) ? 4 : 0
        case 0xf1...0xf3: return second(in: 0x80...0xbf) && continues(4) ? 4 : 0
        case 0xf4: return second(in: 0x80...0x8f) && continues(4) ? 4 : 0
        default: return 0
        }
    }
}
