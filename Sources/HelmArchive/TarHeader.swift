/// One header block of a ustar archive.
struct TarHeader {
    static let blockSize = 512
    static let nameSize = 100
    /// What eleven octal digits can say.
    static let largestSize = 0o77777777777
    private static let prefixSize = 155

    var name: [UInt8] = []
    var prefix: [UInt8] = []
    var mode = 0
    var seconds: Int64 = 0
    var type = UInt8(ascii: "0")
    private let size: Int

    init(size: Int) { self.size = size }

    var block: [UInt8] {
        var block = [UInt8](repeating: 0, count: Self.blockSize)
        func put(_ bytes: some Sequence<UInt8>, at offset: Int) {
            for (index, byte) in bytes.enumerated() { block[offset + index] = byte }
        }
        /// Octal digits, zeros before them, and a NUL that `block` has already.
        func number(_ number: Int, at offset: Int, size: Int) {
            let digits = String(number, radix: 8)
            put(String(repeating: "0", count: max(0, size - 1 - digits.utf8.count)).utf8, at: offset)
            put(digits.utf8, at: offset + max(0, size - 1 - digits.utf8.count))
        }
        put(name.prefix(Self.nameSize), at: 0)
        number(mode, at: 100, size: 8)
        number(0, at: 108, size: 8)
        number(0, at: 116, size: 8)
        number(size, at: 124, size: 12)
        number(Int(seconds), at: 136, size: 12)
        block[156] = type
        put("ustar\u{0}00".utf8, at: 257)
        if type == UInt8(ascii: "0") {
            // Device numbers, which Go leaves out of a pax header.
            number(0, at: 329, size: 8)
            number(0, at: 337, size: 8)
        }
        put(prefix.prefix(Self.prefixSize), at: 345)
        // The check sum counts its own field as spaces, and ends with NUL and space.
        put(repeatElement(UInt8(ascii: " "), count: 8), at: 148)
        number(block.reduce(0) { $0 + Int($1) }, at: 148, size: 7)
        block[154] = 0
        return block
    }

    /// A long name in two parts, cut at a slash; nil when that cannot be.
    static func split(_ name: [UInt8]) -> (prefix: [UInt8], rest: [UInt8])? {
        guard name.allSatisfy({ $0 < 0x80 }) else { return nil }
        let head = name.prefix(prefixSize + 1)
        guard let slash = head.lastIndex(of: UInt8(ascii: "/")), slash > 0 else { return nil }
        let rest = name[(slash + 1)...]
        guard !rest.isEmpty, rest.count <= nameSize else { return nil }
        return (Array(name[..<slash]), Array(rest))
    }

    /// What readers without pax see of a name: its ASCII letters, as many as fit, not cut behind a slash.
    static func fitting(_ name: [UInt8]) -> [UInt8] {
        let letters = name.filter { $0 < 0x80 }
        if letters.count <= nameSize { return letters }
        var bytes = Array(letters.prefix(nameSize))
        while bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
        return bytes
    }
}
